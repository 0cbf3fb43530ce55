import type { Finding } from '#shared/model/check.ts';
import type { ChangedFile } from './check-context.ts';
import { type Grammar, type Node, namedNodes, parseWith } from './grammar.ts';
import { ASSERTING, type HonestyRule, honestyFinding } from './honesty-words.ts';

type Say = (rule: HonestyRule, severity: Finding['severity'], at: Node) => void;
/** Functions of the file, by name: do they assert? */
type Known = ReadonlyMap<string, boolean>;
type Judge = (test: Node, known: Known, say: Say) => void;

const NONE: Known = new Map();

export function pythonHonesty(file: ChangedFile): Promise<Finding[]> {
  return judged(file, 'python', 'function_definition', /^test/, judgePython);
}

export function goHonesty(file: ChangedFile): Promise<Finding[]> {
  return judged(file, 'go', 'function_declaration', /^Test[A-Z_]/, judgeGo);
}

async function judged(
  { path, text }: ChangedFile,
  grammar: Grammar,
  type: string,
  name: RegExp,
  judge: Judge,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  await parseWith(grammar, text, (root) => {
    const known = grammar === 'python' ? pythonFunctions(root) : NONE;
    for (const node of namedNodes(root)) {
      if (node.type !== type || !name.test(node.childForFieldName('name')?.text ?? '')) continue;
      judge(node, known, (rule, severity, at) => {
        const { row, column } = at.startPosition;
        findings.push(honestyFinding(rule, severity, { file: path, line: row + 1, column: column + 1 }));
      });
    }
  });
  return findings;
}

const PYTHON_ASSERTING = /^(assert\w*|raises|warns|fail|expect\w*|verify\w*|check\w*|ensure\w*|should\w*)$/;

const judgePython: Judge = (test, known, say) => {
  const decorators = test.parent?.type === 'decorated_definition' ? test.parent.namedChildren : [];
  const skip = decorators.find(
    (node) => node?.type === 'decorator' && /\b(skip|xfail)\b(?!if)/.test(node.text),
  );
  if (skip) return say('skipped', 'warning', skip);
  // The examples of a docstring are run and compared by doctest.
  if (/^\s*>>> /m.test(test.childForFieldName('body')?.firstNamedChild?.text ?? '')) return;
  const assertions = [...namedNodes(test)].filter((node) => isPythonAssertion(node, known));
  if (assertions.length === 0) {
    // A method that the class inherits is not seen from here; it may assert.
    const isInherited = callsIn(test).some((name) => name.startsWith('self.') && !known.has(name.slice(5)));
    return say('no-assertion', isInherited ? 'warning' : 'error', test);
  }
  const dead = assertions.flatMap((node): { node: Node; rule: HonestyRule }[] => {
    if (isPythonTautology(node)) return [{ node, rule: 'tautology' }];
    return isSwallowed(node, test, known) ? [{ node, rule: 'swallowed' }] : [];
  });
  for (const { node, rule } of dead) say(rule, dead.length === assertions.length ? 'error' : 'warning', node);
};

function isPythonAssertion(node: Node, known: Known): boolean {
  if (node.type === 'assert_statement' || node.type === 'raise_statement') return true;
  if (node.type !== 'call') return false;
  const name = lastName(node.childForFieldName('function'));
  return PYTHON_ASSERTING.test(name) || known.get(name) === true;
}

function callsIn(node: Node): string[] {
  const calls = [...namedNodes(node)].filter(({ type }) => type === 'call');
  return calls.map((call) => call.childForFieldName('function')?.text ?? '');
}

/** Most functions of a file that are looked into, and how far one may call the next. */
const MOST_FUNCTIONS = 500;
const MOST_ROUNDS = 5;

/** Functions and methods of a file, with whether they assert, by themselves or through one another. */
function pythonFunctions(root: Node): Known {
  const known = new Map<string, boolean>();
  const bodies = [...namedNodes(root)]
    .filter((node) => node.type === 'function_definition')
    .slice(0, MOST_FUNCTIONS)
    .map((node) => ({ name: node.childForFieldName('name')?.text ?? '', calls: callsIn(node), node }));
  for (const { name, node } of bodies) {
    known.set(
      name,
      [...namedNodes(node)].some((inner) => isPythonAssertion(inner, NONE)),
    );
  }
  for (let round = 0; round < MOST_ROUNDS; round++) {
    for (const { name, calls } of bodies) {
      if (calls.some((call) => known.get(call.split('.').at(-1) ?? ''))) known.set(name, true);
    }
  }
  return known;
}

/** `a.b.c` is `c`. */
function lastName(node: Node | null): string {
  return node?.text.split('.').at(-1)?.trim() ?? '';
}

const PYTHON_CONSTANT = /^(true|integer|float|string|none)$/;

function isPythonTautology(node: Node): boolean {
  if (node.type !== 'assert_statement') return false;
  const [claim] = node.namedChildren;
  if (!claim) return false;
  // `assert (a, "why")` is a tuple, and a tuple that holds something is true.
  if (claim.type === 'tuple') return claim.namedChildCount > 0;
  if (PYTHON_CONSTANT.test(claim.type)) return true;
  if (claim.type !== 'comparison_operator') return false;
  const [left, right, ...more] = claim.namedChildren;
  if (!left || !right || more.length > 0) return false;
  if (PYTHON_CONSTANT.test(left.type) && PYTHON_CONSTANT.test(right.type)) return true;
  const isPlace = left.type === 'identifier' || left.type === 'attribute';
  return isPlace && left.text === right.text;
}

/** In the body of a `try` of which a handler takes every error, or an AssertionError, and does nothing. */
function isSwallowed(node: Node, test: Node, known: Known): boolean {
  for (let at = node; at.parent && at.id !== test.id; at = at.parent) {
    const { parent } = at;
    if (parent.type !== 'try_statement' || parent.childForFieldName('body')?.id !== at.id) continue;
    const handlers = parent.namedChildren.filter((child) => child?.type === 'except_clause');
    if (handlers.some((handler) => handler !== null && takesAll(handler, known))) return true;
  }
  return false;
}

function takesAll(handler: Node, known: Known): boolean {
  if ([...namedNodes(handler)].some((node) => isPythonAssertion(node, known))) return false;
  const [caught] = handler.namedChildren;
  return caught?.type === 'block' || /\b(Exception|BaseException|AssertionError)\b/.test(caught?.text ?? '');
}

const GO_FAILS = /^(Error|Errorf|Fatal|Fatalf|Fail|FailNow|Run|Skip\w*)$/;

const judgeGo: Judge = (test, _known, say) => {
  const own = test.childForFieldName('parameters')?.text.match(/\(\s*(\w+)/)?.[1] ?? 't';
  const calls = [...namedNodes(test)].filter((node) => node.type === 'call_expression');
  const skip = calls.find((call) => /^Skip/.test(lastName(call.childForFieldName('function'))));
  if (skip?.parent?.parent?.id === test.childForFieldName('body')?.id && skip)
    say('skipped', 'warning', skip);
  const canFail = calls.some((call) => {
    const name = lastName(call.childForFieldName('function'));
    const given = call.childForFieldName('arguments')?.namedChildren ?? [];
    return (
      GO_FAILS.test(name) ||
      ASSERTING.test(name) ||
      name === 'panic' ||
      given.some((one) => one?.text === own)
    );
  });
  if (!canFail) say('no-assertion', 'error', test);
};
