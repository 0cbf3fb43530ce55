import type { Event, Recorded } from '#shared/events.ts';
import { jsonCodec } from './codec.ts';
import type { Db } from './database.ts';

/** The append-only record of everything that happened. The tables of the slices follow from it alone. */
export type Journal = {
  /** Sequence number of the last event, 0 when empty. */
  last(): number;
  /** Opens the entry of a transaction, inside it. All its events happened at `at`. */
  begin(at: number): Entry;
  /** Events after `seq` in order, at most `limit`. */
  after(seq: number, limit: number): Recorded[];
};

/** What one transaction adds. It is one row, because a row for every event costs more than the events themselves. */
export type Entry = {
  /** Numbers an event; it is in the journal once `write` was called. */
  add(event: Event, by: string): Recorded;
  /** Writes the row, if anything was added. */
  write(): void;
};

/** Neighbouring events that had the same cause. */
type Caused = { by: string; events: Event[] };
/** `seq` is the number of the entry's last event; the others count down from it. */
type Row = { seq: number; at: number; data: string };

/** Version 1 was a single event; the migration `0003-journal-entries` left none. */
const body = jsonCodec<Caused[]>('journal.data', [
  () => {
    throw new Error('the journal was not migrated');
  },
]);

export function createJournal(db: Db): Journal {
  const insert = db.prepare('INSERT INTO journal (seq, at, data) VALUES (?, ?, ?)');
  const lastSeq = db.prepare('SELECT coalesce(max(seq), 0) FROM journal').pluck();
  const select = db.prepare('SELECT seq, at, data FROM journal WHERE seq > ? ORDER BY seq');
  const last = () => lastSeq.get() as number;
  return {
    last,
    begin(at) {
      const entry: Caused[] = [];
      let seq = last();
      return {
        add(event, by) {
          const latest = entry.at(-1);
          if (latest?.by === by) latest.events.push(event);
          else entry.push({ by, events: [event] });
          return { seq: ++seq, at, by, event };
        },
        write() {
          if (entry.length > 0) insert.run(seq, at, body.encode(entry));
        },
      };
    },
    after(seq, limit) {
      const found: Recorded[] = [];
      for (const row of select.iterate(seq) as IterableIterator<Row>) {
        found.push(...recorded(row).filter((event) => event.seq > seq));
        if (found.length >= limit) break;
      }
      return found.slice(0, limit);
    },
  };
}

function recorded({ seq: last, at, data }: Row): Recorded[] {
  const events = body.decode(data).flatMap(({ by, events }) => events.map((event) => ({ by, event })));
  return events.map(({ by, event }, index) => ({ seq: last - events.length + 1 + index, at, by, event }));
}
