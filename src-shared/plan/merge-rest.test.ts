import { describe, expect, it } from 'vitest';
import type { TaskState } from '../model/task.ts';
import { mergeRest } from './merge-rest.ts';
import { task } from './testing.ts';

const known = (key: string, state: TaskState, changes: Parameters<typeof task>[1] = {}) => ({
  ...task(key, changes),
  state,
});
const shape = (result: ReturnType<typeof mergeRest>) =>
  result.map(({ key, title, requirementKeys, dependsOn }) => [
    key,
    title,
    requirementKeys.join(),
    dependsOn.join(),
  ]);

describe('a new rest of a plan', () => {
  it('leaves out what has begun and keeps the keys of what stays', () => {
    const tasks = [
      known('T-1', 'done', { requirementKeys: ['R-1'] }),
      known('T-2', 'running', { dependsOn: ['T-1'] }),
      known('T-3', 'blocked', { dependsOn: ['T-2'] }),
      known('T-4', 'blocked', { dependsOn: ['T-3'] }),
    ];
    const proposed = [
      task('A', { title: 'Task T-1', expects: ['implementation/T-1.ts'], requirementKeys: ['R-1'] }),
      task('B', { title: 'Task T-2', expects: ['implementation/T-2.ts'], dependsOn: ['A'] }),
      task('C', { title: 'Other words', expects: ['implementation/T-3.ts'], dependsOn: ['A', 'B'] }),
      task('T-1', { title: 'New', expects: ['new.ts'], dependsOn: ['C'] }),
    ];
    expect(shape(mergeRest(tasks, proposed))).toEqual([
      ['T-1', 'Task T-1', 'R-1', ''],
      ['T-2', 'Task T-2', '', 'T-1'],
      ['T-3', 'Other words', '', 'T-1,T-2'],
      ['T-5', 'New', '', 'T-3'],
    ]);
  });

  it('makes a task of its own for what a task that has begun does not serve', () => {
    const tasks = [known('T-1', 'done', { requirementKeys: ['R-1'] })];
    const proposed = [task('T-1', { requirementKeys: ['R-1', 'R-2'] }), task('T-2', { dependsOn: ['T-1'] })];
    expect(shape(mergeRest(tasks, proposed))).toEqual([
      ['T-1', 'Task T-1', 'R-1', ''],
      ['T-2', 'Task T-1', 'R-2', 'T-1'],
      ['T-3', 'Task T-2', '', 'T-2'],
    ]);
  });

  it('tries again what failed, and lets nothing wait for the dead', () => {
    const tasks = [
      known('T-1', 'done'),
      known('T-2', 'failed', { dependsOn: ['T-1'] }),
      known('T-3', 'cancelled', { dependsOn: ['T-2'] }),
    ];
    const proposed = [task('T-2'), task('X', { dependsOn: ['T-3', 'T-1'] })];
    expect(shape(mergeRest(tasks, proposed)).slice(3)).toEqual([
      ['T-4', 'Task T-2', '', ''],
      ['X', 'Task X', '', 'T-1'],
    ]);
  });
});
