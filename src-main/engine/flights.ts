import { type Fault, fault } from '#shared/faults.ts';
import type { Clock } from '../kernel/clock.ts';
import type { OutboxRow } from '../store/outbox.ts';
import { POOLS, type Pool } from './effect-kinds.ts';

/** Why running work was broken off from outside. */
export type Fate = { kind: 'cancelled' } | { kind: 'stopped' } | { kind: 'timed_out'; fault: Fault };

/** One piece of running work. */
export type Flight = {
  row: OutboxRow;
  pool: Pool;
  readonly signal: AbortSignal;
  beat(): void;
  fate?: Fate;
  /** Set when it ended, or was no longer waited for: what comes later does not count. */
  landed?: true;
};

export type Flights = {
  add(row: OutboxRow, pool: Pool, timeoutMs: number): Flight;
  drop(flight: Flight): void;
  abort(rowId: number, fate: Fate): void;
  abortAll(fate: Fate): void;
  inPool(pool: Pool): number;
  size(): number;
  list(): Flight[];
  /** Resolves when the last one has ended. */
  landed(): Promise<void>;
};

type Entry = {
  flight: Flight;
  controller: AbortController | undefined;
  closeBy: number;
  lastBeat: number;
  stopWaiting?: () => void;
};

/** Work that was broken off and has not ended after this long is no longer waited for. */
const STRAY_MS = 15_000;

/** Keeps the work that runs now, with its two time-outs: start-to-close, and silence for longer than the heartbeat. */
export function createFlights(clock: Clock, heartbeatMs: number, onStray: (flight: Flight) => void): Flights {
  const entries = new Map<number, Entry>();
  const counts = Object.fromEntries(POOLS.map((pool) => [pool, 0])) as Record<Pool, number>;
  const waiting: (() => void)[] = [];
  /** When the one timer rings. It may ring for nothing: that is cheaper than a timer for each flight. */
  let alarmAt = Number.POSITIVE_INFINITY;
  let cancelAlarm: (() => void) | undefined;

  const dueAt = (entry: Entry) => Math.min(entry.closeBy, entry.lastBeat + heartbeatMs);

  function setAlarm(at: number): void {
    if (at >= alarmAt) return;
    cancelAlarm?.();
    alarmAt = at;
    cancelAlarm = clock.after(at - clock.now(), ring);
  }

  function ring(): void {
    alarmAt = Number.POSITIVE_INFINITY;
    const now = clock.now();
    for (const entry of entries.values()) {
      if (entry.flight.fate) continue;
      if (entry.closeBy <= now) abort(entry.flight.row.id, timedOut('out of time (start-to-close)'));
      else if (entry.lastBeat + heartbeatMs <= now)
        abort(entry.flight.row.id, timedOut('no sign of life (heartbeat)'));
      else setAlarm(dueAt(entry));
    }
  }

  function abort(rowId: number, fate: Fate): void {
    const entry = entries.get(rowId);
    if (!entry || entry.flight.fate) return;
    entry.flight.fate = fate;
    controllerOf(entry).abort();
    entry.stopWaiting = clock.after(STRAY_MS, () => onStray(entry.flight));
  }

  return {
    add(row, pool, timeoutMs) {
      const now = clock.now();
      const entry: Entry = {
        controller: undefined,
        closeBy: now + timeoutMs,
        lastBeat: now,
        flight: {
          row,
          pool,
          get signal() {
            return controllerOf(entry).signal;
          },
          beat() {
            entry.lastBeat = clock.now();
          },
        },
      };
      entries.set(row.id, entry);
      counts[pool]++;
      setAlarm(dueAt(entry));
      return entry.flight;
    },
    drop(flight) {
      const entry = entries.get(flight.row.id);
      if (entry?.flight !== flight) return;
      entry.stopWaiting?.();
      entries.delete(flight.row.id);
      counts[flight.pool]--;
      if (entries.size > 0) return;
      cancelAlarm?.();
      alarmAt = Number.POSITIVE_INFINITY;
      for (const done of waiting.splice(0)) done();
    },
    abort,
    abortAll(fate) {
      for (const id of [...entries.keys()]) abort(id, fate);
    },
    inPool: (pool) => counts[pool],
    size: () => entries.size,
    list: () => [...entries.values()].map((entry) => entry.flight),
    landed: () => (entries.size === 0 ? Promise.resolve() : new Promise((done) => waiting.push(done))),
  };
}

/** Made when it is first asked for: most work is over before anybody wants to break it off. */
function controllerOf(entry: Entry): AbortController {
  entry.controller ??= new AbortController();
  return entry.controller;
}

function timedOut(why: string): Fate {
  return { kind: 'timed_out', fault: fault('timeout', `Broken off: ${why}.`, { retryable: true }) };
}
