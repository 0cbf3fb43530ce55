import { expect, it } from 'vitest';
import type { Check } from '#shared/model/check.ts';
import { checksText, readModes } from './checks.ts';

const task = { id: 'tsk_1', key: 'T-1', title: 'Sell things' };
const ids = { attemptId: 'a', taskId: 'tsk_1', runId: 'r', projectId: 'p', at: 0 };
const lint: Check = {
  ...{ ...ids, id: 'c', kind: 'lint', verdict: 'fail', summary: 'eslint found 1 problem', durationMs: 1_500 },
  findings: [
    {
      severity: 'error',
      rule: 'lint/no-var',
      message: 'No var\u001b[2J',
      file: 'a.ts',
      line: 3,
      hint: 'Use let.',
    },
    { severity: 'info', rule: 'lint/other', message: 'not shown' },
  ],
};
const judgement = {
  attemptId: 'a',
  verdict: 'pass',
  score: 80,
  reasons: ['lint failed, which only warns'],
} as const;

it('shows a verdict with its reasons, and in full the findings with their places', () => {
  const shown = { task, judgement: { ...judgement, reasons: [...judgement.reasons] }, checks: [lint] };
  expect(checksText(shown, false)).toBe('T-1 Sell things: pass, 80 of 100\n  lint failed, which only warns');
  expect(checksText(shown, true)).toBe(`T-1 Sell things: pass, 80 of 100
  lint failed, which only warns
  lint  fail  2 s  eslint found 1 problem
  error a.ts:3 lint/no-var: No var[2J
    Use let.`);
});

it('reads what a check is to mean, and names what there is', () => {
  expect(readModes(['lint=block', 'size=off'])).toEqual({ ok: true, value: { lint: 'block', size: 'off' } });
  for (const wrong of ['lint', 'lint=maybe', 'nothing=block', 'lint=block=off'])
    expect(readModes([wrong])).toMatchObject({ ok: false, fault: { type: 'invalid_input' } });
});
