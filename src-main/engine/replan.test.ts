import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Command } from '#shared/commands.ts';
import { fail, ok, type Result } from '#shared/faults.ts';
import type { PlanEdit } from '#shared/model/plan-edit.ts';
import type { AttemptInput } from '../slices/attempts/attempt-input.ts';
import type { ReplanInput } from '../slices/planning/run.ts';
import { type TestEngine, testEngine } from './test-engine.ts';
import { openPlan, outputOf, taskDraft } from './test-work.ts';

let t: TestEngine;
/** Lets the attempt of the first task come to its end. */
let finishFirst: () => void;

const FIRST = [
  taskDraft('T-1', { expects: ['1.ts'] }),
  taskDraft('T-2', { expects: ['2.ts'], dependsOn: ['T-1'] }),
  taskDraft('T-3', { expects: ['3.ts'], dependsOn: ['T-2'] }),
];
const NEXT = [
  ...FIRST.slice(0, 2),
  taskDraft('T-9', { title: 'New', expects: ['9.ts'], dependsOn: ['T-2'] }),
];

beforeEach(() => {
  t = testEngine();
  onTestFinished(() => t.close());
  arrange();
  t.worker.start();
  t.act(...openPlan(FIRST, 'manual'));
  answer('approve');
});

function arrange(): void {
  const { promise, resolve } = Promise.withResolvers<void>();
  finishFirst = resolve;
  t.runs['attempt.run'] = async (input: AttemptInput) => {
    if (input.kind === 'work' && input.task.key === 'T-1') await promise;
    return ok([{ type: 'attempts.succeed', attemptId: input.attempt.id, output: outputOf(input) }]);
  };
  t.runs['planning.replan'] = async ({ planId, requirements }: ReplanInput) =>
    ok([{ type: 'planning.propose_rest', planId, tasks: NEXT, requirements }]);
}

const replan: Command = { type: 'planning.replan', runId: 'run_1', note: 'Simpler.', by: 'person' };
const plan = () => t.read.planning.plan('pln_1');
const open = () => t.read.decisions.decisions({ open: true })[0];
const answer = (optionId: string) =>
  t.act({ type: 'decisions.answer', decisionId: open()?.id ?? '', optionId, by: 'person' });
const states = () => t.read.planning.tasksOf('pln_1').map(({ key, state }) => `${key} ${state}`);
const idOf = (key: string) => t.read.planning.tasksOf('pln_1').find((task) => task.key === key)?.id;
const edit = (...edits: PlanEdit[]): Command => {
  return { type: 'planning.edit', planId: 'pln_1', edits, requirements: [], by: 'person' };
};
const refused = (command: Command) => {
  const result = t.engine.dispatch([command], { by: 'person' });
  return result.ok ? 'done' : `${result.fault.type}: ${result.fault.message}`;
};

