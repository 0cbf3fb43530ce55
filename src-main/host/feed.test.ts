import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ChangeBatch } from '#shared/changes.ts';
import type { Command } from '#shared/commands.ts';
import { fail, ok } from '#shared/faults.ts';
import type { PlanEdit } from '#shared/model/plan-edit.ts';
import { type TestEngine, testEngine } from '../engine/test-engine.ts';
import { agent, DIAMOND, openPlan, openRun, taskDraft } from '../engine/test-work.ts';
import { createFeed, type Feed } from './feed.ts';

function setUp(): { t: TestEngine; feed: Feed } {
  const t = testEngine();
  onTestFinished(t.close);
  return { t, feed: createFeed(t.engine, t.journal, t.read) };
}

/** What a client holds. */
class Mirror {
  readonly rows = new Map<string, unknown>();
  seq: number | undefined;

  take({ seq, reset, changes, gone = [] }: ChangeBatch): void {
    if (reset) this.rows.clear();
    for (const { kind, id, row } of changes) this.rows.set(`${kind}/${id}`, row);
    for (const { kind, id } of gone) this.rows.delete(`${kind}/${id}`);
    this.seq = seq;
  }

  /** Reads until it is as far as the journal, then hangs up. */
  async catchUp(feed: Feed, t: TestEngine): Promise<void> {
    const gone = new AbortController();
    const target = t.journal.last();
    if (this.seq === target) return;
    for await (const batch of feed.watch(this.seq, gone.signal)) {
      this.take(batch);
      // A snapshot comes in several batches with the same number: the next turn shows whether it is over.
      if ((this.seq ?? 0) >= target) setImmediate(() => gone.abort());
    }
  }

