import { extname } from 'node:path/posix';
import { type Node, parseSync } from 'oxc-parser';
import type { Finding } from '#shared/model/check.ts';
import { EXTREME, type SizeLimits } from '#shared/model/check-limits.ts';
import { type ChangedFile, isTestFile, lineAt } from './check-context.ts';
import { isScript } from './file-kinds.ts';
import { type Grammar, type Node as GrammarNode, namedNodes, parseWith } from './grammar.ts';
import { nodesOf, parserOptions } from './syntax-tree.ts';

/** A node as measuring sees it: a function, a decision within one, or nothing of interest. */
type Mark = { start: number; end: number; what: 'function' | 'decision'; name?: string };

type Measured = { name: string | undefined; start: number; end: number; complexity: number };

const GRAMMARS: Readonly<Record<string, Grammar>> = {
  '.py': 'python',
  '.go': 'go',
  '.rs': 'rust',
  '.java': 'java',
};
const OTHER_CODE = new Set(['.c', '.cpp', '.cs', '.kt', '.php', '.rb', '.sh', '.swift', '.vue', '.svelte']);
const MADE_BY_PROGRAMS =
  /(^|\/)(dist|build|vendor|third_party|node_modules)\/|\.min\.\w+$|\.d\.[cm]?ts$|[._]generated\.\w+$|_pb2?\.\w+$/;
const SAYS_MADE = /@generated|do not edit|automatically generated/i;
/** Characters at the top of a file in which it says who made it. */
const TOP = 1_000;

export function hasSize(path: string): boolean {
  const isCode = isScript(path) || extname(path) in GRAMMARS || OTHER_CODE.has(extname(path));
  return isCode && !MADE_BY_PROGRAMS.test(path);
}

/** Is the file, or a function in it, longer or more tangled than the project allows? */
export async function sizeFindings(file: ChangedFile, limits: SizeLimits): Promise<Finding[]> {
  const { path, text } = file;
  if (SAYS_MADE.test(text.slice(0, TOP))) return [];
  const findings: Finding[] = [];
  const judge = (value: number, limit: number, rule: string, say: string, line?: number): void => {
    if (value <= limit) return;
    const severity = value > limit * EXTREME ? 'error' : 'warning';
    const message = `${say}, more than ${limit}`;
    findings.push({ severity, rule, message, file: path, ...(line === undefined ? {} : { line }) });
  };
  const lines = text.split('\n').length;
  judge(lines, limits.fileLines, 'size/file', `The file has ${lines} lines`);
  for (const { name, start, end, complexity } of await functionsOf(file)) {
    const line = lineAt(text, start);
    const length = lineAt(text, end) - line + 1;
    const who = name ?? 'A function';
    // The function around a group of tests is a chapter, not a function.
    if (name !== undefined || !isTestFile(path))
      judge(length, limits.functionLines, 'size/function', `${who} has ${length} lines`, line);
    const tangled = `${who} has a cyclomatic complexity of ${complexity}`;
    judge(complexity, limits.complexity, 'size/complexity', tangled, line);
  }
  return findings;
}

async function functionsOf({ path, text }: ChangedFile): Promise<Measured[]> {
  if (isScript(path)) {
    const { program, errors } = parseSync(path, text, parserOptions(path));
    return errors.length > 0 ? [] : measure(scriptMarks(program));
  }
  const grammar = GRAMMARS[extname(path)];
  if (grammar === undefined) return [];
  return (await parseWith(grammar, text, (root) => measure(grammarMarks(root)))) ?? [];
}

/** Marks come parents first, in the order of the text; a decision counts for the innermost function around it. */
function measure(marks: Iterable<Mark>): Measured[] {
  const all: Measured[] = [];
  const around: Measured[] = [];
  for (const { start, end, what, name } of marks) {
    while ((around.at(-1)?.end ?? Number.POSITIVE_INFINITY) <= start) around.pop();
    const inner = around.at(-1);
    if (what === 'decision') {
      if (inner) inner.complexity++;
      continue;
    }
    const measured = { name, start, end, complexity: 1 };
    all.push(measured);
    around.push(measured);
  }
  return all;
}

const DECISIONS: ReadonlySet<string> = new Set([
  'IfStatement',
  'ConditionalExpression',
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
  'CatchClause',
  'LogicalExpression',
]);

function* scriptMarks(root: Node): Generator<Mark> {
  /** Names for functions that stand as values, by where they start. */
  const names = new Map<number, string>();
  for (const node of nodesOf(root)) {
    const { start, end } = node;
    if (node.type === 'VariableDeclarator' && node.init && node.id.type === 'Identifier')
      names.set(node.init.start, node.id.name);
    if ((node.type === 'MethodDefinition' || node.type === 'Property') && node.key.type === 'Identifier')
      names.set(node.value?.start ?? -1, node.key.name);
    if (
      node.type === 'FunctionDeclaration' ||
      node.type === 'FunctionExpression' ||
      node.type === 'ArrowFunctionExpression'
    ) {
      const name = ('id' in node ? node.id?.name : undefined) ?? names.get(start);
      yield { start, end, what: 'function', ...(name === undefined ? {} : { name }) };
    } else if (DECISIONS.has(node.type) || (node.type === 'SwitchCase' && node.test !== null)) {
      yield { start, end, what: 'decision' };
    }
  }
}

const FUNCTION_NODES =
  /^(function_definition|function_declaration|method_declaration|constructor_declaration|function_item|func_literal)$/;
const DECISION_NODES =
  /^(if_statement|if_expression|elif_clause|(enhanced_)?for_statement|for_expression|while_(statement|expression)|do_statement|loop_expression|except_clause|catch_clause|boolean_operator|conditional_expression|ternary_expression|case_clause|(expression|type|communication)_case|switch_label|match_arm|for_in_clause|if_clause)$/;

function* grammarMarks(root: GrammarNode): Generator<Mark> {
  for (const node of namedNodes(root)) {
    const { type, startIndex: start, endIndex: end } = node;
    if (FUNCTION_NODES.test(type)) {
      const name = node.childForFieldName('name')?.text;
      yield { start, end, what: 'function', ...(name === undefined ? {} : { name }) };
    } else if (DECISION_NODES.test(type) || isShortCircuit(node)) yield { start, end, what: 'decision' };
  }
}

function isShortCircuit(node: GrammarNode): boolean {
  if (node.type !== 'binary_expression') return false;
  const operator = node.childForFieldName('operator')?.type;
  return operator === '&&' || operator === '||';
}
