import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Command } from '#shared/commands.ts';
import { type Fault, fault } from '#shared/faults.ts';
import { NO_USAGE } from '#shared/model/attempt.ts';
import { attemptsInRun, recentDurations, wantedWorktrees } from '../../engine/attempt-reads.ts';
import { type TestEngine, testEngine } from '../../engine/test-engine.ts';
import { MERGED, openPlan, taskDraft } from '../../engine/test-work.ts';

let t: TestEngine;
let attemptId: string;

beforeEach(() => {
  t = testEngine();
  onTestFinished(t.close);
  t.act(...openPlan([taskDraft('T-1', { priority: 'critical' })]));
  attemptId = latest()?.id ?? '';
});

const all = () => attemptsInRun(t.read, 'run_1');
const latest = () => all().at(-1);
const output = { files: [], covers: [], gaps: [], summary: 'Done.', usage: NO_USAGE, commit: 'c' };
const start = (): Command => ({ type: 'attempts.start', attemptId });
const succeed = (): Command => ({ type: 'attempts.succeed', attemptId, output });
const fail = (state: 'failed' | 'lost' | 'timed_out', why: Fault): Command => {
  return { type: 'attempts.fail', attemptId, state, fault: why };
};
const refused = (command: Command) => {
  const result = t.engine.dispatch([command], { by: 'person' });
  return result.ok ? 'done' : result.fault.type;
};
const delay = () => {
  const queued = t
    .events()
    .filter((event) => event.type === 'attempt.queued')
    .at(-1);
  return queued?.notBefore ? queued.notBefore - t.clock.now() : 0;
};

describe('an attempt', () => {
  it('goes from queued over running to succeeded and merged, with its times', () => {
    expect(latest()).toMatchObject({ number: 1, state: 'queued', agentId: 'coder', queuedAt: t.clock.now() });
    t.clock.advance(10);
    t.act(start());
    t.clock.advance(20);
    t.act(succeed());
    const queuedAt = t.clock.now() - 30;
    expect(latest()).toMatchObject({
      state: 'succeeded',
      queuedAt,
      startedAt: queuedAt + 10,
      endedAt: queuedAt + 30,
      output,
    });
    t.act({ type: 'attempts.merged', attemptId, ...MERGED, commit: 'm' });
    expect(latest()?.state).toBe('merged');
  });

  it('takes no step out of turn', () => {
    const merged: Command = { type: 'attempts.merged', attemptId, ...MERGED, commit: 'm' };
    const reject: Command = { type: 'attempts.reject', attemptId, feedback: '' };
    for (const early of [succeed(), merged, reject]) expect(refused(early)).toBe('conflict');
    t.act(start());
    expect(refused(start())).toBe('conflict');
    t.act(succeed());
    expect(refused(succeed())).toBe('conflict');
    t.act(merged);
    for (const late of [start(), succeed(), merged, reject, fail('failed', fault('internal', 'x'))])
      expect(refused(late)).toBe('conflict');
    expect(refused({ ...start(), attemptId: 'none' } as Command)).toBe('not_found');
  });

  it('is followed by another after a doubling pause, at most a minute', () => {
    const busy = fault('provider', 'Busy.');
    t.act(start(), fail('failed', busy));
    expect([latest()?.number, delay()]).toEqual([2, 1_000]);
    attemptId = latest()?.id ?? '';
    t.act(start(), fail('timed_out', busy));
    expect([latest()?.number, delay()]).toEqual([3, 2_000]);
  });

  it('is followed by another when the other side asked for it', () => {
    t.act(start(), fail('failed', fault('rate_limited', 'Slow.', { retryAfterMs: 90_000 })));
    expect(delay()).toBe(90_000);
  });

  it('that was lost is followed at once, twenty times at most', () => {
    for (let times = 0; times < 19; times++) {
      t.act(start(), fail('lost', fault('cancelled', 'The host died.')));
      expect(delay()).toBe(0);
      attemptId = latest()?.id ?? '';
    }
    expect(all()).toHaveLength(20);
    t.act(start(), fail('lost', fault('cancelled', 'The host died.')));
    expect(all()).toHaveLength(20);
    expect(t.events().some(({ type }) => type === 'attempts.exhausted')).toBe(true);
  });

  it('knows how long others of its kind took, newest first', () => {
    t.act(start());
    t.clock.advance(500);
    t.act(succeed(), { type: 'attempts.merged', attemptId, ...MERGED, commit: 'm' });
    expect(recentDurations(t.read, 'feature', 9)).toEqual([500]);
    expect(recentDurations(t.read, 'review', 9)).toEqual([]);
  });

  it('keeps its worktree only while it runs or waits for its verdict', () => {
    const kept = () => wantedWorktrees(t.read, 'prj_1').length;
    expect(kept()).toBe(0);
    t.act(start());
    expect(kept()).toBe(1);
    t.act(succeed());
    expect(kept()).toBe(1);
    t.act({ type: 'attempts.merged', attemptId, ...MERGED, commit: 'm' });
    expect(kept()).toBe(0);
  });
});
