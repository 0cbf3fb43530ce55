import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { fail } from '#shared/faults.ts';
import { type TestEngine, testEngine } from '../engine/test-engine.ts';
import { openPlan, openRun, taskDraft } from '../engine/test-work.ts';
import { measureProgress, summarize } from './summaries.ts';

let t: TestEngine;
beforeEach(() => {
  t = testEngine();
  onTestFinished(t.close);
  t.worker.start();
});

const summary = () => summarize(t.read, 'run_1', t.clock.now());
const progress = () => measureProgress(t.read, 'run_1', t.clock.now(), () => 'src/a.ts (1/2)');

describe('the summary of a run', () => {
  it('is not there for an unknown run', () => {
    expect(summarize(t.read, 'nothing', 0)).toBeUndefined();
    expect(measureProgress(t.read, 'nothing', 0, () => undefined)).toBeUndefined();
  });

  it('counts nothing before anything has happened', () => {
    t.act(...openRun());
    t.clock.advance(1_500);
    expect(summary()).toEqual({
      ...{ runId: 'run_1', status: 'active', requirements: 0, covered: 0, uncovered: 0, attempts: 0 },
      ...{ tasks: { total: 0, done: 0, failed: 0, cancelled: 0 }, decisionsOpen: 0, signals: 0 },
      ...{ capsule: null, workspace: '/w/shop', durationMs: 1_500 },
    });
  });

  it('says what a finished run came to, and stands still afterwards', async () => {
    t.act(...openRun({ documents: 1 }));
    await t.settle();
    t.clock.advance(60_000);
    expect(summary()).toMatchObject({
      ...{ status: 'finished', requirements: 2, covered: 2, uncovered: 0, attempts: 4, decisionsOpen: 0 },
      ...{ tasks: { total: 4, done: 4, failed: 0, cancelled: 0 }, capsule: { version: '0.1.0', path: '/c' } },
      durationMs: 0,
    });
  });

  it('is waiting only when nothing can go on without an answer', async () => {
    t.runs['attempt.run'] = async ({ task }) =>
      task.key === 'T-1' ? fail('refused', 'No.') : new Promise(() => undefined);
    t.act(...openPlan([taskDraft('T-1')], 'manual'));
    await t.settle();
    expect(summary()).toMatchObject({ status: 'waiting', decisionsOpen: 1 });
    t.act({ type: 'runs.pause', runId: 'run_1' });
    expect(summary()?.status).toBe('paused');
  });
});

describe('the progress of a run', () => {
  it('names what is under way, and from the pace so far tells what is left', async () => {
    const tasks = [
      taskDraft('T-1'),
      taskDraft('T-2', { dependsOn: ['T-1'] }),
      taskDraft('T-3', { dependsOn: ['T-2'] }),
    ];
    const succeed = t.runs['attempt.run'];
    t.runs['attempt.run'] = async (input, context) => {
      if (input.task.key === 'T-1') {
        t.clock.advance(2_000);
        return succeed(input, context);
      }
      return new Promise((resolve) =>
        context.signal.addEventListener('abort', () => resolve(fail('cancelled', ''))),
      );
    };
    t.act(...openPlan(tasks));
    expect(progress()).not.toHaveProperty('leftMs');
    await t.settle();
    expect(progress()).toMatchObject({
      ...{ tasksDone: 1, tasksTotal: 3, leftMs: 4_000 },
      running: [{ key: 'T-2', title: 'Do T-2', file: 'src/a.ts (1/2)' }],
    });
  });
});
