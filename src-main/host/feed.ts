import {
  type Change,
  type ChangeBatch,
  type RowKind,
  type RowKinds,
  type Touched,
  touchedBy,
} from '#shared/changes.ts';
import { attemptsInRun } from '../engine/attempt-reads.ts';
import type { Engine } from '../engine/engine.ts';
import type { Read } from '../engine/read.ts';
import type { Journal } from '../store/journal.ts';

/** Serves rows as they change. A watcher pulls at its own pace from the journal, so none can fill the host's memory. */
export type Feed = {
  watch(after: number | undefined, signal: AbortSignal | undefined): AsyncGenerator<ChangeBatch, void, void>;
};

const EVENTS_AT_ONCE = 500;
const ROWS_AT_ONCE = 500;
/** Further behind than this, a snapshot is cheaper than catching up. */
const FURTHEST_BEHIND = 20_000;
const NEWEST_SIGNALS = 1_000;

export function createFeed(engine: Engine, journal: Journal, read: Read): Feed {
  const lookUp = rowLookups(read);
  const collect = (refs: Touched[]): Change[] => {
    const found = new Map<string, Change>();
    for (const ref of refs) {
      for (const change of resolve(ref, lookUp, read)) found.set(`${change.kind}/${change.id}`, change);
    }
    return [...found.values()];
  };
  return {
    async *watch(after, signal) {
      const last = journal.last();
      let seq = after ?? 0;
      if (after === undefined || after > last || last - after > FURTHEST_BEHIND) {
        seq = last;
        let reset = true;
        let held: Change[] = [];
        for (const changes of snapshot(read)) {
          if (held.length > 0) {
            yield { seq: 0, reset, changes: held };
            reset = false;
          }
          held = changes;
          if (signal?.aborted) return;
        }
        yield { seq, reset, changes: held };
      }
      const commits = commitSignal(engine, signal);
      try {
        while (!signal?.aborted) {
          const events = journal.after(seq, EVENTS_AT_ONCE);
          const newest = events.at(-1);
          if (!newest) {
            await commits.next();
            continue;
          }
          seq = newest.seq;
          const touched = events.flatMap(({ event }) => touchedBy(event));
          const changes = collect(touched);
          const gone = missing(touched, changes);
          yield { seq, reset: false, changes, ...(gone.length > 0 ? { gone } : {}) };
        }
      } finally {
        commits.close();
      }
    },
  };
}

/** Resolves `next` at the first commit after the last call, or when the watcher goes. */
function commitSignal(
  engine: Engine,
  signal: AbortSignal | undefined,
): { next(): Promise<void>; close(): void } {
  let pending = false;
  let wake: (() => void) | undefined;
  const ring = () => {
    pending = true;
    wake?.();
  };
  const stop = engine.onCommit(ring);
  signal?.addEventListener('abort', ring);
  return {
    async next() {
      if (!pending) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      pending = false;
      wake = undefined;
    },
    close() {
      stop();
      signal?.removeEventListener('abort', ring);
    },
  };
}

type Lookups = { [K in RowKind]: (id: string) => RowKinds[K] | undefined };

function rowLookups(read: Read): Lookups {
  return {
    project: read.projects.get,
    agent: read.agents.get,
    run: read.runs.get,
    document: read.intake.document,
    requirement: read.intake.requirement,
    plan: read.planning.plan,
    task: read.planning.task,
    attempt: read.attempts.attempt,
    check: read.checks.check,
    signal: read.signals.signal,
    decision: read.decisions.decision,
    capsule: read.capsules.capsule,
  };
}

function resolve(ref: Touched, lookUp: Lookups, read: Read): Change[] {
  if ('id' in ref) {
    const row = lookUp[ref.kind](ref.id);
    return row ? [{ kind: ref.kind, id: ref.id, row } as Change] : [];
  }
  if (ref.kind === 'requirement' && ref.of.runId)
    return toChanges('requirement', read.intake.requirementsOf(ref.of.runId));
  if (ref.kind === 'attempt' && ref.of.taskId)
    return toChanges('attempt', read.attempts.attemptsOf(ref.of.taskId));
  if (ref.kind === 'attempt' && ref.of.runId) return toChanges('attempt', attemptsInRun(read, ref.of.runId));
  if (ref.kind === 'capsule' && ref.of.runId) {
    const capsule = read.capsules.capsuleOf(ref.of.runId);
    return toChanges('capsule', capsule ? [capsule] : []);
  }
  if (ref.kind === 'task' && ref.of.planId) return toChanges('task', read.planning.tasksOf(ref.of.planId));
  return [];
}

/** Rows that are named and not there, each once. */
function missing(touched: readonly Touched[], found: readonly Change[]): { kind: RowKind; id: string }[] {
  const there = new Set(found.map(({ kind, id }) => `${kind}/${id}`));
  const gone = new Map<string, { kind: RowKind; id: string }>();
  for (const ref of touched) {
    if ('id' in ref && !there.has(`${ref.kind}/${ref.id}`)) gone.set(`${ref.kind}/${ref.id}`, ref);
  }
  return [...gone.values()];
}

function toChanges<K extends RowKind>(kind: K, rows: readonly (RowKinds[K] & { id: string })[]): Change[] {
  return rows.map((row) => ({ kind, id: row.id, row }) as Change);
}

/** Everything a client mirrors, in batches; the first one may be empty, so that a reset is always said. */
function* snapshot(read: Read): Generator<Change[]> {
  yield [
    ...toChanges('project', read.projects.list()),
    ...toChanges('agent', read.agents.list()),
    ...toChanges('run', read.runs.list()),
    ...toChanges('decision', read.decisions.decisions({})),
    ...toChanges('capsule', read.capsules.capsules()),
    ...toChanges('signal', read.signals.signals(undefined, NEWEST_SIGNALS)),
  ];
  for (const run of read.runs.list()) {
    const plan = read.planning.planOf(run.id);
    yield [
      ...toChanges('document', read.intake.documentsOf(run.id)),
      ...toChanges('requirement', read.intake.requirementsOf(run.id)),
      ...toChanges('plan', plan ? [plan] : []),
    ];
    yield* chunks(toChanges('attempt', attemptsInRun(read, run.id)));
    yield* chunks(toChanges('check', read.checks.checksOfRun(run.id)));
    yield* taskPages(read, run.id);
  }
}

function* taskPages(read: Read, runId: string): Generator<Change[]> {
  for (let after = ''; ; ) {
    const page = read.planning.taskPage({ runId, after, limit: ROWS_AT_ONCE });
    const last = page.at(-1);
    if (!last) return;
    yield toChanges('task', page);
    after = last.id;
  }
}

function* chunks(changes: Change[]): Generator<Change[]> {
  for (let start = 0; start < changes.length; start += ROWS_AT_ONCE)
    yield changes.slice(start, start + ROWS_AT_ONCE);
}
