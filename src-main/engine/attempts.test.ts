import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Command } from '#shared/commands.ts';
import { fail, ok, type Result } from '#shared/faults.ts';
import type { TaskDraft } from '#shared/model/task.ts';
import type { AttemptInput } from '../slices/attempts/attempt-input.ts';
import type { ValidationInput } from '../slices/validation/run.ts';
import { type TestEngine, testEngine } from './test-engine.ts';
import { agent, concluded, FAILED, openPlan, outputOf, PASSED, taskDraft } from './test-work.ts';

let t: TestEngine;
/** Milliseconds from the start of the test at which each attempt began. */
let starts: number[];
beforeEach(() => {
  t = testEngine();
  onTestFinished(t.close);
  starts = [];
});

type Work = (input: AttemptInput) => Result<Command[]>;
const succeed: Work = (input) =>
  ok([{ type: 'attempts.succeed', attemptId: input.attempt.id, output: outputOf(input) }]);

async function begin(work: Work, tasks: TaskDraft[] = [taskDraft('T-1')], ...more: Command[]): Promise<void> {
  const begun = t.clock.now();
  t.runs['attempt.run'] = async (input) => {
    starts.push(t.clock.now() - begun);
    return work(input);
  };
  t.worker.start();
  const [project, coder, ...rest] = openPlan(tasks, 'manual');
  if (!project || !coder) throw new Error('no plan');
  t.act(project, coder, ...more, ...rest);
  await choose('approve');
}

/** Lets an hour pass, in steps short enough that each retry happens at its own moment. */
async function hour(): Promise<void> {
  for (let seconds = 0; seconds < 240; seconds++) {
    t.clock.advance(seconds < 200 ? 1_000 : 60_000);
    await t.settle();
  }
}

const taskOf = (key: string) => t.read.planning.tasksOf('pln_1').find((task) => task.key === key);
const attempts = (key = 'T-1') => t.read.attempts.attemptsOf(taskOf(key)?.id ?? '');
const openDecision = () => t.read.decisions.decisions({ open: true })[0];
const choose = (optionId: string) => {
  const decision = openDecision();
  t.act({ type: 'decisions.answer', decisionId: decision?.id ?? 'none', optionId, by: 'person' });
  return t.settle();
};

const rejectFirst = (times: number) => async (input: ValidationInput) =>
  ok([concluded(input, input.attempt.number <= times ? FAILED : PASSED)]);

describe('an attempt that fails', () => {
  it('is tried three times with growing pauses, then a person is asked', async () => {
    await begin(() => fail('provider', 'Broken pipe.'));
    await hour();
    expect(starts).toEqual([0, 1_000, 3_000]);
    expect(attempts().map(({ number, state, fault }) => [number, state, fault?.type])).toEqual([
      [1, 'failed', 'provider'],
      [2, 'failed', 'provider'],
      [3, 'failed', 'provider'],
    ]);
    expect(taskOf('T-1')).toMatchObject({ state: 'waiting', attempts: 3 });
    expect(openDecision()).toMatchObject({ kind: 'task_stuck', defaultOption: 'skip', risk: 'medium' });
    expect(openDecision()?.options.map(({ id }) => id)).toEqual(['retry', 'skip', 'stop']);
    expect(openDecision()?.context).toContain('3 attempts');
  }, 20_000);

  it('waits as long as the other side asks', async () => {
    await begin(() => fail('rate_limited', 'Slow.', { retryAfterMs: 5_000 }));
    await hour();
    expect(starts).toEqual([0, 5_000, 10_000]);
  });

  it('is not tried again when that cannot help', async () => {
    await begin(() => fail('refused', 'I will not.'));
    await hour();
    expect(starts).toEqual([0]);
    expect(taskOf('T-1')?.state).toBe('waiting');
  });

  it('is tried next by another agent that can do it, with the reason said', async () => {
    const second: Command = { type: 'agents.register', profile: agent('second') };
    await begin(() => fail('provider', 'Broken pipe.'), [taskDraft('T-1')], second);
    await hour();
    expect(attempts().map(({ agentId }) => agentId)).toEqual(['coder', 'second', 'coder']);
    expect(attempts()[1]?.agentReason).toMatch(/second is an implementer.*come last/);
  });

  it('fails the task when no agent can do it at all, with what depends on it', async () => {
    const tasks = [taskDraft('T-1', { needs: 'review' }), taskDraft('T-2', { dependsOn: ['T-1'] })];
    await begin(succeed, [...tasks, taskDraft('T-3')]);
    expect(starts).toHaveLength(1);
    expect(['T-1', 'T-2', 'T-3'].map((key) => taskOf(key)?.state)).toEqual(['failed', 'cancelled', 'done']);
    expect(t.read.runs.get('run_1')?.state).toBe('incomplete');
  });

  it('fails the whole run when nothing succeeded', async () => {
    await begin(succeed, [taskDraft('T-1', { needs: 'review' })]);
    expect(t.read.runs.get('run_1')).toMatchObject({ state: 'failed', fault: { type: 'internal' } });
    expect(t.read.capsules.capsules()).toEqual([]);
  });
});

