import { type CallExpression, type Node, type Program, parseSync } from 'oxc-parser';
import type { Finding } from '#shared/model/check.ts';
import { type ChangedFile, placeAt } from './check-context.ts';
import { type Assertion, assertionsIn, type Known } from './honesty-assertions.ts';
import { ASSERTING, type HonestyRule, honestyFinding } from './honesty-words.ts';
import { chainOf, nodesOf, parserOptions } from './syntax-tree.ts';

const TESTS = new Set(['test', 'it', 'specify', 'fit', 'xit', 'xtest']);
const GROUPS = new Set(['describe', 'suite', 'context', 'fdescribe', 'xdescribe']);
const FOCUSED = new Set(['fit', 'fdescribe']);
const SKIPPED = new Set(['xit', 'xtest', 'xdescribe']);

/** What stands around tests, or in them, and is none. */
const HOOKS = /^(before|after)(Each|All)?$|^(use|extend|configure|setTimeout|step|slow)$/;

type Say = (rule: HonestyRule, severity: Finding['severity'], at: Node) => void;

/** Reads the tests of a TypeScript or JavaScript file by their syntax tree. */
export function scriptHonesty({ path, text }: ChangedFile): Finding[] {
  const { program, errors } = parseSync(path, text, parserOptions(path));
  if (errors.length > 0) return [];
  const findings: Finding[] = [];
  const say: Say = (rule, severity, at) => {
    findings.push(honestyFinding(rule, severity, { file: path, ...placeAt(text, at.start) }));
  };
  const known = knownFunctions(program, text);
  for (const node of nodesOf(program)) {
    if (node.type !== 'CallExpression') continue;
    const chain = chainOf(node.callee);
    const [base = ''] = chain;
    const isTest = TESTS.has(base) || chain.join('.') === 't.test' || chain.join('.') === 'Deno.test';
    if ((!isTest && !GROUPS.has(base)) || chain.some((name) => HOOKS.test(name))) continue;
    const body = bodyOf(node);
    const left = marks(node, chain, body !== undefined, say);
    if (isTest && body && !left) judgeTest(body, chain.includes('each'), known, say);
  }
  return findings;
}

function bodyOf(call: CallExpression) {
  const last = call.arguments.findLast(
    (argument) => argument.type === 'ArrowFunctionExpression' || argument.type === 'FunctionExpression',
  );
  return last?.type === 'ArrowFunctionExpression' || last?.type === 'FunctionExpression' ? last : undefined;
}

/** Says what marks a test carries; true where it does not run. */
function marks(call: CallExpression, chain: string[], hasBody: boolean, say: Say): boolean {
  const [base = ''] = chain;
  const options = call.arguments.flatMap((argument) =>
    argument.type === 'ObjectExpression' ? optionNames(argument) : [],
  );
  const has = (name: string) => chain.includes(name) || options.includes(name);
  const isFocused = (hasBody && has('only')) || FOCUSED.has(base);
  // `test.skip(condition, reason)` within a test depends on where it runs; so does a group's `skipIf`.
  const isSkipped = (hasBody && (has('skip') || has('fixme'))) || has('todo') || SKIPPED.has(base);
  if (isFocused) say('focused', 'error', call);
  if (isSkipped) say('skipped', 'warning', call);
  return isSkipped;
}

/** Names of the options that are set to something that holds. */
function optionNames(options: Extract<Node, { type: 'ObjectExpression' }>): string[] {
  return options.properties.flatMap((property) => {
    if (property.type !== 'Property' || property.key.type !== 'Identifier') return [];
    const { value } = property;
    const holds = value.type === 'Literal' && Boolean(value.value);
    return holds ? [property.key.name] : [];
  });
}

type TestFunction = NonNullable<ReturnType<typeof bodyOf>>;

