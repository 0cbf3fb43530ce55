import { describe, expect, it } from 'vitest';
import { defaultLimits, type Pressure, slots } from './governor.ts';
import { HEARTBEAT_MS, RUN_MS, START_TO_CLOSE_LONG_MS, START_TO_CLOSE_MS, startToClose } from './timeouts.ts';

const GIB = 2 ** 30;

describe('slots', () => {
  const limits = { agent: { least: 1, most: 8 }, check: { least: 1, most: 4 }, quick: { least: 2, most: 4 } };
  const calm: Pressure = { cpus: 8, load: 0, freeBytes: 64 * GIB };

  it.each<[string, Partial<Pressure>, number[]]>([
    ['are all given on a calm machine', {}, [8, 4, 4]],
    ['are all given while the processors are just busy', { load: 8 }, [8, 4, 4]],
    ['are halved at one and a half times the processors', { load: 12 }, [4, 2, 2]],
    ['fall to the least at twice the processors', { load: 16 }, [1, 1, 2]],
    ['stay at the least far beyond', { load: 800 }, [1, 1, 2]],
    ['are bound by memory, by the need of each pool', { freeBytes: GIB }, [4, 2, 4]],
    ['are the least without any memory', { freeBytes: 0 }, [1, 1, 2]],
    ['do not divide by no processors', { cpus: 0, load: 0 }, [8, 4, 4]],
  ])('%s', (_name, pressure, [agent, check, quick]) => {
    expect(slots(limits, { ...calm, ...pressure })).toEqual({ agent, check, quick });
  });

  it('have limits that follow the machine', () => {
    expect([1, 2, 4, 64].map((cpus) => defaultLimits(cpus).agent.most)).toEqual([2, 2, 4, 8]);
    expect([1, 2, 4, 64].map((cpus) => defaultLimits(cpus).check.most)).toEqual([1, 1, 2, 32]);
    for (const { least, most } of Object.values(defaultLimits(1))) expect(least).toBeLessThanOrEqual(most);
  });
});

describe('the start-to-close time of an attempt', () => {
  const minutes = (count: number) => count * 60_000;
  const times = (count: number, ms: number) => Array<number>(count).fill(ms);

  it.each<[string, Parameters<typeof startToClose>[0], number[], number]>([
    ['is 30 minutes for a task of middle size', { kind: 'documentation', complexity: 3 }, [], 30],
    ['is shorter for a trivial one', { kind: 'documentation', complexity: 1 }, [], 20],
    ['is longer for a hard one', { kind: 'documentation', complexity: 5 }, [], 40],
    ['is 120 minutes for a long kind', { kind: 'feature', complexity: 3 }, [], 120],
    ['does not follow little history', { kind: 'scaffold', complexity: 3 }, times(4, minutes(1)), 30],
    ['follows history down, with slack', { kind: 'scaffold', complexity: 3 }, times(5, minutes(2)), 8],
    ['never falls below 5 minutes', { kind: 'scaffold', complexity: 3 }, times(5, 10), 5],
    [
      'follows history up, at most to the long limit',
      { kind: 'scaffold', complexity: 3 },
      times(5, minutes(90)),
      120,
    ],
    [
      'keeps a limit that is longer than the long one',
      { kind: 'review', complexity: 5 },
      times(5, minutes(90)),
      160,
    ],
    [
      'looks at what nearly all took, not at a single one',
      { kind: 'scaffold', complexity: 3 },
      [minutes(100), ...times(39, minutes(3))],
      12,
    ],
  ])('%s', (_name, task, history, expected) => {
    expect(startToClose(task, history) / 60_000).toBeCloseTo(expected, 5);
  });

  it('leaves its history as it is', () => {
    const history = [5, 4, 3, 2, 1];
    startToClose({ kind: 'scaffold', complexity: 3 }, history);
    expect(history).toEqual([5, 4, 3, 2, 1]);
  });

  it('has the fixed values of the design', () => {
    expect(
      [START_TO_CLOSE_MS, START_TO_CLOSE_LONG_MS, HEARTBEAT_MS, RUN_MS].map((ms) => ms / 60_000),
    ).toEqual([30, 120, 15, 180]);
  });
});
