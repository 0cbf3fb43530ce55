import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Command, Evidence } from '#shared/commands.ts';
import { fault } from '#shared/faults.ts';
import type { TaskDraft } from '#shared/model/task.ts';
import { type TestEngine, testEngine } from '../../engine/test-engine.ts';
import { openRun, taskDraft } from '../../engine/test-work.ts';
import { dependenciesFirst } from './run.ts';

let t: TestEngine;
const ids = { planId: 'pln_1', runId: 'run_1', projectId: 'prj_1' };
const draft: Command = { type: 'planning.draft', ...ids, name: 'shop', summary: '' };
const addTasks = (...tasks: TaskDraft[]): Command => ({ type: 'planning.add_tasks', planId: 'pln_1', tasks });
const propose: Command = { type: 'planning.propose', planId: 'pln_1' };
const approve: Command = { type: 'planning.approve', planId: 'pln_1' };

beforeEach(() => {
  t = testEngine();
  onTestFinished(t.close);
  t.act(...openRun({ policy: 'manual' }), draft);
});

const refused = (...commands: Command[]) => {
  const result = t.engine.dispatch(commands, { by: 'person' });
  return result.ok ? 'done' : `${result.fault.type}: ${result.fault.message}`;
};
const tasks = () => t.read.planning.tasksOf('pln_1');
const idOf = (key: string) => tasks().find((task) => task.key === key)?.id ?? key;
const counts = () => t.read.planning.plan('pln_1')?.counts;
const finish = (key: string): Command => {
  const evidence: Evidence = { attemptId: 'att', verdict: 'pass', covers: [], gaps: [] };
  return { type: 'planning.finish_task', taskId: idOf(key), evidence };
};
const failTask = (key: string): Command => ({
  type: 'planning.fail_task',
  taskId: idOf(key),
  fault: fault('internal', 'No.'),
});

describe('drafting a plan', () => {
  it('takes tasks in portions, each after what it depends on, and counts dependencies once', () => {
    t.act(
      addTasks(taskDraft('A'), taskDraft('B', { dependsOn: ['A', 'A'] })),
      addTasks(taskDraft('C', { dependsOn: ['B'] })),
    );
    expect(tasks().map(({ key, depsLeft, state }) => [key, depsLeft, state])).toEqual([
      ['A', 0, 'blocked'],
      ['B', 1, 'blocked'],
      ['C', 1, 'blocked'],
    ]);
    expect(counts()).toEqual({ total: 3, open: 3, done: 0, failed: 0, cancelled: 0 });
  });

  it.each<[string, TaskDraft[], string]>([
    ['one key twice', [taskDraft('A'), taskDraft('A')], 'two tasks with the key A'],
    ['an unknown dependency', [taskDraft('A', { dependsOn: ['Z'] })], 'depends on Z'],
    ['a task that depends on itself', [taskDraft('A', { dependsOn: ['A'] })], 'depends on A'],
    [
      'a circle',
      [taskDraft('A', { dependsOn: ['B'] }), taskDraft('B', { dependsOn: ['A'] })],
      'depends on B',
    ],
  ])('refuses %s', (_name, drafts, message) => {
    expect(refused(addTasks(...drafts))).toMatch(`invalid_input: `);
    expect(refused(addTasks(...drafts))).toContain(message);
    expect(tasks()).toEqual([]);
  });

  it('refuses a key that an earlier portion has', () => {
    t.act(addTasks(taskDraft('A')));
    expect(refused(addTasks(taskDraft('A')))).toContain('two tasks');
  });

  it('refuses a second plan for a run, an empty one, and anything out of turn', () => {
    expect(refused(draft)).toMatch(/^conflict/);
    expect(refused(propose)).toMatch(/^invalid_input/);
    expect(refused(approve)).toMatch(/^conflict: The plan is drafting, not proposed/);
    expect(refused({ type: 'planning.approve', planId: 'none' })).toMatch(/^not_found/);
    t.act(addTasks(taskDraft('A')), propose);
    expect(refused(propose)).toMatch(/^conflict/);
    expect(refused(addTasks(taskDraft('B')))).toMatch(/^conflict/);
    t.act({ type: 'planning.reject', planId: 'pln_1' });
    expect(refused(approve)).toMatch(/^conflict/);
  });

  it('releases nothing before it is approved', () => {
    t.act(addTasks(taskDraft('A')), { type: 'planning.release', planId: 'pln_1' });
    expect(tasks()[0]?.state).toBe('blocked');
    t.act(propose, approve);
    expect(tasks()[0]).toMatchObject({ state: 'ready', attempts: 1 });
  });
});

