import { describe, expect, it, onTestFinished } from 'vitest';
import { fail, ok } from '#shared/faults.ts';
import type { DecisionKind } from '#shared/model/decision.ts';
import type { AttemptInput } from '../slices/attempts/attempt-input.ts';
import type { ValidationInput } from '../slices/validation/run.ts';
import { replay, sliceTables } from './replay-testing.ts';
import { type TestEngine, testEngine } from './test-engine.ts';
import { concluded, DIAMOND, FAILED, openPlan, openRun, outputOf, PASSED, taskDraft } from './test-work.ts';

/** Applies the journal to an empty database and compares every table of every slice. */
function expectReplayGivesTheSameRows(t: TestEngine): void {
  const empty = testEngine();
  onTestFinished(empty.close);
  replay(t.db, empty.db);
  expect(sliceTables(empty.db)).toEqual(sliceTables(t.db));
}

function start(): TestEngine {
  const t = testEngine();
  onTestFinished(t.close);
  t.worker.start();
  return t;
}

async function later(t: TestEngine, ms = 60_000): Promise<void> {
  t.clock.advance(ms);
  await t.settle();
}

function answer(t: TestEngine, kind: DecisionKind, optionId: string): void {
  const decision = t.read.decisions.decisions({ open: true }).find((open) => open.kind === kind);
  t.act({ type: 'decisions.answer', decisionId: decision?.id ?? kind, optionId, by: 'person' });
}

describe('replaying the journal into an empty database', () => {
  it('gives the same rows for a run from documents to capsule', async () => {
    const t = start();
    t.act(...openRun({ documents: 2 }));
    await t.settle();
    expect(t.read.runs.get('run_1')).toMatchObject({ state: 'finished', phase: 'ended' });
    expect(t.read.capsules.capsuleOf('run_1')).toMatchObject({
      state: 'packed',
      version: '0.1.0',
      complete: true,
    });
    expect(t.read.intake.coverageOf('run_1')).toEqual({ covered: 2, uncovered: 2 });
    expectReplayGivesTheSameRows(t);
  });

  it('gives the same rows for a run with rejected work, faults, gaps, questions, and a task left out', async () => {
    const t = start();
    const tries = new Map<string, number>();
    t.runs['attempt.run'] = async (input: AttemptInput) => {
      const key = input.kind === 'work' ? input.task.key : '';
      tries.set(key, (tries.get(key) ?? 0) + 1);
      if (key === 'T-3') return fail('refused', 'I will not.');
      if (key === 'T-2' && tries.get(key) === 1) return fail('overloaded', 'Busy.');
      const gaps = key === 'T-2' ? [{ requirementKey: 'R-2', reason: 'Too hard.' }] : [];
      return ok([
        { type: 'attempts.succeed', attemptId: input.attempt.id, output: { ...outputOf(input), gaps } },
      ]);
    };
    t.runs['validation.run'] = async (input: ValidationInput) =>
      ok([concluded(input, input.attempt.number === 1 && input.task.key === 'T-1' ? FAILED : PASSED)]);
    t.act(...openRun({ documents: 1, policy: 'supervised' }));
    await t.settle();
    answer(t, 'approve_plan', 'approve');
    await t.settle();
    await later(t);
    t.act({ type: 'runs.pause', runId: 'run_1' });
    answer(t, 'task_stuck', 'retry');
    t.act({ type: 'runs.resume', runId: 'run_1' });
    await t.settle();
    await later(t);
    answer(t, 'task_stuck', 'skip');
    await t.settle();
    expect(t.read.runs.get('run_1')?.state).toBe('incomplete');
    expect(t.read.planning.planOf('run_1')?.counts).toEqual({
      total: 4,
      open: 0,
      done: 2,
      failed: 1,
      cancelled: 1,
    });
    expect(t.read.intake.coverageOf('run_1')).toEqual({ covered: 1, gap: 1 });
    expect(t.read.signals.signalsIn('run_1')).toBeGreaterThan(4);
    expectReplayGivesTheSameRows(t);
  });

  it('gives the same rows for a run that was stopped with work under way, and for one whose documents failed', async () => {
    const t = start();
    t.runs['attempt.run'] = (_input, { signal }) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve(ok([]))));
    t.act(...openPlan([...DIAMOND, taskDraft('T-5')]));
    await t.settle();
    t.act({ type: 'runs.end', runId: 'run_1', state: 'stopped' });
    t.runs['intake.read'] = async () => fail('invalid_input', 'Not text.');
    const scope = { runId: 'run_2', projectId: 'prj_1' };
    t.act(
      { type: 'runs.open', ...scope, title: 'Next', policy: 'manual', documents: 1, timeoutMs: 1_000_000 },
      ...openRun({ documents: 1 })
        .filter((command) => command.type === 'intake.add')
        .map((command) => ({ ...command, ...scope })),
    );
    await t.settle();
    expect(t.read.runs.get('run_1')?.state).toBe('stopped');
    expect(t.read.runs.get('run_2')?.state).toBe('failed');
    expect(t.outbox.counts()).toEqual({ waiting: 0, running: 0 });
    expectReplayGivesTheSameRows(t);
  });
});
