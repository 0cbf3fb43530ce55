import type { Command } from '#shared/commands.ts';
import { fail, fault, type Result, toFault } from '#shared/faults.ts';
import type { Clock } from '../kernel/clock.ts';
import { createLanes } from '../kernel/lanes.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Outbox, OutboxRow } from '../store/outbox.ts';
import { isStorageError } from '../store/storage-fault.ts';
import { createAlarm, STORAGE_RETRY_MS } from './alarm.ts';
import type { AnyEffect } from './effect.ts';
import { type EffectKind, POOLS, type Pool } from './effect-kinds.ts';
import type { Engine, Transaction } from './engine.ts';
import { createFlights, type Flight } from './flights.ts';
import type { Read } from './read.ts';
import { createSettling, type Outcome } from './settling.ts';
import { HEARTBEAT_MS, SCHEDULE_TO_START_MS } from './timeouts.ts';

export type WorkerParts = {
  engine: Engine;
  outbox: Outbox;
  effects: Record<EffectKind, AnyEffect>;
  read: Read;
  clock: Clock;
  boot: string;
  /** Slots per pool at this moment. */
  slots(): Record<Pool, number>;
  logger: Logger;
};

export type Worker = {
  start(): void;
  /** Claims nothing more, aborts what runs and waits for it to end. What was running is taken up by the next host. */
  stop(): Promise<void>;
  /** Resolves when nothing runs; what waits stays waiting. */
  idle(): Promise<void>;
  inFlight(): { kind: string; subject: string }[];
};

type Started = { flight: Flight; input: unknown };

/** Transactions end after this much work, so that the event loop is never held for long. */
const TURN_MS = 4;

/**
 * Takes work from the outbox, runs it, and settles it. What comes to an end in one turn of the event loop is settled, and
 * the free slots filled again, in one transaction. A commit wakes it; it never polls.
 */
