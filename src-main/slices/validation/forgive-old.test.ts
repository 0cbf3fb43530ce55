import { describe, expect, it } from 'vitest';
import type { CheckResult, Finding } from '#shared/model/check.ts';
import { forgiveOld } from './forgive-old.ts';

const failed = (message: string, file: string | undefined = 'test/a.test.ts'): Finding => ({
  severity: 'error',
  rule: 'tests/failed',
  message,
  ...(file === undefined ? {} : { file }),
});
const result = (...findings: Finding[]): CheckResult => ({
  kind: 'tests',
  verdict: findings.length === 0 ? 'pass' : 'fail',
  findings,
  summary: 'Ran',
  durationMs: 1,
});
const rules = ({ findings }: CheckResult) => findings.map(({ rule }) => rule);

describe('what failed before the work', () => {
  it('is told and does not count, also where numbers in it changed', () => {
    const now = forgiveOld(result(failed('a: took 12 ms\nat x')), result(failed('a: took 9 ms\nat y')));
    expect([now.verdict, ...rules(now)]).toEqual(['pass', 'tests/failed-before']);
    expect(now.findings[0]).toMatchObject({ severity: 'warning' });
    expect(now.summary).toContain('1 failed before the work already, 0 fixed by it');
  });

  it('does not excuse another failure, nor the same in more places', () => {
    const before = result(failed('a: x'));
    expect(forgiveOld(result(failed('a: x'), failed('b: x')), before).verdict).toBe('fail');
    expect(forgiveOld(result(failed('a: x'), failed('a: x')), before).verdict).toBe('fail');
    expect(forgiveOld(result(failed('a: x', 'test/b.test.ts')), before).verdict).toBe('fail');
  });

  it('is told when it is mended', () => {
    const now = forgiveOld(result(), result(failed('a: x')));
    expect([now.verdict, ...rules(now)]).toEqual(['pass', 'tests/fixed']);
  });

  it('makes a check that cannot tell old from new prove nothing', () => {
    const before = result({ severity: 'error', rule: 'tests/failed', message: 'ended with exit code 1' });
    expect(forgiveOld(before, before).verdict).toBe('skipped');
  });

  it('changes nothing where nothing failed', () => {
    expect(forgiveOld(result(), result())).toEqual(result());
  });
});