describe('ending tasks', () => {
  //      A
  //     / \
  //    B   C     E
  //     \ /
  //      D
  beforeEach(() => {
    const diamond = [taskDraft('B', { dependsOn: ['A'] }), taskDraft('C', { dependsOn: ['A'] })];
    t.act(
      addTasks(taskDraft('A'), ...diamond, taskDraft('D', { dependsOn: ['B', 'C'] }), taskDraft('E')),
      propose,
      approve,
    );
  });
  const states = () => Object.fromEntries(tasks().map(({ key, state }) => [key, state]));

  it('frees what waited for nothing else', () => {
    t.act(finish('A'));
    expect(states()).toEqual({ A: 'done', B: 'ready', C: 'ready', D: 'blocked', E: 'ready' });
    t.act(finish('B'));
    expect(states().D).toBe('blocked');
    t.act(finish('C'));
    expect(states().D).toBe('ready');
    expect(counts()).toEqual({ total: 5, open: 2, done: 3, failed: 0, cancelled: 0 });
  });

  it('cancels everything below a failed task, once, and counts it', () => {
    t.act(finish('A'), failTask('B'));
    expect(states()).toEqual({ A: 'done', B: 'failed', C: 'ready', D: 'cancelled', E: 'ready' });
    t.act(failTask('C'));
    expect(counts()).toEqual({ total: 5, open: 1, done: 1, failed: 2, cancelled: 1 });
  });

  it('finishes the plan with the last task, complete only when all were done', () => {
    t.act(finish('E'), failTask('A'));
    expect(t.read.planning.plan('pln_1')?.state).toBe('finished');
    expect(t.events().find(({ type }) => type === 'plan.finished')).toMatchObject({ complete: false });
    expect(counts()).toEqual({ total: 5, open: 0, done: 1, failed: 1, cancelled: 3 });
  });

  it('is complete when every task was done', () => {
    for (const key of ['A', 'B', 'C', 'D', 'E']) t.act(finish(key));
    expect(t.events().find(({ type }) => type === 'plan.finished')).toMatchObject({ complete: true });
  });

  it('happens once for each task', () => {
    t.act(finish('A'));
    for (const again of [finish('A'), failTask('A'), cancel('A')])
      expect(refused(again)).toMatch(/^conflict: The task A is already done/);
    expect(refused({ ...cancel('A'), taskId: 'none' } as Command)).toMatch(/^not_found/);
  });

  it('lets only a task that waits for a person be opened again', () => {
    const reopen: Command = { type: 'planning.reopen_task', taskId: idOf('A') };
    expect(refused(reopen)).toMatch(/^conflict/);
    t.act({ type: 'planning.hold_task', taskId: idOf('A') });
    expect(states().A).toBe('waiting');
    t.act(reopen);
    expect(tasks()[0]).toMatchObject({ state: 'ready', attempts: 2 });
  });

  it('cancels a whole plan, and a second time does nothing', () => {
    t.act(finish('A'), { type: 'planning.cancel', planId: 'pln_1' });
    expect(states()).toEqual({ A: 'done', B: 'cancelled', C: 'cancelled', D: 'cancelled', E: 'cancelled' });
    expect(counts()).toEqual({ total: 5, open: 0, done: 1, failed: 0, cancelled: 4 });
    const before = t.journal.last();
    t.act({ type: 'planning.cancel', planId: 'pln_1' });
    expect(t.journal.last()).toBe(before);
  });

  const cancel = (key: string): Command => ({ type: 'planning.cancel_task', taskId: idOf(key) });
});

describe('ordering drafts', () => {
  it('puts each task after what it depends on, and refuses to loop for ever', () => {
    const a = taskDraft('A', { dependsOn: ['C'] });
    const b = taskDraft('B', { dependsOn: ['A'] });
    const c = taskDraft('C');
    expect(dependenciesFirst([a, b, c]).map(({ key }) => key)).toEqual(['C', 'A', 'B']);
    expect(() => dependenciesFirst([a, { ...c, dependsOn: ['A'] }])).toThrow('cycle');
  });
});
