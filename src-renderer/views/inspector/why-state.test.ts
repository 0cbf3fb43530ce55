import { describe, expect, it } from 'vitest';
import { fault } from '#shared/faults.ts';
import type { Attempt } from '#shared/model/attempt.ts';
import type { Decision } from '#shared/model/decision.ts';
import type { Task } from '#shared/model/task.ts';
import { whyState } from './why-state.ts';

const task = (state: Task['state'], key = 'T-9') => ({ id: key, key, state }) as Task;
const attempt = (fields: Partial<Attempt>) => ({ number: 2, ...fields }) as Attempt;

describe('why a task is in its state', () => {
  it('names only those tasks that a blocked one still waits for', () => {
    const dependsOn = [task('done', 'T-1'), task('running', 'T-2'), task('ready', 'T-3')];
    expect(whyState(task('blocked'), [], dependsOn, [])).toBe('Waits until T-2 and T-3 are done.');
    expect(whyState(task('blocked'), [], dependsOn.slice(0, 2), [])).toBe('Waits until T-2 is done.');
  });

  it('names the question that a waiting task waits for, not an old one', () => {
    const old = { taskId: 'T-9', state: 'answered', title: 'Old?' } as Decision;
    const open = { taskId: 'T-9', state: 'open', title: 'Try again?' } as Decision;
    expect(whyState(task('waiting'), [], [], [old, open])).toBe('Waits for your answer: Try again?');
  });

  it('gives the proof of a done task and the fault of a failed one', () => {
    const output = { commit: '4f1c9e07d2ab' } as Attempt['output'];
    expect(whyState(task('done'), [attempt({ output })], [], [])).toContain('was merged as 4f1c9e0');
    const broken = attempt({ fault: fault('timeout', 'No sign of life.') });
    expect(whyState(task('failed'), [broken], [], [])).toBe('Given up: No sign of life.');
  });
});
