import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Command, Question } from '#shared/commands.ts';
import { fail, fault, ok } from '#shared/faults.ts';
import { backoff } from './backoff.ts';
import type { Effect } from './effect.ts';
import { type TestEngine, testEngine } from './test-engine.ts';
import { agent, openRun } from './test-work.ts';

let t: TestEngine;
/** Each time some work was started: what, and milliseconds since the start of the test. */
let starts: [string, number][];
let begun: number;
beforeEach(() => {
  t = testEngine();
  onTestFinished(t.close);
  starts = [];
  begun = t.clock.now();
});

const register = (id: string): Command => ({ type: 'agents.register', profile: agent(id) });
const names = () => t.read.agents.list().map(({ id }) => id);

/** Work that succeeds, unless `more` says otherwise; failing for good registers `<subject> failed: <type>`. */
function work(more: Partial<Effect<string>> = {}): void {
  const run = more.run ?? (async (subject: string) => ok([register(subject)]));
  t.effects['workspace.tidy'] = {
    load: (subject) => subject,
    failed: (subject, { type }) => [register(`${subject} failed: ${type}`)],
    retries: 3,
    timeoutMs: () => 60_000_000,
    ...more,
    run(subject, context) {
      starts.push([subject, t.clock.now() - begun]);
      return run(subject, context);
    },
  };
}

function add(...subjects: string[]): void {
  const row = { kind: 'workspace.tidy', pool: 2, priority: 1, due: 0, runId: null, at: t.clock.now() };
  for (const subject of subjects) t.outbox.add({ ...row, subject });
}

async function pass(ms: number): Promise<void> {
  t.clock.advance(ms);
  await t.settle();
}

describe('work that fails', () => {
  it('is tried again after a growing pause as often as its kind allows, then given up', async () => {
    work({ run: async () => fail('network', 'No route.') });
    add('a');
    t.worker.start();
    await t.settle();
    expect(t.worker.inFlight()).toEqual([]);
    await pass(499);
    expect(starts).toHaveLength(1);
    await pass(1);
    await pass(1_000);
    await pass(2_000);
    expect(starts.map(([, ms]) => ms)).toEqual([0, 500, 1_500, 3_500]);
    expect(names()).toEqual(['a failed: network']);
    await pass(3_600_000);
    expect(starts).toHaveLength(4);
    expect(t.outbox.counts()).toEqual({ waiting: 0, running: 0 });
  });

  it('is tried again when the other side said so', async () => {
    let asked = 0;
    const busy = fail('rate_limited', 'Slow down.', { retryAfterMs: 7_000 });
    work({ run: async (subject) => (asked++ === 0 ? busy : ok([register(subject)])) });
    add('a');
    t.worker.start();
    await t.settle();
    await pass(6_999);
    expect(names()).toEqual([]);
    await pass(1);
    expect(names()).toEqual(['a']);
  });

  it('is given up at once when trying again cannot help', async () => {
    work({ run: async () => fail('invalid_input', 'Not a plan.') });
    add('a');
    t.worker.start();
    await t.settle();
    expect(names()).toEqual(['a failed: invalid_input']);
    expect(starts).toHaveLength(1);
  });

  it.each([
    ['throws', () => Promise.reject(new Error('a bug'))],
    [
      'throws before it is asynchronous',
      () => {
        throw new Error('a bug');
      },
    ],
  ])('is given up when it %s', async (_name, run) => {
    work({ run });
    add('a');
    t.worker.start();
    await t.settle();
    expect(names()).toEqual(['a failed: internal']);
    expect(t.worker.inFlight()).toEqual([]);
  });

  it('waits double each time, at most a minute', () => {
    const plain = fault('network', 'x');
    expect([0, 1, 2, 6, 7, 30].map((tries) => backoff(plain, tries))).toEqual([
      500, 1_000, 2_000, 32_000, 60_000, 60_000,
    ]);
    expect(backoff(fault('rate_limited', 'x', { retryAfterMs: 90_000 }), 0)).toBe(90_000);
  });
});

