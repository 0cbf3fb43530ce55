import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { fail, ok } from '#shared/faults.ts';
import type { AttemptInput } from '../slices/attempts/attempt-input.ts';
import type { ValidationInput } from '../slices/validation/run.ts';
import { wantedWorktrees } from './attempt-reads.ts';
import { type TestEngine, testEngine } from './test-engine.ts';
import { concluded, DIAMOND, openPlan, openRun, outputOf, PASSED, taskDraft } from './test-work.ts';

let t: TestEngine;
beforeEach(() => {
  t = testEngine();
  onTestFinished(t.close);
  t.worker.start();
});

const run = () => t.read.runs.get('run_1');
const tasks = () => t.read.planning.tasksOf('pln_1');
const states = () => tasks().map(({ state }) => state);
const idOf = (key: string) => tasks().find((task) => task.key === key)?.id ?? key;
const questions = () => t.read.decisions.decisions({ open: true });
const choose = (optionId: string, at = 0) => {
  const decisionId = questions()[at]?.id ?? 'none';
  t.act({ type: 'decisions.answer', decisionId, optionId, by: 'person' });
  return t.settle();
};

/** Attempts that go on until they are let go or broken off. */
function hold(): { started: string[]; letGo(): Promise<void> } {
  const started: string[] = [];
  const waiting: (() => void)[] = [];
  t.runs['attempt.run'] = (input: AttemptInput, { signal }) => {
    started.push(input.kind === 'work' ? input.task.key : 'milestone');
    const output = outputOf(input);
    return new Promise((resolve) => {
      waiting.push(() => resolve(ok([{ type: 'attempts.succeed', attemptId: input.attempt.id, output }])));
      signal.addEventListener('abort', () => resolve(fail('cancelled', 'Broken off.')));
    });
  };
  return {
    started,
    letGo() {
      for (const go of waiting.splice(0)) go();
      return t.settle();
    },
  };
}

describe('who answers', () => {
  it.each([
    ['manual', ['accept_requirements', 'approve_plan'], []],
    ['supervised', ['approve_plan'], ['policy:supervised']],
    ['autonomous', [], ['policy:autonomous', 'policy:autonomous']],
  ] as const)('%s', async (policy, asked, byPolicy) => {
    t.act(...openRun({ documents: 1, policy }));
    await t.settle();
    for (const kind of asked) {
      expect(questions()).toMatchObject([{ kind, state: 'open' }]);
      await choose(questions()[0]?.defaultOption ?? '');
    }
    const answers = t.read.decisions.decisions({ runId: 'run_1' }).map(({ answer }) => answer?.by);
    expect(answers.filter((by) => by !== 'person')).toEqual(byPolicy);
    expect(run()?.state).toBe('finished');
  });

  it('no policy answers what is of high risk', async () => {
    t.runs['validation.run'] = async () => fail('sandbox', 'There is no sandbox.');
    t.act(...openPlan([taskDraft('T-1')]));
    await t.settle();
    expect(questions()).toMatchObject([{ kind: 'run_unsandboxed', risk: 'high' }]);
  });

  it('the rejection of requirements or plan ends the run', async () => {
    t.act(...openRun({ documents: 1, policy: 'manual' }));
    await t.settle();
    await choose('reject');
    expect(run()).toMatchObject({ state: 'stopped', fault: { type: 'cancelled' } });
    expect(t.read.intake.requirementsOf('run_1').map(({ state }) => state)).toEqual(['rejected', 'rejected']);
  });
});

describe('a deadline', () => {
  it('takes the default when nobody answered, and no sooner', async () => {
    const option = (id: string) => ({ id, label: id, consequence: '' });
    const holds = { pause: [{ type: 'runs.pause', runId: 'run_1' } as const] };
    t.act(...openRun(), {
      type: 'decisions.ask',
      policy: 'manual',
      question: {
        ...{
          projectId: 'prj_1',
          runId: 'run_1',
          kind: 'task_stuck',
          title: '',
          context: '',
          risk: 'low',
          holds,
        },
        ...{ options: [option('pause'), option('go')], defaultOption: 'pause', deadlineMs: 5_000 },
      },
    });
    const id = questions()[0]?.id ?? '';
    t.clock.advance(4_999);
    await t.settle();
    expect(run()?.state).toBe('active');
    t.clock.advance(1);
    await t.settle();
    expect(run()?.state).toBe('paused');
    expect(t.read.decisions.decision(id)).toMatchObject({
      state: 'expired',
      answer: { by: 'policy:deadline' },
    });
  });

  it('of the whole run stops it, with what was merged kept', async () => {
    const work = hold();
    t.act(...openPlan(DIAMOND));
    await t.settle();
    await work.letGo();
    t.clock.advance((run()?.deadlineAt ?? 0) - t.clock.now());
    await t.settle();
    expect(run()?.state).toBe('stopped');
    expect(states()).toEqual(['done', 'cancelled', 'cancelled', 'cancelled']);
    expect(t.outbox.counts()).toEqual({ waiting: 0, running: 0 });
  });
});

