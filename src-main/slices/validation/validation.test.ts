import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Command } from '#shared/commands.ts';
import type { CheckResult } from '#shared/model/check.ts';
import { attemptsInRun } from '../../engine/attempt-reads.ts';
import { type TestEngine, testEngine } from '../../engine/test-engine.ts';
import { FAILED, openPlan, PASSED, taskDraft } from '../../engine/test-work.ts';

let t: TestEngine;
let ids: { attemptId: string; taskId: string; runId: string; projectId: string };
beforeEach(() => {
  t = testEngine();
  onTestFinished(t.close);
  t.act(...openPlan([taskDraft('T-1')]));
  const [attempt] = attemptsInRun(t.read, 'run_1');
  const attemptId = attempt?.id ?? '';
  ids = { attemptId, taskId: attempt?.taskId ?? '', runId: 'run_1', projectId: 'prj_1' };
  const output = { files: [], covers: [], gaps: [], summary: '', commit: 'c' };
  const usage = { inputTokens: 0, outputTokens: 0, microUsd: 0, measured: true };
  t.act(
    { type: 'attempts.start', attemptId },
    { type: 'attempts.succeed', attemptId, output: { ...output, usage } },
  );
});

const SKIPPED: CheckResult = { ...PASSED, kind: 'tests', verdict: 'skipped' };
const conclude = (...checks: CheckResult[]): Command => ({ type: 'validation.conclude', ...ids, checks });
const taskState = () => t.read.planning.task(ids.taskId)?.state;

describe('checks', () => {
  it('are begun when an attempt has succeeded', () => {
    expect(taskState()).toBe('validating');
    expect(t.db.prepare(`SELECT subject FROM outbox WHERE kind = 'validation.run'`).pluck().all()).toEqual([
      ids.attemptId,
    ]);
  });

  it('are kept with their attempt and their time', () => {
    t.act(conclude(PASSED, SKIPPED));
    expect(t.read.checks.checksOfAttempt(ids.attemptId)).toMatchObject([
      { kind: 'outputs', verdict: 'pass', ...ids, at: t.clock.now() },
      { kind: 'tests', verdict: 'skipped' },
    ]);
    expect(t.read.checks.checksOfRun('run_1')).toHaveLength(2);
    expect(taskState()).toBe('merging');
  });

  it.each([
    ['a single failure fails them all', [PASSED, FAILED, SKIPPED], 'rejected', 'ready'],
    ['what was left out does not', [PASSED, SKIPPED], 'succeeded', 'merging'],
  ] as const)('%s', (_name, checks, attempt, task) => {
    t.act(conclude(...checks));
    expect(t.read.attempts.attempt(ids.attemptId)?.state).toBe(attempt);
    expect(taskState()).toBe(task);
  });
});
