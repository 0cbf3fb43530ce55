import type { Finding } from '#shared/model/check.ts';

/** What can be wrong with a test, as rules with what is said and what helps. */
const RULES = {
  'no-assertion': {
    message: 'The test checks nothing',
    hint: 'Assert what should hold. If it is enough that nothing throws, say so with `doesNotThrow` or `.not.toThrow()`.',
  },
  tautology: {
    message: 'This assertion holds whatever the code does',
    hint: 'Compare what the code gives with what it should give.',
  },
  swallowed: {
    message: 'This assertion stands in a `try` whose handler lets its failure pass',
    hint: 'Take it out of the `try`, or fail in the handler.',
  },
  'not-awaited': {
    message: 'This assertion answers later, and nothing waits for it',
    hint: 'Put `await` before it, or return it.',
  },
  'no-matcher': {
    message: 'An expectation without a matcher, or with one that is not called, expects nothing',
    hint: 'Say what is expected: `expect(value).toBe(…)`.',
  },
  focused: {
    message: 'A focused test keeps all others from running',
    hint: 'Take the mark away.',
  },
  skipped: { message: 'A test does not run: it is marked to be skipped', hint: 'Mend it or take it out.' },
} as const;

export type HonestyRule = keyof typeof RULES;

export function honestyFinding(
  rule: HonestyRule,
  severity: Finding['severity'],
  place: { file: string; line: number; column?: number },
): Finding {
  return { severity, rule: `honesty/${rule}`, ...RULES[rule], ...place };
}

/** Functions that assert, by the first or last word of their names. */
export const ASSERTING =
  /^(assert|expect|verify|check|ensure|should|must|require)([A-Z_\d]|s?$)|(Asserts?|Throws|That)$/;
