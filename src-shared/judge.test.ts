import { describe, expect, it } from 'vitest';
import { judge } from './judge.ts';
import type { CheckKind, CheckResult, Finding } from './model/check.ts';
import { CHECK_RULES, modeOf } from './model/check-rules.ts';

const finding = (severity: Finding['severity'], message = 'm'): Finding => ({
  severity,
  rule: 'r/x',
  message,
});

function check(
  kind: CheckKind,
  verdict: CheckResult['verdict'],
  more: Partial<CheckResult> = {},
): CheckResult {
  return { kind, verdict, findings: [], summary: `about ${kind}`, durationMs: 1, ...more };
}

describe('the verdict over all checks', () => {
  it('passes with full marks where all that looked passed, and names what was not looked at', () => {
    expect(judge([check('tests', 'pass'), check('lint', 'skipped')])).toEqual({
      verdict: 'pass',
      score: 100,
      reasons: ['lint was skipped: about lint'],
    });
  });

  it('needs evidence: checks that were all skipped prove nothing', () => {
    expect(judge([check('tests', 'skipped')])).toMatchObject({ verdict: 'fail', score: 0 });
    expect(judge([])).toMatchObject({
      verdict: 'fail',
      score: 0,
      reasons: ['No check had anything to look at.'],
    });
  });

  it('fails by a check that blocks, with its worst finding as the reason', () => {
    const findings = [finding('error', 'boom'), finding('error'), finding('warning')];
    const judged = judge([check('tests', 'fail', { findings, mode: 'block' }), check('syntax', 'pass')]);
    expect(judged.verdict).toBe('fail');
    expect(judged.reasons).toEqual(['tests failed: r/x: boom (and 1 more error)']);
    const { weight } = CHECK_RULES.syntax;
    expect(judged.score).toBe(Math.round((100 * weight) / (weight + CHECK_RULES.tests.weight)));
  });

  it('lets a failure pass that only warns, but takes it off the score', () => {
    const judged = judge([check('lint', 'fail', { mode: 'warn' }), check('tests', 'pass')]);
    expect(judged).toMatchObject({ verdict: 'pass', reasons: ['lint failed, which only warns: about lint'] });
    expect(judged.score).toBe(80);
  });

  it('takes what was recorded before there were modes for blocking', () => {
    expect(judge([check('lint', 'fail'), check('tests', 'pass')]).verdict).toBe('fail');
  });

  it('lets many warnings cost a third of a check at most', () => {
    const findings = Array.from({ length: 50 }, () => finding('warning'));
    expect(judge([check('tests', 'pass', { findings })]).score).toBe(70);
    expect(judge([check('tests', 'pass', { findings: findings.slice(0, 2) })]).score).toBe(90);
  });
});

it('a project may change what a check means', () => {
  expect(modeOf('lint', {})).toBe('warn');
  expect(modeOf('lint', { lint: 'block' })).toBe('block');
  expect(modeOf('tests', { tests: 'off' })).toBe('off');
});
