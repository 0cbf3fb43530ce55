import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Command } from '#shared/commands.ts';
import { ok, type Result } from '#shared/faults.ts';
import type { Effect, RunContext } from './effect.ts';
import type { EffectKind } from './effect-kinds.ts';
import { type TestEngine, testEngine } from './test-engine.ts';
import { agent } from './test-work.ts';
import { HEARTBEAT_MS, SCHEDULE_TO_START_MS } from './timeouts.ts';

type Gate = PromiseWithResolvers<Result<Command[]>> & { subject: string; context: RunContext };

const MINUTE = 60_000;
let t: TestEngine;
let gates: Gate[];
beforeEach(() => {
  t = testEngine();
  onTestFinished(t.close);
  gates = [];
});

const register = (id: string): Command => ({ type: 'agents.register', profile: agent(id) });
const names = (engine = t) => engine.read.agents.list().map(({ id }) => id);

/** Work that waits for the test. It ends when it is aborted, unless it is stubborn. */
function held(kind: EffectKind, more: Partial<Effect<string>> = {}, stubborn = false): void {
  t.effects[kind] = {
    load: (subject) => subject,
    run(subject, context) {
      const gate = { ...Promise.withResolvers<Result<Command[]>>(), subject, context };
      const { signal } = context;
      if (!stubborn) signal.addEventListener('abort', () => gate.resolve(ok([register(`${subject} late`)])));
      gates.push(gate);
      return gate.promise;
    },
    failed: (subject, { message }) => [register(`${subject} failed: ${message}`)],
    retries: 3,
    timeoutMs: () => 60 * MINUTE,
    ...more,
  };
}

function add(kind: EffectKind, subject: string, runId: string | null = null): void {
  t.outbox.add({ kind, subject, runId, pool: 2, priority: 1, due: 0, at: t.clock.now() });
}

async function pass(ms: number): Promise<void> {
  t.clock.advance(ms);
  await t.settle();
}

describe('time-outs', () => {
  it('end work that takes longer than start-to-close, whatever it comes back with', async () => {
    held('workspace.tidy', { timeoutMs: () => 10 * MINUTE });
    add('workspace.tidy', 'a');
    t.worker.start();
    await t.settle();
    await pass(10 * MINUTE - 1);
    expect(gates[0]?.context.signal.aborted).toBe(false);
    await pass(1);
    expect(names()).toEqual(['a failed: Broken off: out of time (start-to-close).']);
    expect(t.outbox.counts()).toEqual({ waiting: 0, running: 0 });
  });

  it('end work without a sign of life for the heartbeat time', async () => {
    held('workspace.tidy');
    add('workspace.tidy', 'a');
    t.worker.start();
    await t.settle();
    await pass(HEARTBEAT_MS - 1);
    expect(names()).toEqual([]);
    await pass(1);
    expect(names()).toEqual(['a failed: Broken off: no sign of life (heartbeat).']);
  });

  it('leave work alone as long as it beats, up to start-to-close', async () => {
    held('workspace.tidy');
    add('workspace.tidy', 'a');
    t.worker.start();
    await t.settle();
    for (let times = 0; times < 4; times++) {
      await pass(HEARTBEAT_MS - MINUTE);
      gates[0]?.context.beat();
    }
    expect(names()).toEqual([]);
    await pass(HEARTBEAT_MS);
    expect(names()).toEqual(['a failed: Broken off: out of time (start-to-close).']);
  });

  it('watch each piece of work by itself', async () => {
    held('workspace.tidy');
    add('workspace.tidy', 'silent');
    t.worker.start();
    await t.settle();
    await pass(5 * MINUTE);
    add('workspace.tidy', 'later');
    t.act(register('someone'));
    await t.settle();
    await pass(HEARTBEAT_MS - 5 * MINUTE);
    expect(gates.map(({ context }) => context.signal.aborted)).toEqual([true, false]);
    gates[1]?.resolve(ok([register('later done')]));
    await t.settle();
    expect(names()).toContain('later done');
  });

  it('use the own answer of a kind, and count for work that never got a slot', async () => {
    held('attempt.run', { timedOut: (subject, { message }) => [register(`${subject}: ${message}`)] });
    add('attempt.run', 'a');
    await pass(SCHEDULE_TO_START_MS + 1);
    t.worker.start();
    await t.settle();
    expect(gates).toEqual([]);
    expect(names()[0]).toMatch(/^a: .*schedule-to-start/);
    expect(t.outbox.counts()).toEqual({ waiting: 0, running: 0 });
  });
});