export function createWorker(parts: WorkerParts): Worker {
  const { engine, outbox, effects, clock, boot, logger } = parts;
  const flights = createFlights(clock, HEARTBEAT_MS, (flight) => land(flight, STRAYED));
  const lanes = createLanes();
  const alarm = createAlarm(parts, wake);
  const settling = createSettling({ ...parts, onDelay: alarm.set });
  const idlers: (() => void)[] = [];
  let outcomes: Outcome[] = [];
  let state: 'new' | 'running' | 'closing' | 'closed' = 'new';
  let scheduled = false;
  /** The row whose start was being decided, should the turn break. */
  let suspect: OutboxRow | undefined;

  function wake(): void {
    if (scheduled || state !== 'running') return;
    scheduled = true;
    setImmediate(turn);
  }

  function tellIdle(): void {
    if (flights.size() === 0 && outcomes.length === 0) for (const done of idlers.splice(0)) done();
  }

  function turn(): void {
    scheduled = false;
    if (state === 'new' || state === 'closed') return;
    const batch = outcomes;
    outcomes = [];
    const started: Started[] = [];
    const settled: Flight[] = [];
    let unfinished = false;
    suspect = undefined;
    try {
      engine.transact((tx) => {
        unfinished = fill(tx, batch, settled, started);
      });
    } catch (error) {
      outcomes = [...batch, ...outcomes];
      for (const { flight } of started) flights.drop(flight);
      mend(error);
      return;
    }
    for (const flight of settled) flights.drop(flight);
    outcomes = [...batch.slice(settled.length), ...outcomes];
    for (const start of started) launch(start);
    if (unfinished || outcomes.length > 0) wake();
    tellIdle();
  }

  /** The inside of a turn: settle what ended, then fill the free slots. True when time ran out before it was done. */
  function fill(tx: Transaction, batch: readonly Outcome[], settled: Flight[], started: Started[]): boolean {
    const until = performance.now() + TURN_MS;
    for (const outcome of batch) {
      if (performance.now() > until) return true;
      settling.settle(tx, outcome);
      settled.push(outcome.flight);
    }
    if (state !== 'running') return false;
    const slots = parts.slots();
    for (const [index, pool] of POOLS.entries()) {
      const busy = flights.inPool(pool) - settled.filter((flight) => flight.pool === pool).length;
      if (slots[pool] <= busy) continue;
      if (performance.now() > until) return true;
      for (const row of outbox.claim(index, slots[pool] - busy, boot)) begin(tx, row, started);
    }
    return false;
  }

  function begin(tx: Transaction, row: OutboxRow, started: Started[]): void {
    suspect = row;
    const effect = effects[row.kind as EffectKind];
    if (clock.now() - row.at > SCHEDULE_TO_START_MS && row.tries === 0 && effect.timedOut) {
      settling.giveUp(tx, row, WAITED_TOO_LONG, true);
    } else {
      const input = effect.load(row.subject, parts.read);
      const command = input === undefined ? undefined : effect.begin?.(row.subject);
      const wanted = input !== undefined && (!command || tx.execute(command, 'engine').ok);
      if (!wanted) outbox.settle(row.id, boot);
      else
        started.push({
          flight: flights.add(row, POOLS[row.pool] as Pool, effect.timeoutMs(input, parts.read)),
          input,
        });
    }
    suspect = undefined;
  }

  /** A turn was undone. Trouble with the disk is waited out; a bug is pinned on the one outcome or start that has it. */
  function mend(error: unknown): void {
    if (isStorageError(error)) {
      logger.error({ err: error }, 'the database cannot be written; trying again');
      clock.after(STORAGE_RETRY_MS, wake);
      return;
    }
    const culprit = suspect;
    const batch = outcomes;
    outcomes = [];
    if (!culprit && batch.length === 0) throw error;
    for (const outcome of batch) settleAlone(outcome);
    if (culprit) {
      outbox.take(culprit.id, boot);
      settling.settleBug(culprit, error);
    }
    wake();
  }

  function settleAlone(outcome: Outcome): void {
    try {
      engine.transact((tx) => settling.settle(tx, outcome));
    } catch (error) {
      if (isStorageError(error)) {
        outcomes.push(outcome);
        return;
      }
      settling.settleBug(outcome.flight.row, error);
    }
    flights.drop(outcome.flight);
  }

  function launch({ flight, input }: Started): void {
    const effect = effects[flight.row.kind as EffectKind];
    const lane = effect.lane?.(input);
    const run = async () => (flight.fate ? OVER : effect.run(input, flight));
    const work = lane === undefined ? run() : lanes.run(lane, run);
    work.then(
      (result) => land(flight, result),
      (error: unknown) => {
        if (!flight.fate) logger.error({ err: error, effect: flight.row }, 'an effect threw');
        land(flight, { ok: false, fault: toFault(error) });
      },
    );
  }

  function land(flight: Flight, result: Result<Command[]>): void {
    if (flight.landed) return;
    flight.landed = true;
    if (flight.fate?.kind === 'stopped' || state === 'closed') {
      flights.drop(flight);
      tellIdle();
    } else {
      outcomes.push({ flight, result });
      wake();
    }
  }

  const stopListening = engine.onCommit(({ cancelled, delayed }) => {
    for (const id of cancelled) flights.abort(id, { kind: 'cancelled' });
    if (delayed) alarm.set();
    wake();
  });

  return {
    start() {
      state = 'running';
      alarm.ring();
    },
    async stop() {
      state = 'closing';
      if (outcomes.length > 0) turn();
      state = 'closed';
      stopListening();
      alarm.cancel();
      flights.abortAll({ kind: 'stopped' });
      for (const { flight } of outcomes.splice(0)) flights.drop(flight);
      await flights.landed();
      await lanes.drain();
    },
    idle() {
      if (flights.size() === 0 && outcomes.length === 0) return Promise.resolve();
      return new Promise((done) => idlers.push(done));
    },
    inFlight: () => flights.list().map(({ row }) => ({ kind: row.kind, subject: row.subject })),
  };
}

const STRAYED = fail('cancelled', 'The work was broken off and did not end; it is no longer waited for.');

const WAITED_TOO_LONG = fault('timeout', 'The work waited too long for a free slot (schedule-to-start).', {
  retryable: true,
});

/** For work that was broken off while it waited for its lane: it never begins. */
const OVER = fail('cancelled', 'It was broken off before it began.');
