import { describe, expect, it } from 'vitest';
import type { Requirement } from '#shared/model/requirement.ts';
import type { Run } from '#shared/model/run.ts';
import type { Task } from '#shared/model/task.ts';
import { byState, currentRun, ofRun, reachedPhase, tally } from './select.ts';

const task = (key: string, state: Task['state'], runId = 'r1') =>
  ({ id: `${runId}${key}`, key, state, runId }) as Task;
const run = (id: string, openedAt: number) => ({ id, openedAt }) as Run;

describe('what views choose from the mirror', () => {
  it('orders tasks of one run by their number, not by their letters', () => {
    const rows = new Map(
      [task('T-10', 'ready'), task('T-2', 'ready'), task('T-1', 'ready', 'r2')].map((t) => [t.id, t]),
    );
    expect(ofRun(rows, 'r1').map(({ key }) => key)).toEqual(['T-2', 'T-10']);
  });

  it('shows moving tasks first and leaves out empty groups', () => {
    const groups = byState([task('T-1', 'done'), task('T-2', 'merging'), task('T-3', 'blocked')]);
    expect(groups.map(({ name }) => name)).toEqual(['in work', 'blocked', 'done']);
  });

  it('counts every task once, cancelled ones not at all', () => {
    const states = ['done', 'running', 'merging', 'failed', 'blocked', 'waiting', 'cancelled'] as const;
    expect(tally(states.map((state, i) => task(`T-${i}`, state)))).toEqual({
      total: 6,
      done: 1,
      moving: 2,
      failed: 1,
      rest: 2,
    });
  });

  it('falls back to the newest run when the address names none that exists', () => {
    const runs = new Map([run('a', 1), run('b', 2)].map((r) => [r.id, r]));
    expect(currentRun(runs, 'a')?.id).toBe('a');
    expect(currentRun(runs, 'gone')?.id).toBe('b');
    expect(currentRun(new Map(), undefined)).toBeUndefined();
  });

  it('tells from what is left how far an ended run came', () => {
    const ended = { phase: 'ended', state: 'stopped' } as Run;
    const drafted = { state: 'drafted' } as Requirement;
    expect(reachedPhase(ended, [], [])).toBe('reading');
    expect(reachedPhase(ended, [drafted], [])).toBe('accepting');
    expect(reachedPhase(ended, [drafted], [{ attempts: 0 } as Task])).toBe('approving');
    expect(reachedPhase(ended, [drafted], [{ attempts: 1 } as Task])).toBe('building');
    expect(reachedPhase({ phase: 'ended', state: 'finished' } as Run, [], [])).toBe('packing');
  });
});