describe('cancelled work', () => {
  it('is aborted, and what it still comes back with counts for nothing', async () => {
    held('capsule.pack');
    add('capsule.pack', 'a', 'run_1');
    t.worker.start();
    await t.settle();
    t.act(...cancelRun());
    expect(gates[0]?.context.signal.aborted).toBe(true);
    await t.settle();
    expect(names()).toEqual(['coder']);
    expect(t.worker.inFlight()).toEqual([]);
  });

  it('is no longer waited for when it does not end for long, and its slot is free', async () => {
    held('capsule.pack', {}, true);
    t.slots.quick = 1;
    add('capsule.pack', 'stubborn', 'run_1');
    t.worker.start();
    await t.settle();
    add('capsule.pack', 'next');
    t.act(...cancelRun());
    await pass(15_000);
    expect(gates.map(({ subject }) => subject)).toEqual(['stubborn', 'next']);
    gates[0]?.resolve(ok([register('too late')]));
    gates[1]?.resolve(ok([]));
    await t.settle();
    expect(names()).toEqual(['coder']);
  });

  it('keeps its slot until it has really ended', async () => {
    held('capsule.pack', {}, true);
    t.slots.quick = 1;
    add('capsule.pack', 'stubborn', 'run_1');
    t.worker.start();
    await t.settle();
    add('capsule.pack', 'next');
    t.act(...cancelRun());
    await t.settle();
    expect(gates.map(({ subject }) => subject)).toEqual(['stubborn']);
    gates[0]?.resolve(ok([register('too late')]));
    await t.settle();
    expect(gates.map(({ subject }) => subject)).toEqual(['stubborn', 'next']);
    expect(names()).toEqual(['coder']);
    gates[1]?.resolve(ok([]));
  });

  it('never begins when it still waited for its lane', async () => {
    held('capsule.pack', { lane: () => 'git' }, true);
    add('capsule.pack', 'first');
    add('capsule.pack', 'second', 'run_1');
    t.worker.start();
    await t.settle();
    t.act(...cancelRun());
    gates[0]?.resolve(ok([]));
    await t.settle();
    expect(gates.map(({ subject }) => subject)).toEqual(['first']);
  });

  /** Opens a run and ends it, which cancels the work in its name and tidies its project. */
  function cancelRun(): Command[] {
    const run = { runId: 'run_1', projectId: 'prj_1', title: '', policy: 'manual', documents: 0 } as const;
    return [
      { type: 'projects.create', projectId: 'prj_1', name: '', root: '/w', policy: 'manual' },
      register('coder'),
      { type: 'runs.open', ...run, timeoutMs: 1_000_000 },
      { type: 'runs.end', runId: 'run_1', state: 'stopped' },
    ];
  }
});

describe('stopping the host', () => {
  it('aborts what runs, waits for it, and leaves it to the next one', async () => {
    held('workspace.tidy');
    add('workspace.tidy', 'a');
    add('workspace.tidy', 'b');
    add('workspace.tidy', 'c');
    t.worker.start();
    await t.settle();
    await t.worker.stop();
    expect(gates.map(({ context }) => context.signal.aborted)).toEqual([true, true]);
    expect(names()).toEqual([]);
    expect(t.outbox.orphans('next').map(({ subject }) => subject)).toEqual(['a', 'b']);
    expect(t.worker.inFlight()).toEqual([]);
    t.act(register('someone'));
    await t.settle();
    expect(gates).toHaveLength(2);
  });

  it('keeps what had ended before', async () => {
    held('workspace.tidy');
    add('workspace.tidy', 'a');
    t.worker.start();
    await t.settle();
    gates[0]?.resolve(ok([register('a done')]));
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    await t.worker.stop();
    expect(names()).toEqual(['a done']);
    expect(t.outbox.counts()).toEqual({ waiting: 0, running: 0 });
  });

  it('does not begin what waits for a lane', async () => {
    held('workspace.tidy', { lane: () => 'git' });
    add('workspace.tidy', 'first');
    add('workspace.tidy', 'second');
    t.worker.start();
    await t.settle();
    await t.worker.stop();
    expect(gates.map(({ subject }) => subject)).toEqual(['first']);
    expect(t.outbox.orphans('next')).toHaveLength(2);
  });
});

describe('the next host after a crash', () => {
  it('does again what may be repeated, and tells what was lost', async () => {
    held('workspace.tidy', {}, true);
    held('attempt.run', {}, true);
    add('workspace.tidy', 'chore');
    add('attempt.run', 'long');
    t.worker.start();
    await t.settle();
    expect(t.outbox.counts().running).toBe(2);
    t.crash();
    t = testEngine({ home: t.home, boot: 'b2' });
    onTestFinished(t.close);
    held('workspace.tidy', { run: async (subject) => ok([register(`${subject} done`)]) });
    held('attempt.run', { lost: (subject) => [register(`${subject} lost`)] });
    expect(t.recover()).toEqual({ repeated: 1, lost: 1, givenUp: 0 });
    t.worker.start();
    await t.settle();
    expect(names()).toEqual(['chore done', 'long lost']);
    expect(t.outbox.counts()).toEqual({ waiting: 0, running: 0 });
    expect(t.recover()).toEqual({ repeated: 0, lost: 0, givenUp: 0 });
  });

  it('takes up what was delayed or ready, and wakes for it', async () => {
    held('workspace.tidy');
    const row = { kind: 'workspace.tidy', runId: null, pool: 2, priority: 1, at: t.clock.now() };
    t.outbox.add({ ...row, subject: 'ready', due: 0 });
    t.outbox.add({ ...row, subject: 'over', due: t.clock.now() + MINUTE });
    t.outbox.add({ ...row, subject: 'later', due: t.clock.now() + 3 * MINUTE });
    t.crash();
    t = testEngine({ home: t.home, boot: 'b2', now: t.clock.now() + 2 * MINUTE });
    onTestFinished(t.close);
    held('workspace.tidy', { run: async (subject) => ok([register(subject)]) });
    t.worker.start();
    await t.settle();
    expect(names()).toEqual(['over', 'ready']);
    await pass(MINUTE);
    expect(names()).toEqual(['later', 'over', 'ready']);
  });
});
