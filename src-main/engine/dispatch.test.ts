import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Command, Question } from '#shared/commands.ts';
import { type Committed, RefusedFollowUp } from './engine.ts';
import { type TestEngine, testEngine } from './test-engine.ts';
import { agent, openRun } from './test-work.ts';

let t: TestEngine;
beforeEach(() => {
  t = testEngine();
  onTestFinished(t.close);
});

const register = (id: string): Command => ({ type: 'agents.register', profile: agent(id) });
const pause: Command = { type: 'runs.pause', runId: 'run_1' };
const resume: Command = { type: 'runs.resume', runId: 'run_1' };
const by = { by: 'person' };

/** A question whose answer `go` sets free a command that cannot be done. */
function trap(held: Command): Question {
  const option = (id: string) => ({ id, label: id, consequence: '' });
  return {
    ...{ projectId: 'prj_1', runId: 'run_1', kind: 'task_stuck', title: 'Go?', context: '', risk: 'high' },
    ...{ options: [option('go'), option('stay')], defaultOption: 'stay', holds: { go: [pause, held] } },
  };
}

describe('dispatch', () => {
  it('returns the journal position, and records when and by whom', () => {
    expect(t.engine.dispatch(openRun(), by)).toEqual({ ok: true, value: 3 });
    t.clock.advance(5);
    expect(t.engine.dispatch([pause], { by: 'policy:test' })).toEqual({ ok: true, value: 4 });
    expect(t.journal.after(3, 9)).toEqual([
      { seq: 4, at: t.clock.now(), by: 'policy:test', event: { type: 'run.paused', runId: 'run_1' } },
    ]);
  });

  it('does all commands or none', () => {
    t.act(...openRun());
    const seen: Committed[] = [];
    t.engine.onCommit((committed) => seen.push(committed));
    const result = t.engine.dispatch([register('new'), pause, pause], by);
    expect(result).toMatchObject({ ok: false, fault: { type: 'conflict' } });
    expect(t.read.agents.get('new')).toBeUndefined();
    expect(t.read.runs.get('run_1')?.state).toBe('active');
    expect(t.journal.last()).toBe(3);
    expect(seen).toEqual([]);
  });

  it('says the position where nothing had to be changed', () => {
    t.act(...openRun());
    expect(t.engine.dispatch([register('coder')], by)).toEqual({ ok: true, value: 3 });
  });

  it('does a command with an id once, and says again what came of it', () => {
    t.act(...openRun());
    const first = t.engine.dispatch([pause], { by: 'person', id: 'cmd_1' });
    t.act(resume);
    expect(t.engine.dispatch([pause], { by: 'person', id: 'cmd_1' })).toEqual(first);
    expect(t.read.runs.get('run_1')?.state).toBe('active');
    expect(t.engine.dispatch([pause], { by: 'person', id: 'cmd_2' }).ok).toBe(true);
    expect(t.read.runs.get('run_1')?.state).toBe('paused');
  });

  it('undoes everything and throws when a follow-up is refused', () => {
    t.act(...openRun(), { type: 'decisions.ask', policy: 'manual', question: trap(pause) });
    const [decision] = t.read.decisions.decisions({ open: true });
    const before = t.journal.last();
    const answer = {
      type: 'decisions.answer',
      decisionId: decision?.id ?? '',
      optionId: 'go',
      by: 'person',
    } as const;
    expect(() => t.engine.dispatch([register('new'), answer], by)).toThrow(RefusedFollowUp);
    expect(t.journal.last()).toBe(before);
    expect(t.read.agents.get('new')).toBeUndefined();
    expect(t.read.agents.list().map(({ id }) => id)).toEqual(['coder']);
    expect(t.read.decisions.decision(decision?.id ?? '')?.state).toBe('open');
    expect(t.engine.dispatch([{ ...answer, optionId: 'stay' }], by).ok).toBe(true);
  });

  it('undoes everything when a decider throws', () => {
    t.act(...openRun());
    t.slices.decide['runs.pause'] = () => {
      throw new Error('a bug');
    };
    expect(() => t.engine.dispatch([register('new'), pause], by)).toThrow('a bug');
    expect(t.read.agents.get('new')).toBeUndefined();
    expect(t.engine.dispatch([register('new')], by).ok).toBe(true);
  });
});

describe('what was committed', () => {
  it('is told after the commit, with everything that followed, until nobody listens', () => {
    const seen: string[][] = [];
    const stop = t.engine.onCommit(({ events }) => {
      expect(t.db.inTransaction).toBe(false);
      seen.push(events.map(({ event }) => event.type));
    });
    t.act(...openRun());
    stop();
    t.act(pause);
    expect(seen).toEqual([['project.created', 'agent.registered', 'run.opened']]);
  });

  it('says what running work was cancelled, and whether something waits for its moment', () => {
    const seen: Committed[] = [];
    t.engine.onCommit((committed) => seen.push(committed));
    t.act(...openRun({ documents: 1 }));
    const [row] = t.outbox.claim(2, 1, 'b1');
    t.act({ type: 'runs.end', runId: 'run_1', state: 'stopped' });
    expect(seen.map(({ delayed, cancelled }) => ({ delayed, cancelled }))).toEqual([
      { delayed: true, cancelled: [] },
      { delayed: false, cancelled: [row?.id] },
    ]);
  });

  it('is one transaction at a time', () => {
    expect(() => t.engine.transact(() => t.engine.transact(() => 1))).toThrow('do not nest');
    let leaked: Parameters<Parameters<TestEngine['engine']['transact']>[0]>[0] | undefined;
    t.engine.transact((tx) => {
      leaked = tx;
    });
    expect(() => leaked?.execute(pause, 'person')).toThrow('outside a transaction');
  });
});

describe('a full disk', () => {
  it('is a storage fault, undoes the whole transaction, and is over when there is space again', () => {
    t.act(...openRun());
    const full = () => t.db.pragma(`max_page_count = ${t.db.pragma('page_count', { simple: true })}`);
    full();
    const big = Array.from({ length: 200 }, (_, index) => register(`agent-${index}-${'x'.repeat(2_000)}`));
    const result = t.engine.dispatch([pause, ...big], by);
    expect(result).toMatchObject({ ok: false, fault: { type: 'storage', retryable: false } });
    if (!result.ok) expect(result.fault.message + result.fault.hint).toMatch(/full.*undone/);
    expect(t.read.runs.get('run_1')?.state).toBe('active');
    expect(t.journal.last()).toBe(3);
    expect(t.read.agents.list()).toHaveLength(1);
    t.db.pragma('max_page_count = 1000000');
    expect(t.engine.dispatch([pause, ...big], by)).toMatchObject({ ok: true, value: 204 });
    expect(t.db.pragma('integrity_check', { simple: true })).toBe('ok');
  });
});
