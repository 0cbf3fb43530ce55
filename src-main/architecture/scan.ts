import { parseSync } from 'oxc-parser';
import { type LineAt, lineFinder } from './line-finder.ts';

/** One mention of another module in a source file. */
export type Import = {
  /** As written; undefined where it is computed and cannot be known. */
  specifier: string | undefined;
  /** Erased before the code runs. */
  typeOnly: boolean;
  /** 1-based. */
  line: number;
};

/** A use of something that has to be injected, such as `Date.now`. */
export type Use = { name: string; line: number };

export type ScannedFunction = { name: string; lines: number };

export type Source = {
  /** Relative to the root of the project, with forward slashes. */
  path: string;
  lines: number;
  imports: Import[];
  uses: Use[];
  functions: ScannedFunction[];
  /** Every text in it, templates in pieces. */
  texts: { text: string; line: number }[];
  /** Nothing in it but what other files export. */
  barrel: boolean;
  /** Nothing in it but types. */
  typesOnly: boolean;
};

/** A node of the ESTree that the parser gives; fields are looked at before they are used. */
type Node = { type: string; start: number; end: number; [field: string]: unknown };

/** Reads a TypeScript file by its syntax tree, so that comments and strings never count as code. */
export function scan(path: string, text: string): Source {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`);
  const lineAt = lineFinder(text);
  const source: Source = {
    path,
    lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    imports: [],
    uses: [],
    functions: [],
    texts: [],
    barrel: false,
    typesOnly: true,
  };
  const root: unknown = program;
  if (!isNode(root)) throw new Error(`${path} has no syntax tree`);
  const body = nodes(root.body);
  source.barrel = isBarrel(body);
  source.typesOnly = body.every(isType);
  walk({ node: root, parent: undefined }, (place) => {
    readImport(place.node, source, lineAt);
    readUse(place, source, lineAt);
    readFunction(place, source, lineAt);
    readText(place.node, source, lineAt);
  });
  return source;
}

type Place = { node: Node; parent: Place | undefined };

function walk(place: Place, visit: (place: Place) => void): void {
  visit(place);
  for (const value of Object.values(place.node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) walk({ node: child, parent: place }, visit);
    }
  }
}

function readImport(node: Node, source: Source, lineAt: LineAt): void {
  const found = importIn(node);
  if (found) source.imports.push({ ...found, line: lineAt(node.start) });
}

function importIn(node: Node): Omit<Import, 'line'> | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return isNode(node.source) ? { specifier: textOf(node.source), typeOnly: isType(node) } : undefined;
    case 'ImportExpression':
      return { specifier: textOf(node.source), typeOnly: false };
    case 'TSImportType':
      return { specifier: textOf(node.source), typeOnly: true };
    case 'CallExpression':
      return nameOf(node.callee) === 'require'
        ? { specifier: textOf(argument(node, 0)), typeOnly: false }
        : undefined;
    case 'NewExpression':
      return workerFile(node);
    default:
      return undefined;
  }
}

/** `new URL('./x.ts', import.meta.url)` is how a worker thread names its file. */
function workerFile(node: Node): Omit<Import, 'line'> | undefined {
  if (nameOf(node.callee) !== 'URL' || !nameOf(argument(node, 1))?.startsWith('import.meta.'))
    return undefined;
  const specifier = textOf(argument(node, 0));
  return specifier !== undefined && /\.[cm]?tsx?$/.test(specifier)
    ? { specifier, typeOnly: false }
    : undefined;
}

const INJECTED_NAMES = new Set(['setTimeout', 'setInterval', 'fetch']);
const INJECTED_MEMBERS = new Set(['Date.now', 'Math.random', 'AbortSignal.timeout']);

function readUse({ node, parent }: Place, source: Source, lineAt: LineAt): void {
  const name = injectedName(node, parent?.node);
  if (name !== undefined) source.uses.push({ name, line: lineAt(node.start) });
}

function injectedName(node: Node, parent: Node | undefined): string | undefined {
  if (node.type === 'NewExpression' && nameOf(node.callee) === 'Date') {
    return argument(node, 0) === undefined ? 'new Date()' : undefined;
  }
  const name = nameOf(node);
  if (name === undefined) return undefined;
  if (node.type === 'MemberExpression') {
    const bare = name.replace(/^globalThis\./, '');
    return INJECTED_MEMBERS.has(bare) || (bare !== name && INJECTED_NAMES.has(bare)) ? bare : undefined;
  }
  return INJECTED_NAMES.has(name) && isValue(node, parent) ? name : undefined;
}

/** Whether an identifier stands for the global value, and not for a field, a key or a type that has its name. */
function isValue(node: Node, parent: Node | undefined): boolean {
  if (parent === undefined || parent.type.startsWith('TS')) return false;
  if (parent.type === 'MemberExpression') return parent.object === node;
  if (parent.type === 'Property') return parent.value === node;
  return parent.type !== 'MethodDefinition' && parent.type !== 'ImportSpecifier';
}

function readText(node: Node, source: Source, lineAt: LineAt): void {
  const value = node.type === 'TemplateElement' ? node.value : node;
  const text = isRecord(value) ? (value.cooked ?? value.value) : undefined;
  if (typeof text === 'string') source.texts.push({ text, line: lineAt(node.start) });
}

const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

function readFunction(place: Place, source: Source, lineAt: LineAt): void {
  const { node } = place;
  if (!FUNCTIONS.has(node.type)) return;
  source.functions.push({ name: functionName(place), lines: ownLines(node, lineAt) });
}

/** Lines of a function without the bodies of those inside it: a factory is as long as what it says itself. */
function ownLines(node: Node, lineAt: LineAt): number {
  let lines = lineAt(node.end) - lineAt(node.start) + 1;
  const leaveOut = (inner: Node): void => {
    for (const value of Object.values(inner)) {
      for (const child of Array.isArray(value) ? value : [value]) {
        if (!isNode(child)) continue;
        if (FUNCTIONS.has(child.type)) lines -= lineAt(child.end) - lineAt(child.start);
        else leaveOut(child);
      }
    }
  };
  leaveOut(node);
  return lines;
}

function functionName({ node, parent }: Place): string {
  const holder = parent?.node;
  const named = nameOf(node.id) ?? nameOf(holder?.id) ?? nameOf(holder?.key) ?? textOf(holder?.key);
  if (named !== undefined) return named;
  for (let above = parent; above; above = above.parent) {
    if (FUNCTIONS.has(above.node.type)) return `${functionName(above)}()`;
  }
  return 'anonymous';
}

function isBarrel(body: readonly Node[]): boolean {
  const imported = new Set<string | undefined>();
  let passedOn = 0;
  for (const node of body) {
    if (node.type === 'ImportDeclaration') {
      for (const specifier of nodes(node.specifiers)) imported.add(nameOf(specifier.local));
    } else if (node.type === 'ExportAllDeclaration') {
      passedOn += 1;
    } else if (node.type === 'ExportNamedDeclaration' && !isNode(node.declaration)) {
      const own =
        !isNode(node.source) && nodes(node.specifiers).some(({ local }) => !imported.has(nameOf(local)));
      if (own) return false;
      passedOn += 1;
    } else {
      return false;
    }
  }
  return passedOn > 0;
}

const TYPE_DECLARATIONS = new Set(['TSTypeAliasDeclaration', 'TSInterfaceDeclaration']);

function isType(node: Node): boolean {
  if (TYPE_DECLARATIONS.has(node.type)) return true;
  if (node.importKind === 'type' || node.exportKind === 'type') return true;
  const specifiers = nodes(node.specifiers);
  return (
    specifiers.length > 0 &&
    specifiers.every(({ importKind, exportKind }) => importKind === 'type' || exportKind === 'type')
  );
}

/** `a`, `a.b` or `a.b.c`, where that is what the expression is. */
function nameOf(value: unknown): string | undefined {
  if (!isNode(value)) return undefined;
  if (value.type === 'Identifier') return String(value.name);
  if (value.type === 'MetaProperty') return `${nameOf(value.meta)}.${nameOf(value.property)}`;
  if (value.type !== 'MemberExpression' || value.computed === true) return undefined;
  const object = nameOf(value.object);
  return object === undefined ? undefined : `${object}.${nameOf(value.property)}`;
}

function textOf(value: unknown): string | undefined {
  return isNode(value) && value.type === 'Literal' && typeof value.value === 'string'
    ? value.value
    : undefined;
}

function argument(node: Node, index: number): Node | undefined {
  return nodes(node.arguments)[index];
}

function nodes(value: unknown): Node[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

function isNode(value: unknown): value is Node {
  return isRecord(value) && typeof value.type === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