describe('a paused run', () => {
  it('begins nothing new, keeps what comes back, and goes on where it was', async () => {
    const work = hold();
    t.act(...openPlan(DIAMOND));
    await t.settle();
    t.act({ type: 'runs.pause', runId: 'run_1' });
    await work.letGo();
    t.clock.advance(600_000);
    await t.settle();
    expect(work.started).toEqual(['T-1']);
    expect(states()).toEqual(['validating', 'blocked', 'blocked', 'blocked']);
    t.act({ type: 'runs.resume', runId: 'run_1' });
    await t.settle();
    expect(work.started).toEqual(['T-1', 'T-2', 'T-3']);
  });

  it('can be stopped', async () => {
    hold();
    t.act(...openPlan(DIAMOND), { type: 'runs.pause', runId: 'run_1' });
    t.act({ type: 'runs.end', runId: 'run_1', state: 'stopped' });
    await t.settle();
    expect(run()?.state).toBe('stopped');
    expect(t.outbox.counts()).toEqual({ waiting: 0, running: 0 });
    expect(t.db.prepare('SELECT count(*) FROM outbox_paused').pluck().get()).toBe(0);
  });
});

describe('cancelling', () => {
  it('a task breaks off its attempt, cancels what depends on it and withdraws its questions', async () => {
    const work = hold();
    t.act(...openPlan([...DIAMOND, taskDraft('T-5')]));
    await t.settle();
    t.act({ type: 'planning.cancel_task', taskId: idOf('T-1') });
    await t.settle();
    expect(states()).toEqual(['cancelled', 'cancelled', 'cancelled', 'cancelled', 'running']);
    expect(t.read.attempts.attemptsOf(idOf('T-1'))[0]).toMatchObject({ state: 'cancelled' });
    await work.letGo();
    expect(run()?.state).toBe('incomplete');
    expect(t.read.planning.planOf('run_1')?.counts).toEqual({
      total: 5,
      open: 0,
      done: 1,
      failed: 0,
      cancelled: 4,
    });
  });

  it('a task that waits for a person withdraws the question', async () => {
    t.runs['attempt.run'] = async () => fail('refused', 'No.');
    t.act(...openPlan([taskDraft('T-1')], 'manual'));
    await t.settle();
    await choose('approve');
    const [question] = questions();
    t.act({ type: 'planning.cancel_task', taskId: idOf('T-1') });
    await t.settle();
    expect(t.read.decisions.decision(question?.id ?? '')?.state).toBe('withdrawn');
    expect(run()?.state).toBe('failed');
  });

  it('the last task of a plan is refused a second time', async () => {
    hold();
    t.act(...openPlan([taskDraft('T-1'), taskDraft('T-2')]));
    t.act({ type: 'planning.cancel_task', taskId: idOf('T-1') });
    const again = t.engine.dispatch([{ type: 'planning.cancel_task', taskId: idOf('T-1') }], {
      by: 'person',
    });
    expect(again).toMatchObject({ ok: false, fault: { type: 'conflict' } });
    expect(t.read.planning.planOf('run_1')?.counts).toMatchObject({ open: 1, cancelled: 1 });
  });

  it('a run ends all that is open in it, and a second time is refused', async () => {
    hold();
    t.act(...openPlan([...DIAMOND, taskDraft('T-5')], 'manual'));
    const [question] = questions();
    t.act({ type: 'runs.end', runId: 'run_1', state: 'stopped' });
    await t.settle();
    expect(new Set(states())).toEqual(new Set(['cancelled']));
    expect(t.read.decisions.decision(question?.id ?? '')?.state).toBe('withdrawn');
    expect(t.read.planning.planOf('run_1')).toMatchObject({
      state: 'cancelled',
      counts: { open: 0, cancelled: 5 },
    });
    const again = t.engine.dispatch([{ type: 'runs.end', runId: 'run_1', state: 'stopped' }], {
      by: 'person',
    });
    expect(again.ok).toBe(false);
  });
});

