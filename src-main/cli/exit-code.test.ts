import { expect, it } from 'vitest';
import { fault } from '#shared/faults.ts';
import { exitCodeOfFault, exitCodeOfRun } from './exit-code.ts';

it.each([
  ['finished', 0],
  ['incomplete', 1],
  ['failed', 1],
  ['stopped', 1],
  ['waiting', 3],
  ['paused', 3],
] as const)('a run that is %s gives %d', (status, code) => {
  expect(exitCodeOfRun(status)).toBe(code);
});

it('takes a run that failed by its documents for bad input', () => {
  expect(exitCodeOfRun('failed', fault('invalid_input', ''))).toBe(2);
  expect(exitCodeOfRun('failed', fault('timeout', ''))).toBe(1);
});

it('tells bad input from what went wrong', () => {
  const codes = (['invalid_input', 'not_found', 'conflict', 'storage', 'network'] as const).map((type) =>
    exitCodeOfFault(fault(type, '')),
  );
  expect(codes).toEqual([2, 2, 1, 1, 1]);
});