describe('an attempt whose checks fail', () => {
  it('is rejected, and the next gets the findings as feedback at once', async () => {
    t.runs['validation.run'] = rejectFirst(1);
    const heard: unknown[] = [];
    await begin((input) => {
      if (input.kind === 'work') heard.push(input.attempt.feedback);
      return succeed(input);
    });
    expect(heard).toEqual([undefined, 'src/a.ts outputs/missing: src/a.ts is missing']);
    expect(attempts().map(({ state }) => state)).toEqual(['rejected', 'merged']);
    expect(taskOf('T-1')?.state).toBe('done');
    const signals = t.read.signals.signals('run_1', 9).map(({ type }) => type);
    expect(signals).toEqual(expect.arrayContaining(['quality_issue', 'innovation']));
  });

  it('is rejected three times at most', async () => {
    t.runs['validation.run'] = rejectFirst(9);
    await begin(succeed);
    expect(attempts().map(({ state }) => state)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(openDecision()?.kind).toBe('task_stuck');
  });

  it('asks about a conflict when the merge says so', async () => {
    t.runs['workspace.merge'] = async () => fail('conflict', 'src/a.ts was changed.', { hint: 'By you.' });
    await begin(succeed);
    expect(openDecision()).toMatchObject({ kind: 'merge_conflict', defaultOption: 'retry' });
    expect(openDecision()?.context).toBe('src/a.ts was changed. By you.');
    expect(attempts()[0]?.state).toBe('failed');
    await choose('retry');
    expect(openDecision()).toMatchObject({ kind: 'merge_conflict', defaultOption: 'skip' });
  });
});

describe('a person who is asked about a stuck task', () => {
  const tasks = [taskDraft('T-1'), taskDraft('T-2', { dependsOn: ['T-1'] }), taskDraft('T-3')];
  const refuseFirst = (times: number): Work => {
    let refused = 0;
    return (input) => {
      const first = input.kind === 'work' && input.task.key === 'T-1';
      return first && refused++ < times ? fail('refused', 'No.') : succeed(input);
    };
  };

  it('may have it tried again, which ends the question', async () => {
    await begin(refuseFirst(1), tasks);
    await choose('retry');
    expect(t.read.runs.get('run_1')?.state).toBe('finished');
    expect(attempts().map(({ number, state }) => [number, state])).toEqual([
      [1, 'failed'],
      [2, 'merged'],
    ]);
  });

  it('may have it tried again and is asked again', async () => {
    await begin(refuseFirst(2), tasks);
    await choose('retry');
    expect(taskOf('T-1')).toMatchObject({ state: 'waiting', attempts: 2 });
    await choose('retry');
    expect(t.read.runs.get('run_1')?.state).toBe('finished');
  });

  it('gives it all its tries again, and its note to the agent', async () => {
    t.runs['validation.run'] = rejectFirst(5);
    const heard: unknown[] = [];
    await begin((input) => {
      if (input.kind === 'work') heard.push(input.attempt.feedback);
      return succeed(input);
    });
    const decisionId = openDecision()?.id ?? 'none';
    t.act({ type: 'decisions.answer', decisionId, optionId: 'retry', note: 'Mind the gap.', by: 'person' });
    await t.settle();
    expect(attempts().map(({ state, series }) => `${state} ${series}`)).toEqual([
      'rejected 1',
      'rejected 1',
      'rejected 1',
      'rejected 4',
      'rejected 4',
      'merged 4',
    ]);
    expect(heard[3]).toBe('src/a.ts outputs/missing: src/a.ts is missing\nMind the gap.');
  });

  it('may skip it: it failed, what depends on it is cancelled, the rest is kept', async () => {
    await begin(refuseFirst(9), tasks);
    await choose('skip');
    expect(tasks.map(({ key }) => taskOf(key)?.state)).toEqual(['failed', 'cancelled', 'done']);
    expect(t.read.runs.get('run_1')?.state).toBe('incomplete');
    expect(t.read.capsules.capsuleOf('run_1')?.complete).toBe(false);
  });

  it('may stop the run: nothing more is done, what was done is kept', async () => {
    await begin(refuseFirst(9), tasks);
    await choose('stop');
    expect(tasks.map(({ key }) => taskOf(key)?.state)).toEqual(['cancelled', 'cancelled', 'done']);
    expect(t.read.runs.get('run_1')).toMatchObject({ state: 'stopped', fault: { type: 'cancelled' } });
    expect(t.outbox.counts()).toEqual({ waiting: 0, running: 0 });
  });
});

describe('an attempt lost with its host', () => {
  it('does not count against the task, and starts again at once with the same agent', async () => {
    const hang = () => new Promise<never>(() => undefined);
    t.runs['attempt.run'] = hang;
    t.worker.start();
    t.act(...openPlan([taskDraft('T-1')]), { type: 'agents.register', profile: agent('second') });
    for (let boot = 2; boot < 6; boot++) {
      await t.settle();
      t.crash();
      t = testEngine({ home: t.home, boot: `b${boot}` });
      onTestFinished(t.close);
      if (boot < 5) t.runs['attempt.run'] = hang;
      expect(t.recover()).toEqual({ repeated: 0, lost: 1, givenUp: 0 });
      t.worker.start();
    }
    await t.settle();
    expect(attempts().map(({ state, agentId }) => [state, agentId])).toEqual([
      ...Array(4).fill(['lost', 'coder']),
      ['merged', 'coder'],
    ]);
    expect(t.read.runs.get('run_1')?.state).toBe('finished');
  });
});