describe('an outcome that comes too late', () => {
  it('is left out: of its commands none after the refused one, and the rest of the turn stands', async () => {
    const late: Command = { type: 'runs.pause', runId: 'gone' };
    work({
      run: async (subject) =>
        ok(subject === 'late' ? [register('before'), late, register('after')] : [register(subject)]),
    });
    add('late', 'b');
    t.worker.start();
    await t.settle();
    expect(names()).toEqual(['b', 'before']);
    expect(t.outbox.counts()).toEqual({ waiting: 0, running: 0 });
  });
});

describe('a bug', () => {
  /** Answering sets free a command that is refused: the follow-up throws. */
  function trapped(): Command {
    const option = (id: string) => ({ id, label: id, consequence: '' });
    const holds = { go: [{ type: 'runs.resume', runId: 'run_1' } as const] };
    const question: Question = {
      ...{ projectId: 'prj_1', runId: 'run_1', kind: 'task_stuck', title: 'Go?', context: '', risk: 'high' },
      ...{ options: [option('go'), option('stay')], defaultOption: 'stay', holds },
    };
    t.act(...openRun(), { type: 'decisions.ask', policy: 'manual', question });
    const [decision] = t.read.decisions.decisions({ open: true });
    return { type: 'decisions.answer', decisionId: decision?.id ?? '', optionId: 'go', by: 'person' };
  }

  it('in settling one outcome is pinned on it, and does not take down the others of the turn', async () => {
    const answer = trapped();
    work({
      run: async (subject) => ok(subject === 'bug' ? [register('half'), answer] : [register(subject)]),
    });
    t.slots.quick = 9;
    add('a', 'bug', 'b');
    t.worker.start();
    await t.settle();
    expect(names()).toEqual(['a', 'b', 'bug failed: internal', 'coder']);
    expect(t.worker.inFlight()).toEqual([]);
  });

  it('in starting work is pinned on it, and the rest goes on', async () => {
    work({
      load(subject) {
        if (subject === 'bug') throw new Error('cannot be loaded');
        return subject;
      },
    });
    t.slots.quick = 9;
    add('a', 'bug', 'b');
    t.worker.start();
    await t.settle();
    expect(names()).toEqual(['a', 'b', 'bug failed: internal']);
    expect(t.outbox.counts()).toEqual({ waiting: 0, running: 0 });
    expect(t.worker.inFlight()).toEqual([]);
  });
});

describe('a disk that is full', () => {
  const fill = () => t.db.pragma(`max_page_count = ${t.db.pragma('page_count', { simple: true })}`);
  const free = () => t.db.pragma('max_page_count = 1000000');
  /** More than a full database has room for. */
  const large = (id: string): Command => ({
    type: 'agents.register',
    profile: agent(id, { name: 'x'.repeat(200_000) }),
  });

  it('delays results until there is space, without doing the work again', async () => {
    work({ run: async (subject) => ok([large(subject)]) });
    add('a', 'b');
    fill();
    t.worker.start();
    await t.settle();
    await pass(1_000);
    await pass(1_000);
    expect(names()).toEqual([]);
    free();
    await pass(1_000);
    expect(names()).toEqual(['a', 'b']);
    expect(starts).toHaveLength(2);
  });

  it('does not hang the stop of the host', async () => {
    work({ run: async (subject) => ok([large(subject)]) });
    add('a');
    fill();
    t.worker.start();
    await t.settle();
    await t.worker.stop();
    free();
    expect(t.outbox.orphans('next')).toHaveLength(1);
  });

  it('does not break the alarm of delayed work', async () => {
    work();
    t.outbox.add({
      ...{ kind: 'workspace.tidy', pool: 2, priority: 1, runId: null, subject: 'later' },
      ...{ at: t.clock.now(), due: t.clock.now() + 10 },
    });
    t.worker.start();
    await t.settle();
    const ripen = t.outbox.ripen;
    t.outbox.ripen = () => {
      throw Object.assign(new Error('full'), { code: 'SQLITE_FULL' });
    };
    await pass(10);
    t.outbox.ripen = ripen;
    await pass(1_000);
    expect(names()).toEqual(['later']);
  });
});
