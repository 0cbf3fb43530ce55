import {
  type BlockStatement,
  type Function as FunctionNode,
  type Node,
  parseSync,
  type Statement,
} from 'oxc-parser';
import type { Finding } from '#shared/model/check.ts';
import { type ChangedFile, lineAt } from './check-context.ts';
import { EMPTY_ON_PURPOSE, FILLER, isFiller, omissionIn, saysNotImplemented } from './placeholder-words.ts';
import { nodesOf, parserOptions } from './syntax-tree.ts';

type Found = { severity: Finding['severity']; rule: string; message: string; at: number };

/** Placeholders in TypeScript and JavaScript, by their syntax tree: only comments and code count, never a name or a path. */
export function scriptPlaceholders({ path, text, change }: ChangedFile): Finding[] {
  const { program, comments, errors } = parseSync(path, text, parserOptions(path));
  if (errors.length > 0) return [];
  const found: Found[] = comments.flatMap((comment) => {
    const omission = omissionIn(comment.value);
    if (!omission) return [];
    const severity = change === 'modified' && !omission.certain ? 'warning' : 'error';
    return [
      { severity, rule: omission.rule, message: omission.message, at: comment.start + 2 + omission.at },
    ];
  });
  if (program.body.length === 0 && !/\.d\.[cm]?ts$/.test(path)) {
    found.push({
      severity: 'error',
      rule: 'placeholders/empty-file',
      message: 'The file holds no code',
      at: 0,
    });
  }
  const isExplained = (body: BlockStatement) =>
    comments.some((comment) => comment.start > body.start && comment.end < body.end);
  for (const node of nodesOf(program)) {
    const one = inFunction(node, isExplained) ?? inText(node);
    if (one) found.push(one);
  }
  return found.map(({ at, ...finding }) => ({ ...finding, file: path, line: lineAt(text, at) }));
}

function inFunction(node: Node, isExplained: (body: BlockStatement) => boolean): Found | undefined {
  const named = namedFunction(node);
  if (!named) return undefined;
  const { name, body, severity } = named;
  if (body.body.length === 0) {
    if (EMPTY_ON_PURPOSE.test(name) || isExplained(body)) return undefined;
    return { severity, rule: 'placeholders/empty-function', message: `${name} does nothing`, at: body.start };
  }
  if (!onlyThrowsNotImplemented(body.body)) return undefined;
  const message = `${name} only throws that it is not implemented`;
  return { severity: 'error', rule: 'placeholders/not-implemented', message, at: body.start };
}

type NamedFunction = { name: string; body: BlockStatement; severity: Finding['severity'] };

/** A function with a name of its own. An empty method or constant may be a hook for others: that is a warning only. */
function namedFunction(node: Node): NamedFunction | undefined {
  if (node.type === 'FunctionDeclaration') {
    // `asserts x is T` works by its type alone.
    if (node.returnType?.typeAnnotation.type === 'TSTypePredicate') return undefined;
    // A function in capitals makes objects by its prototype; one that names all it is given as unused is empty by design.
    if (/^[A-Z]/.test(node.id?.name ?? '') || takesNothing(node.params)) return undefined;
    return withBody(node.id?.name ?? 'The default function', node.body, 'error');
  }
  if (node.type === 'MethodDefinition' && node.kind !== 'constructor') {
    return withBody(node.key.type === 'Identifier' ? node.key.name : 'A method', node.value.body, 'warning');
  }
  // A `let` that starts as an empty function is waiting for its value.
  if (node.type !== 'VariableDeclaration' || node.kind !== 'const') return undefined;
  const [declared] = node.declarations;
  const init = declared?.init;
  const isFunction = init?.type === 'ArrowFunctionExpression' || init?.type === 'FunctionExpression';
  if (!isFunction || declared?.id.type !== 'Identifier') return undefined;
  return withBody(declared.id.name, init.body, 'warning');
}

function takesNothing(params: FunctionNode['params']): boolean {
  return params.length > 0 && params.every((one) => one.type === 'Identifier' && one.name.startsWith('_'));
}

function withBody(
  name: string,
  body: FunctionNode['body'] | Node,
  severity: Finding['severity'],
): NamedFunction | undefined {
  return body?.type === 'BlockStatement' ? { name, body, severity } : undefined;
}

function onlyThrowsNotImplemented(body: readonly Statement[]): boolean {
  const [only, ...more] = body;
  if (more.length > 0 || only?.type !== 'ThrowStatement') return false;
  const { argument } = only;
  if (argument.type !== 'NewExpression' && argument.type !== 'CallExpression') return false;
  const { callee } = argument;
  if (callee.type === 'Identifier' && /^NotImplemented(?:Error|Exception)?$/.test(callee.name)) return true;
  const [first] = argument.arguments;
  return first?.type === 'Literal' && typeof first.value === 'string' && saysNotImplemented(first.value);
}

function inText(node: Node): Found | undefined {
  const text = textOf(node);
  return text !== undefined && isFiller(text) ? { severity: 'error', ...FILLER, at: node.start } : undefined;
}

function textOf(node: Node): string | undefined {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type === 'JSXText') return node.value;
  return node.type === 'TemplateElement' ? node.value.raw : undefined;
}
