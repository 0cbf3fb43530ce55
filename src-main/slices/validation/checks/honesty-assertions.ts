import type { CallExpression, Node } from 'oxc-parser';
import { ASSERTING } from './honesty-words.ts';
import { chainOf, nodesOf } from './syntax-tree.ts';

/** Names of a file that a reader of a test has to know. */
export type Known = {
  /** They assert by themselves. */
  asserting: Set<string>;
  /** Imported from what supports tests: whether they assert is not seen from here. */
  mayAssert: ReadonlySet<string>;
  /** Parameters of the test, such as `t`: who is given one may fail the test. */
  context: ReadonlySet<string>;
  text: string;
};

export type Assertion = {
  node: Node;
  /** Why it cannot fail; undefined where it can. */
  trouble?: 'tautology' | 'swallowed' | 'not-awaited' | 'no-matcher';
};

/** Calls of assertion libraries that set a test up and compare nothing. */
const NO_COMPARISON = new Set(['assertions', 'hasAssertions', 'extend', 'soft', 'poll', 'configure', 'use']);
/** Calls that fail by themselves. */
const FAILS = new Set(['fail', 'unreachable', 'ifError']);
const LATER = new Set(['resolves', 'rejects', 'doesNotReject', 'eventually']);

/** Everything within that can fail a test, in the order of the text. */
export function assertionsIn(root: Node, known: Known): Assertion[] {
  const found: Assertion[] = [];
  const inner = new Set<Node>();
  const forgiving: { start: number; end: number }[] = [];
  for (const node of nodesOf(root)) {
    if (node.type === 'TryStatement' && node.handler && forgives(node.handler.body, known))
      forgiving.push(node.block);
    if (node.type === 'ThrowStatement') found.push({ node });
    if (node.type === 'ExpressionStatement') {
      const trouble = statementTrouble(node.expression);
      if (trouble !== undefined) {
        found.push({ node, trouble });
        markInner(node.expression, inner);
      } else if (isPropertyAssertion(node.expression)) found.push({ node });
    }
    if (node.type !== 'CallExpression' || inner.has(node)) continue;
    if (!isAsserting(node, known)) continue;
    markInner(node.callee, inner);
    found.push(isTautology(node, known.text) ? { node, trouble: 'tautology' } : { node });
  }
  return found.map((one) =>
    one.trouble === undefined && isWithin(one.node, forgiving) ? swallowed(one) : one,
  );
}

function swallowed({ node }: Assertion): Assertion {
  return { node, trouble: 'swallowed' };
}

function isWithin(node: Node, blocks: readonly { start: number; end: number }[]): boolean {
  return blocks.some(({ start, end }) => node.start >= start && node.end <= end);
}

/** Calls that are part of a longer one, as `expect(a)` is of `expect(a).toBe(1)`. */
function markInner(callee: Node, inner: Set<Node>): void {
  for (let at: Node = callee; ; ) {
    inner.add(at);
    if (at.type === 'CallExpression') at = at.callee;
    else if (at.type === 'MemberExpression') at = at.object;
    else if (at.type === 'AwaitExpression') at = at.argument;
    else return;
  }
}

function isAsserting(call: CallExpression, known: Known): boolean {
  const chain = chainOf(call.callee);
  const [base = '', next] = chain;
  const last = chain.at(-1) ?? '';
  if (base === 'expect' && next !== undefined && NO_COMPARISON.has(next) && chain.length === 2) return false;
  if (known.asserting.has(base) || known.asserting.has(last) || known.mayAssert.has(base)) return true;
  if (chain.some((name) => ASSERTING.test(name) || name === 'should') || FAILS.has(last)) return true;
  // `t.equal(…)`, `t.ok(…)`, `done(error)`, and whoever is handed the test itself.
  if (known.context.has(base) && last !== 'test' && last !== 'after' && last !== 'diagnostic') return true;
  return call.arguments.some((given) => given.type === 'Identifier' && known.context.has(given.name));
}