describe('a plan', () => {
  it('starts each task when all it depends on is done, and not before', async () => {
    const work = hold();
    t.act(...openPlan(DIAMOND));
    await t.settle();
    expect(work.started).toEqual(['T-1']);
    await work.letGo();
    expect(work.started).toEqual(['T-1', 'T-2', 'T-3']);
    t.runs['validation.run'] = async (input: ValidationInput) => ok([concluded(input, PASSED)]);
    await work.letGo();
    expect(work.started).toEqual(['T-1', 'T-2', 'T-3', 'milestone']);
    await work.letGo();
    expect(run()?.state).toBe('finished');
    expect(tasks().every(({ depsLeft }) => depsLeft === 0)).toBe(true);
  });

  it('that is wide is released in several steps, and loses nothing', async () => {
    t.act(...openPlan(Array.from({ length: 200 }, (_, index) => taskDraft(`T-${index}`))));
    await t.settle();
    expect(run()?.state).toBe('finished');
    const released = t
      .events()
      .flatMap((event) => (event.type === 'tasks.released' ? [event.taskIds.length] : []));
    expect(released).toEqual([32, 32, 32, 32, 32, 32, 8]);
  });

  it('starts critical tasks first', async () => {
    const work = hold();
    t.slots.agent = 1;
    t.act(...openPlan([taskDraft('T-1', { priority: 'low' }), taskDraft('T-2', { priority: 'critical' })]));
    await t.settle();
    expect(work.started).toEqual(['T-2']);
  });

  it('that cannot be made ends the run with the reason', async () => {
    t.runs['planning.decompose'] = async () => fail('malformed_output', 'A cycle.', { retryable: false });
    t.act(...openRun({ documents: 1 }));
    await t.settle();
    expect(run()).toMatchObject({
      state: 'failed',
      fault: { type: 'malformed_output', message: 'A cycle.' },
    });
  });

  it('is not made for documents without a requirement', async () => {
    t.runs['intake.read'] = async ({ id }: { id: string }) =>
      ok([{ type: 'intake.draft', documentId: id, requirements: [] }]);
    t.act(...openRun({ documents: 2 }));
    await t.settle();
    expect(run()).toMatchObject({ state: 'failed', fault: { type: 'invalid_input' } });
  });
});

describe('checks that need a sandbox where there is none', () => {
  const tryUnsandboxed = async () => {
    t.runs['validation.run'] = async (input: ValidationInput & { unsandboxed: boolean }) =>
      input.unsandboxed ? ok([concluded(input, PASSED)]) : fail('sandbox', 'There is no sandbox.');
    t.act(...openPlan(['T-1', 'T-2', 'T-3', 'T-4'].map((key) => taskDraft(key))));
    await t.settle();
  };

  it('ask once for the run: consent to one question answers the others', async () => {
    await tryUnsandboxed();
    expect(questions()).toHaveLength(4);
    expect(states()).toEqual(Array(4).fill('waiting'));
    await choose('allow');
    expect(questions()).toEqual([]);
    expect(run()?.state).toBe('finished');
  });

  it('keep the worktree of the work that waits for them', async () => {
    await tryUnsandboxed();
    expect(wantedWorktrees(t.read, 'prj_1')).toHaveLength(4);
    await choose('allow');
    expect(wantedWorktrees(t.read, 'prj_1')).toEqual([]);
  });

  it('are not asked about again when consent did not help', async () => {
    await tryUnsandboxed();
    t.runs['validation.run'] = async () => fail('sandbox', 'Still none.');
    await choose('allow');
    expect(questions().map(({ kind }) => kind)).not.toContain('run_unsandboxed');
  });

  it('and so does what has to be done before the work', async () => {
    let isAllowed = false;
    t.runs['attempt.run'] = async (input: AttemptInput) => {
      isAllowed = input.kind === 'work' && input.unsandboxed;
      return isAllowed
        ? ok([{ type: 'attempts.succeed', attemptId: input.attempt.id, output: outputOf(input) }])
        : fail('sandbox', 'There is no sandbox.', { retryable: false });
    };
    t.act(...openPlan([taskDraft('T-1')]));
    await t.settle();
    expect(questions()).toMatchObject([{ kind: 'run_unsandboxed' }]);
    await choose('allow');
    expect([isAllowed, states(), run()?.state]).toEqual([true, ['done'], 'finished']);
  });

  it('may be skipped, which leaves no attempt open', async () => {
    await tryUnsandboxed();
    for (let left = 4; left > 0; left--) await choose('skip');
    expect(states()).toEqual(Array(4).fill('failed'));
    expect(wantedWorktrees(t.read, 'prj_1')).toEqual([]);
    expect(run()?.state).toBe('failed');
  });
});

describe('packing', () => {
  it('that fails ends the run with the reason, and the next run counts on', async () => {
    t.runs['capsule.pack'] = async () => fail('invalid_input', 'No commit.');
    t.act(...openPlan([taskDraft('T-1')]));
    await t.settle();
    expect(run()).toMatchObject({ state: 'failed', fault: { message: 'No commit.' } });
    expect(t.read.capsules.capsuleOf('run_1')?.state).toBe('failed');
  });
});