function judgeTest(test: TestFunction, isCase: boolean, known: Known, say: Say): void {
  // The parameters of a case are its data, those of other tests fail them.
  const own = isCase ? [] : test.params.flatMap(namesIn);
  const found = test.body ? assertionsIn(test.body, { ...known, context: new Set(own) }) : [];
  const live = found.filter((assertion) => assertion.trouble === undefined);
  if (found.length === 0) say('no-assertion', 'error', test);
  for (const { trouble, node } of found) {
    if (trouble === undefined) continue;
    const isCertain = trouble === 'not-awaited' || trouble === 'no-matcher' || live.length === 0;
    say(trouble, isCertain ? 'error' : 'warning', node);
  }
}

/** The names that a parameter or a declaration brings, one level deep. */
function namesIn(pattern: Node): string[] {
  if (pattern.type === 'Identifier') return [pattern.name];
  if (pattern.type !== 'ObjectPattern') return [];
  return pattern.properties.flatMap((property) =>
    property.type === 'Property' && property.value.type === 'Identifier' ? [property.value.name] : [],
  );
}

/** Support for tests by the path it is imported from: what it does with an assertion is not seen from here. */
const SUPPORT = /test|spec|helper|fixture|support|harness|util|driver|setup|common/i;
const ASSERTION_MODULES = /(^|:|\/)assert(\/|$)|chai|expect|should|power-assert|hamjest|sinon|^tap$|^tape$/;

/** Functions that assert although their name does not say so: imported ones, and those of the file that call such. */
function knownFunctions(program: Program, text: string): Known {
  const asserting = new Set<string>();
  const mayAssert = new Set<string>();
  for (const { from, names } of program.body.flatMap(importsIn)) {
    if (ASSERTION_MODULES.test(from)) for (const name of names) asserting.add(name);
    else if (from.startsWith('.') && SUPPORT.test(from)) for (const name of names) mayAssert.add(name);
  }
  const known: Known = { asserting, mayAssert, context: new Set(), text };
  const local = localFunctions(program);
  for (let grew = true; grew; ) {
    grew = false;
    for (const [name, body] of local) {
      if (asserting.has(name) || !holds(assertionsIn(body, known))) continue;
      asserting.add(name);
      local.delete(name);
      grew = true;
    }
  }
  return known;
}

type Import = { from: string; names: string[] };

/** What a statement at the top of a file imports, or requires. */
function importsIn(node: Node): Import[] {
  if (node.type === 'ImportDeclaration')
    return [{ from: node.source.value, names: node.specifiers.map((specifier) => specifier.local.name) }];
  if (node.type !== 'VariableDeclaration') return [];
  return node.declarations.flatMap(({ id, init }) => {
    const call = init?.type === 'MemberExpression' ? init.object : init;
    if (call?.type !== 'CallExpression' || chainOf(call.callee)[0] !== 'require') return [];
    const [from] = call.arguments;
    return from?.type === 'Literal' && typeof from.value === 'string'
      ? [{ from: from.value, names: namesIn(id) }]
      : [];
  });
}

function holds(assertions: readonly Assertion[]): boolean {
  return assertions.some((assertion) => assertion.trouble === undefined);
}

/** Most functions of one file that are looked into for assertions. */
const MOST_LOCAL = 200;

function localFunctions(program: Program): Map<string, Node> {
  const found = new Map<string, Node>();
  for (const node of nodesOf(program)) {
    if (found.size >= MOST_LOCAL) break;
    if (node.type === 'FunctionDeclaration' && node.id && node.body) found.set(node.id.name, node.body);
    if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && isFunction(node.init))
      found.set(node.id.name, node.init);
    if (
      (node.type === 'MethodDefinition' || node.type === 'Property') &&
      node.key.type === 'Identifier' &&
      isFunction(node.value)
    )
      found.set(node.key.name, node.value);
  }
  for (const name of found.keys()) if (ASSERTING.test(name)) found.delete(name);
  return found;
}

function isFunction(node: Node | null): node is Node {
  return node?.type === 'ArrowFunctionExpression' || node?.type === 'FunctionExpression';
}