/** `expect(a).to.be.true` asserts without a call. */
function isPropertyAssertion(expression: Node): boolean {
  const chain = expression.type === 'MemberExpression' ? chainOf(expression) : [];
  return chain.includes('should') || (chain[0] === 'expect' && chain[1] === 'to');
}

function statementTrouble(expression: Node): 'not-awaited' | 'no-matcher' | undefined {
  const chain = chainOf(expression);
  if (chain[0] !== 'expect' && chain[0] !== 'assert') return undefined;
  if (expression.type === 'CallExpression') {
    if (chain.length === 1 && chain[0] === 'expect') return 'no-matcher';
    return chain.some((name) => LATER.has(name)) ? 'not-awaited' : undefined;
  }
  const isUncalled = expression.type === 'MemberExpression' && /^to[A-Z]/.test(chain.at(-1) ?? '');
  return isUncalled ? 'no-matcher' : undefined;
}

/** A handler that neither throws, nor asserts, nor hands the error on. */
function forgives(handler: Node, known: Known): boolean {
  for (const node of nodesOf(handler)) {
    if (node.type === 'ThrowStatement') return false;
    if (node.type !== 'CallExpression') continue;
    if (isAsserting(node, known) || /^(done|reject|next|fail)$/.test(chainOf(node.callee)[0] ?? ''))
      return false;
  }
  return true;
}

/** Whether an assertion compares constants, or a value with itself. */
function isTautology(call: CallExpression, text: string): boolean {
  const chain = chainOf(call.callee);
  const [base, name] = chain;
  if (base === 'assert') {
    if (name !== undefined && FAILS.has(name)) return false;
    const isTruth = name === undefined || name === 'ok';
    const [first, second] = call.arguments;
    if (!first) return false;
    if (isTruth) return (isConstant(first) && !isFalse(first)) || isSelfCompared(first, text);
    return second !== undefined && (bothConstant(first, second) || isSame(first, second, text));
  }
  if (base !== 'expect') return false;
  const [actual] = expectedOf(call.callee)?.arguments ?? [];
  if (!actual) return false;
  const [expected] = call.arguments;
  if (expected === undefined) return isConstant(actual) || isSelfCompared(actual, text);
  return bothConstant(actual, expected) || isSame(actual, expected, text);
}

/** The call of `expect` at the base of a chain. */
function expectedOf(callee: Node): CallExpression | undefined {
  let at = callee;
  for (;;) {
    if (at.type === 'MemberExpression') at = at.object;
    else if (at.type === 'CallExpression' && at.callee.type !== 'Identifier') at = at.callee;
    else return at.type === 'CallExpression' ? at : undefined;
  }
}

function bothConstant(a: Node, b: Node): boolean {
  return isConstant(a) && isConstant(b);
}

function isFalse(node: Node): boolean {
  return node.type === 'Literal' && !node.value;
}

function isSelfCompared(node: Node, text: string): boolean {
  return (
    node.type === 'BinaryExpression' && /^[=!]==?$/.test(node.operator) && isSame(node.left, node.right, text)
  );
}

/** The same name twice. Two calls may well give two answers, so those are something to compare. */
function isSame(a: Node, b: Node, text: string): boolean {
  return isPlace(a) && isPlace(b) && text.slice(a.start, a.end) === text.slice(b.start, b.end);
}

function isPlace(node: Node): boolean {
  for (let at = node; ; ) {
    if (at.type === 'Identifier' || at.type === 'ThisExpression') return true;
    if (at.type !== 'MemberExpression') return false;
    at = at.object;
  }
}

function isConstant(node: Node): boolean {
  /** Names of properties, which are no values. */
  const names = new Set<Node>();
  for (const part of nodesOf(node)) {
    if (part.type === 'Property' && !part.computed) names.add(part.key);
    const isPlain =
      /^(Literal|UnaryExpression|ArrayExpression|ObjectExpression|Property|TemplateElement|BinaryExpression)$/.test(
        part.type,
      ) ||
      names.has(part) ||
      (part.type === 'TemplateLiteral' && part.expressions.length === 0) ||
      (part.type === 'Identifier' && /^(undefined|NaN|Infinity)$/.test(part.name));
    if (!isPlain) return false;
  }
  return true;
}