describe('planning the rest anew', () => {
  it('keeps what has begun, holds the rest back until the person answers, and then goes on with the new one', async () => {
    await t.settle();
    const second = idOf('T-2');
    t.act(replan);
    expect(plan()?.state).toBe('replanning');
    expect(refused(replan)).toMatch(/^conflict: The plan is replanning/);
    finishFirst();
    await t.settle();
    expect(plan()).toMatchObject({ state: 'proposed', version: 2 });
    expect(states()).toEqual(['T-1 done', 'T-2 blocked', 'T-9 blocked']);
    expect(open()).toMatchObject({
      kind: 'approve_replan',
      title: 'Go on with 2 newly planned tasks for shop?',
    });
    expect(open()?.context).toMatch(/^Asked for: Simpler\.\n1 task that began/);
    answer('approve');
    await t.settle();
    expect(states()).toEqual(['T-1 done', 'T-2 done', 'T-9 done']);
    expect(idOf('T-2')).toBe(second);
    expect(t.read.runs.get('run_1')?.phase).toBe('ended');
  });

  it('goes on with the old rest when the new one is rejected, its tasks as they were', async () => {
    await t.settle();
    const third = t.read.planning.task(idOf('T-3') ?? '');
    t.act(replan);
    await t.settle();
    t.act(edit({ do: 'change', key: 'T-9', set: { title: 'Better' } }));
    finishFirst();
    await t.settle();
    answer('reject');
    expect(t.read.planning.task(third?.id ?? '')).toEqual(third);
    await t.settle();
    expect(states()).toEqual(['T-1 done', 'T-2 done', 'T-3 done']);
  });

  it('goes on with the old rest when no new one can be made, and says so', async () => {
    t.runs['planning.replan'] = async () => fail('refused', 'I have no better idea.');
    t.act(replan);
    await t.settle();
    expect(plan()).toMatchObject({ state: 'approved', version: 1 });
    expect(
      t.read.signals
        .signals('run_1', 9)
        .map(({ detail }) => detail)
        .join(),
    ).toContain('I have no better idea.');
    t.runs['planning.replan'] = async ({ planId }: ReplanInput) =>
      ok([{ type: 'planning.propose_rest', planId, tasks: [taskDraft('X')], requirements: [] }]);
    t.act(replan);
    await t.settle();
    expect(plan()?.state).toBe('approved');
    expect(
      t.read.signals
        .signals('run_1', 9)
        .map(({ detail }) => detail)
        .join(),
    ).toContain('X ("Do X") names no file');
    finishFirst();
    await t.settle();
    expect(states()).toEqual(['T-1 done', 'T-2 done', 'T-3 done']);
  });

  it('survives a crash while the planner thinks, and runs nothing twice', async () => {
    t.runs['planning.replan'] = () => new Promise<Result<Command[]>>(() => undefined);
    await t.settle();
    t.act(replan);
    await t.settle();
    t.crash();
    t = testEngine({ home: t.home, boot: 'b2', now: t.clock.now() });
    arrange();
    finishFirst();
    t.recover();
    t.worker.start();
    await t.settle();
    expect(plan()?.state).toBe('proposed');
    answer('approve');
    await t.settle();
    expect(states()).toEqual(['T-1 done', 'T-2 done', 'T-9 done']);
    const finished = t.events().flatMap((event) => (event.type === 'task.finished' ? [event.taskId] : []));
    expect(new Set(finished).size).toBe(finished.length);
  });

  it('leaves a paused run paused', async () => {
    t.act({ type: 'runs.pause', runId: 'run_1' }, replan);
    finishFirst();
    await t.settle();
    expect(plan()?.state).toBe('replanning');
    t.act({ type: 'runs.resume', runId: 'run_1' });
    await t.settle();
    t.act({ type: 'runs.pause', runId: 'run_1' });
    answer('approve');
    await t.settle();
    expect(t.read.runs.get('run_1')?.state).toBe('paused');
    expect(states()).toEqual(['T-1 done', 'T-2 ready', 'T-9 blocked']);
  });

  it('gives up with what fails meanwhile, also in the old rest, and the plan still ends', async () => {
    await t.settle();
    t.act(replan);
    await t.settle();
    t.act({ type: 'planning.cancel_task', taskId: idOf('T-1') ?? '' });
    expect(states()).toEqual(['T-1 cancelled', 'T-2 cancelled', 'T-9 cancelled']);
    expect(plan()?.state).toBe('proposed');
    answer('reject');
    expect(states()).toEqual(['T-1 cancelled', 'T-2 cancelled', 'T-3 cancelled']);
    expect(plan()?.state).toBe('finished');
    finishFirst();
    await t.settle();
  });

  it('is refused where nothing is being worked on', () => {
    expect(refused({ ...replan, runId: 'none' } as Command)).toMatch(/^conflict: The run has no plan/);
    t.act({ type: 'runs.end', runId: 'run_1', state: 'stopped' });
    expect(refused(replan)).toMatch(/^conflict: The plan is cancelled/);
    expect(refused(edit({ do: 'remove', key: 'T-2' }))).toMatch(/^conflict: The plan is cancelled/);
    finishFirst();
  });
});
