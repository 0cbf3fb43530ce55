import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Command } from '#shared/commands.ts';
import { ok, type Result } from '#shared/faults.ts';
import type { Effect, RunContext } from './effect.ts';
import type { Committed } from './engine.ts';
import { type TestEngine, testEngine } from './test-engine.ts';
import { agent } from './test-work.ts';

type Gate = PromiseWithResolvers<Result<Command[]>> & { subject: string; context: RunContext };

let t: TestEngine;
/** Work under way that waits for the test, in the order it was started. */
let gates: Gate[];
beforeEach(() => {
  t = testEngine();
  onTestFinished(t.close);
  gates = [];
});

const register = (id: string): Command => ({ type: 'agents.register', profile: agent(id) });

/** Tidying that waits for the test; `more` replaces parts of it. */
function held(more: Partial<Effect<string>> = {}): void {
  t.effects['workspace.tidy'] = {
    load: (subject) => subject,
    run(subject, context) {
      const gate = { ...Promise.withResolvers<Result<Command[]>>(), subject, context };
      context.signal.addEventListener('abort', () => gate.resolve(ok([])));
      gates.push(gate);
      return gate.promise;
    },
    failed: () => [],
    retries: 0,
    timeoutMs: () => 60_000_000,
    ...more,
  };
}

function add(subject: string, more: { pool?: number; priority?: number } = {}): void {
  const row = { kind: 'workspace.tidy', pool: 2, priority: 1, due: 0, runId: null, subject, ...more };
  t.outbox.add({ ...row, at: t.clock.now() });
}

const open = () => gates.map(({ subject }) => subject);
const finish = (index: number) => gates[index]?.resolve(ok([register(gates[index]?.subject ?? '')]));
const done = () => t.read.agents.list().map(({ id }) => id);

describe('the worker', () => {
  it('fills the free slots of a pool and never takes more', async () => {
    held();
    t.slots.quick = 3;
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) add(name);
    t.worker.start();
    await t.settle();
    expect(open()).toEqual(['a', 'b', 'c']);
    finish(1);
    await t.settle();
    expect(open()).toEqual(['a', 'b', 'c', 'd']);
    for (let next = 0; next < 7; next++) {
      expect(t.worker.inFlight().length).toBeLessThanOrEqual(3);
      finish(next);
      await t.settle();
    }
    expect(done()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    expect(t.outbox.counts()).toEqual({ waiting: 0, running: 0 });
    expect(t.worker.inFlight()).toEqual([]);
  });

  it('keeps pools apart', async () => {
    held();
    t.slots.quick = 1;
    t.slots.check = 1;
    add('q1');
    add('q2');
    add('c1', { pool: 1 });
    add('c2', { pool: 1 });
    t.worker.start();
    await t.settle();
    expect(open().sort()).toEqual(['c1', 'q1']);
  });

  it('takes fewer when slots are taken away, without breaking off what runs', async () => {
    held();
    for (const name of ['a', 'b', 'c', 'd']) add(name);
    t.worker.start();
    await t.settle();
    t.slots.quick = 1;
    finish(0);
    await t.settle();
    expect(open()).toEqual(['a', 'b']);
    finish(1);
    await t.settle();
    expect(open()).toEqual(['a', 'b', 'c']);
  });

  it('starts what is urgent first', async () => {
    held();
    t.slots.quick = 1;
    add('low', { priority: 2 });
    add('urgent', { priority: 0 });
    t.worker.start();
    await t.settle();
    expect(open()).toEqual(['urgent']);
  });

  it('settles what ended in one turn, and fills the slots again, in one transaction', async () => {
    held();
    t.slots.quick = 4;
    for (const name of ['a', 'b', 'c', 'd', 'e']) add(name);
    t.worker.start();
    await t.settle();
    const commits: Committed[] = [];
    t.engine.onCommit((committed) => commits.push(committed));
    for (const index of [0, 1, 2, 3]) finish(index);
    await t.settle();
    expect(commits.map(({ events }) => events.length)).toEqual([4]);
    expect(open()).toContain('e');
  });

  it('is woken by a commit and by nothing else', async () => {
    held();
    t.worker.start();
    await t.settle();
    add('a');
    t.clock.advance(3_600_000);
    await t.settle();
    expect(open()).toEqual([]);
    t.act(register('someone'));
    await t.settle();
    expect(open()).toEqual(['a']);
  });

  it('does nothing before it is started', async () => {
    held();
    add('a');
    t.act(register('someone'));
    await t.settle();
    expect(open()).toEqual([]);
  });

  it('drops work that is no longer wanted', async () => {
    held({ load: (subject) => (subject === 'wanted' ? subject : undefined) });
    add('unwanted');
    add('wanted');
    t.worker.start();
    await t.settle();
    expect(open()).toEqual(['wanted']);
    expect(t.outbox.counts()).toEqual({ waiting: 0, running: 1 });
  });

  it('decides the beginning of work with its claim, and drops work whose beginning is refused', async () => {
    held({
      begin: (subject) => (subject === 'bad' ? { type: 'runs.pause', runId: 'none' } : register(subject)),
    });
    add('bad');
    add('good');
    t.worker.start();
    await t.settle();
    expect(open()).toEqual(['good']);
    expect(done()).toEqual(['good']);
    expect(t.outbox.counts().running).toBe(1);
  });

  it('does work of one lane in order and one at a time, and of others meanwhile', async () => {
    held({ lane: (subject) => subject.charAt(0) });
    t.slots.quick = 9;
    for (const name of ['a1', 'a2', 'b1', 'a3']) add(name);
    t.worker.start();
    await t.settle();
    expect(open()).toEqual(['a1', 'b1']);
    finish(0);
    await t.settle();
    finish(2);
    await t.settle();
    expect(open()).toEqual(['a1', 'b1', 'a2', 'a3']);
  });

  it('is idle when nothing runs, whatever waits', async () => {
    held();
    await t.worker.idle();
    t.slots.quick = 1;
    add('a');
    add('b');
    t.worker.start();
    await t.settle();
    let idle = false;
    const waiting = t.worker.idle().then(() => {
      idle = true;
    });
    t.slots.quick = 0;
    await t.settle();
    expect(idle).toBe(false);
    expect(t.worker.inFlight()).toEqual([{ kind: 'workspace.tidy', subject: 'a' }]);
    finish(0);
    await waiting;
    expect(t.outbox.counts()).toEqual({ waiting: 1, running: 0 });
  });

  it('works off many short pieces without a slot being lost', async () => {
    let most = 0;
    let running = 0;
    held({
      async run(subject) {
        most = Math.max(most, ++running);
        await Promise.resolve();
        running--;
        return ok(subject.endsWith('7') ? [register(subject)] : []);
      },
    });
    for (let number = 0; number < 300; number++) add(`w${number}`);
    t.worker.start();
    await t.settle();
    expect(t.outbox.counts()).toEqual({ waiting: 0, running: 0 });
    expect(done()).toHaveLength(30);
    expect(most).toBe(2);
  });
});