  get content() {
    return Object.fromEntries([...this.rows].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

async function mirrorOf(feed: Feed, t: TestEngine): Promise<Mirror> {
  const mirror = new Mirror();
  await mirror.catchUp(feed, t);
  return mirror;
}

/** Things a person or the world may do in the middle of a run. */
const ACTIONS: Record<string, (t: TestEngine) => Command[]> = {
  pause: () => [{ type: 'runs.pause', runId: 'run_1' }],
  resume: () => [{ type: 'runs.resume', runId: 'run_1' }],
  cancelTask(t) {
    const task = t.read.planning.taskPage({ runId: 'run_1', limit: 9 }).find(({ state }) => state !== 'done');
    return task ? [{ type: 'planning.cancel_task', taskId: task.id }] : [];
  },
  stop: () => [{ type: 'runs.end', runId: 'run_1', state: 'stopped' }],
  agent: (t) => [{ type: 'agents.register', profile: agent(`agent-${t.journal.last()}`) }],
  answer: (t) =>
    t.read.decisions.decisions({ open: true }).map((open) => {
      const optionId = open.defaultOption;
      return { type: 'decisions.answer', decisionId: open.id, optionId, by: 'person' };
    }),
  edit: (t) => {
    const planId = t.read.planning.planOf('run_1')?.id ?? '';
    const edits: PlanEdit[] = [{ do: 'replace', tasks: otherTasks(t.journal.last()), why: 'x' }];
    return [{ type: 'planning.edit', planId, edits, requirements: [], by: 'person' }];
  },
  undo: (t) => [{ type: 'planning.undo', planId: t.read.planning.planOf('run_1')?.id ?? '' }],
  replan: () => [{ type: 'planning.replan', runId: 'run_1', by: 'person' }],
  signal: () => {
    const grades = { urgency: 'low', impact: 'low', confidence: 1 } as const;
    const signal = { type: 'innovation', title: 't', detail: '', source: 'test', ...grades } as const;
    return [{ type: 'signals.raise', projectId: 'prj_1', runId: 'run_1', signal }];
  },
};

const otherTasks = (at: number) => [
  taskDraft('T-2', { expects: [`${at}.ts`] }),
  taskDraft(`N-${at}`, { expects: ['n.ts'], dependsOn: ['T-2'] }),
];

const untilAborted: TestEngine['runs']['attempt.run'] = (_input, { signal }) =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(fail('cancelled', 'Broken off.'))));

describe('a watcher that comes back', () => {
  const story = fc.record({
    steps: fc.array(fc.constantFrom(...Object.keys(ACTIONS), 'settle', 'settle', 'look'), { maxLength: 12 }),
    policy: fc.constantFrom('manual', 'autonomous', 'autonomous'),
    attempts: fc.constantFrom('succeed', 'refuse', 'hang', 'hang'),
  });

  it('has what a new one gets, wherever it left off and whatever happened', async () => {
    await fc.assert(
      fc.asyncProperty(story, async ({ steps, policy, attempts }) => {
        const t = testEngine();
        const feed = createFeed(t.engine, t.journal, t.read);
        if (attempts === 'refuse') t.runs['attempt.run'] = async () => fail('refused', 'No.');
        if (attempts === 'hang') t.runs['attempt.run'] = untilAborted;
        t.runs['planning.replan'] = async ({ planId }) =>
          ok([{ type: 'planning.propose_rest', planId, tasks: otherTasks(0), requirements: [] }]);
        t.worker.start();
        const mirror = new Mirror();
        t.act(...openRun({ documents: 1, policy }));
        await mirror.catchUp(feed, t);
        await t.settle();
        for (const step of steps) {
          if (step === 'look') await mirror.catchUp(feed, t);
          else if (step === 'settle') await t.settle();
          else t.engine.dispatch(ACTIONS[step]?.(t) ?? [], { by: 'person' });
        }
        await t.settle();
        await mirror.catchUp(feed, t);
        const fresh = await mirrorOf(feed, t);
        await t.close();
        expect(mirror.content).toEqual(fresh.content);
      }),
      { numRuns: 60 },
    );
  });
});

/** The positions of the batches of a snapshot: only the last one is a place to resume. */
async function snapshotSeqs(watcher: AsyncGenerator<ChangeBatch, void, void>): Promise<number[]> {
  const seqs: number[] = [];
  for (let reset = true; !seqs.some((seq) => seq > 0); reset = false) {
    const { value } = await watcher.next();
    expect(value).toMatchObject({ reset });
    seqs.push((value as ChangeBatch).seq);
  }
  return seqs;
}

describe('the feed', () => {
  it('says a reset first, also when there is nothing', async () => {
    const { feed } = setUp();
    const watcher = feed.watch(undefined, undefined);
    expect(await watcher.next()).toEqual({ done: false, value: { seq: 0, reset: true, changes: [] } });
    await watcher.return();
  });

  it('goes on with what happens next, one batch for all of a slow watcher', async () => {
    const { t, feed } = setUp();
    t.act(...openRun());
    const watcher = feed.watch(t.journal.last(), undefined);
    const next = watcher.next();
    t.act({ type: 'runs.pause', runId: 'run_1' });
    expect((await next).value).toMatchObject({
      seq: 4,
      reset: false,
      changes: [{ kind: 'run', row: { state: 'paused' } }],
    });
    for (let times = 0; times < 50; times++) {
      t.act({ type: 'runs.resume', runId: 'run_1' });
      t.act({ type: 'runs.pause', runId: 'run_1' });
    }
    const batch = (await watcher.next()).value as ChangeBatch;
    expect(batch.seq).toBe(104);
    expect(batch.changes).toHaveLength(1);
    await watcher.return();
  });

  it('gives a watcher from before every row that changed, and none that did not', async () => {
    const { t, feed } = setUp();
    t.act(...openPlan(DIAMOND, 'manual'));
    const seq = t.journal.last();
    t.act({ type: 'runs.pause', runId: 'run_1' });
    const watcher = feed.watch(seq, undefined);
    const batch = (await watcher.next()).value as ChangeBatch;
    expect(batch.changes.map(({ kind, id }) => `${kind} ${id}`)).toEqual(['run run_1']);
    await watcher.return();
  });

  it('starts over for a watcher from another history, and for one that is far behind', async () => {
    const { t, feed } = setUp();
    t.act(...openRun());
    const ahead = feed.watch(999, undefined);
    expect(await snapshotSeqs(ahead)).toEqual([0, 3]);
    const entry = t.journal.begin(1);
    for (let times = 0; times < 20_001; times++) entry.add({ type: 'run.paused', runId: 'run_1' }, 'engine');
    entry.write();
    const behind = feed.watch(2, undefined);
    expect(await snapshotSeqs(behind)).toEqual([0, 20_004]);
    const close = feed.watch(10_000, undefined);
    expect((await close.next()).value).toMatchObject({ reset: false, seq: 10_500 });
    await Promise.all([ahead.return(), behind.return(), close.return()]);
  });

  it('ends when its watcher goes, also while it waits, and stops listening', async () => {
    const { t, feed } = setUp();
    t.act(...openRun());
    const gone = new AbortController();
    const watcher = feed.watch(t.journal.last(), gone.signal);
    const waiting = watcher.next();
    gone.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
    const before = feed.watch(0, AbortSignal.abort());
    expect((await before.next()).done).toBe(true);
  });

  it('brings all tasks of a large plan in batches', async () => {
    const { t, feed } = setUp();
    const many = Array.from(
      { length: 1_100 },
      (_, index) => ({ ...DIAMOND[0], key: `T-${index}` }) as (typeof DIAMOND)[0],
    );
    t.act(...openPlan(many, 'manual'));
    const mirror = await mirrorOf(feed, t);
    expect([...mirror.rows.keys()].filter((key) => key.startsWith('task/'))).toHaveLength(1_100);
  });
});
