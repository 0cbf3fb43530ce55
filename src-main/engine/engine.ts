import type { Command } from '#shared/commands.ts';
import type { Event, Recorded } from '#shared/events.ts';
import type { Result } from '#shared/faults.ts';
import { ok } from '#shared/faults.ts';
import type { NewId } from '#shared/ids.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Db } from '../store/database.ts';
import type { Entry, Journal } from '../store/journal.ts';
import type { Outbox } from '../store/outbox.ts';
import type { Receipts } from '../store/receipts.ts';
import { isStorageError, storageFault } from '../store/storage-fault.ts';
import { EFFECT_KINDS, type NewEffect, POOLS } from './effect-kinds.ts';
import { flow } from './flow.ts';
import type { Decide } from './slice.ts';
import type { Slices } from './slices.ts';
import type { Step } from './step.ts';

export type EngineParts = {
  db: Db;
  slices: Slices;
  journal: Journal;
  outbox: Outbox;
  receipts: Receipts;
  clock: Clock;
  newId: NewId;
};

/** What became durable in one commit. */
export type Committed = {
  events: Recorded[];
  /** Outbox ids of running work that was cancelled. */
  cancelled: number[];
  /** Whether something was put in the outbox that waits for a moment. */
  delayed: boolean;
};

/** The inside of a transaction. */
export type Transaction = {
  /** Decides a command, records its events and everything that follows from them. A refusal changes nothing. */
  execute(command: Command, by: string): Result<undefined>;
};

export type Engine = {
  /**
   * Decides commands in order, all or none, in one transaction. With `id`, the same id a second time only returns what
   * came of it the first time. The value is the journal position afterwards.
   */
  dispatch(commands: readonly Command[], caller: { by: string; id?: string }): Result<number>;
  /** Runs `work` in one immediate transaction; a throw rolls everything back and is thrown on. */
  transact<T>(work: (transaction: Transaction) => T): T;
  /** Calls back after each commit that changed something. Returns what ends it. */
  onCommit(listener: (committed: Committed) => void): () => void;
};

/** The transaction that is going on. All in it happens at one moment. */
type Open = { committed: Committed; entry: Entry /** Epoch milliseconds. */; now: number };

/** A follow-up that is refused is a bug of the story; the whole transaction is undone. */
export class RefusedFollowUp extends Error {
  constructor(command: Command, after: string, reason: string) {
    super(`"${command.type}" was refused after ${after}: ${reason}`);
    this.name = 'RefusedFollowUp';
  }
}

class Refused extends Error {
  readonly result: { ok: false; fault: Extract<Result<never>, { ok: false }>['fault'] };

  constructor(result: Extract<Result<never>, { ok: false }>) {
    super(result.fault.message);
    this.result = result;
  }
}

export function createEngine(parts: EngineParts): Engine {
  const { db, journal, receipts, clock } = parts;
  const listeners = new Set<(committed: Committed) => void>();
  let current: Open | undefined;
  let lastSeq = journal.last();

  const transaction: Transaction = {
    execute(command, by) {
      if (!current) throw new Error('execute outside a transaction');
      return execute(parts, current, command, by);
    },
  };
  const begin = db.transaction((committed: Committed, work: (transaction: Transaction) => unknown) => {
    const now = clock.now();
    const entry = journal.begin(now);
    current = { committed, entry, now };
    const value = work(transaction);
    entry.write();
    return value;
  });

  function transact<T>(work: (transaction: Transaction) => T): T {
    if (current) throw new Error('transactions do not nest');
    const committed: Committed = { events: [], cancelled: [], delayed: false };
    let value: T;
    try {
      value = begin.immediate(committed, work) as T;
    } finally {
      current = undefined;
    }
    lastSeq = committed.events.at(-1)?.seq ?? lastSeq;
    if (committed.events.length > 0 || committed.delayed)
      for (const listener of listeners) listener(committed);
    return value;
  }

  return {
    transact,
    dispatch(commands, { by, id }) {
      try {
        const earlier = id === undefined ? undefined : receipts.find(id);
        if (earlier) return earlier;
        return transact((tx) => {
          for (const command of commands) {
            const done = tx.execute(command, by);
            if (!done.ok) throw new Refused(done);
          }
          const result = ok(current?.committed.events.at(-1)?.seq ?? lastSeq);
          if (id !== undefined) receipts.write(id, result, clock.now());
          return result;
        });
      } catch (error) {
        if (error instanceof Refused) {
          if (id !== undefined) receipts.write(id, error.result, clock.now());
          return error.result;
        }
        if (isStorageError(error)) return { ok: false, fault: storageFault(error, db.name) };
        throw error;
      }
    },
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function execute(parts: EngineParts, open: Open, command: Command, by: string): Result<undefined> {
  const { slices, newId } = parts;
  const { committed, entry, now } = open;
  const decide = slices.decide[command.type] as Decide<typeof command.type>;
  const decided = (decide as (command: Command, tools: { now: number; newId: NewId }) => Result<Event[]>)(
    command,
    { now, newId },
  );
  if (!decided.ok) return decided;
  for (const event of decided.value) {
    committed.events.push(entry.add(event, by));
    slices.apply(event, now);
  }
  for (const event of decided.value) {
    for (const step of flow(event, slices.read)) take(parts, open, step, event);
  }
  return ok(undefined);
}

function take(parts: EngineParts, open: Open, step: Step, after: Event): void {
  const { outbox } = parts;
  const { committed, now } = open;
  switch (step.do) {
    case 'command': {
      const done = execute(parts, open, step.command, 'engine');
      if (!done.ok) throw new RefusedFollowUp(step.command, after.type, done.fault.message);
      return;
    }
    case 'effect':
      committed.delayed ||= step.effect.notBefore > now;
      enqueue(outbox, step.effect, now);
      return;
    case 'cancel':
      committed.cancelled.push(...outbox.cancel(step.what));
      return;
    case 'pause':
      outbox.pause(step.runId);
      return;
    case 'resume':
      outbox.resume(step.runId);
  }
}

function enqueue(outbox: Outbox, effect: NewEffect, now: number): void {
  const { kind, subject, runId, priority, notBefore } = effect;
  const pool = POOLS.indexOf(EFFECT_KINDS[kind].pool);
  outbox.add({ kind, pool, priority, due: notBefore, at: now, runId, subject });
}
