import type { Event, Recorded } from '#shared/events.ts';
import { jsonCodec } from './codec.ts';
import type { Db } from './database.ts';

/** The append-only record of everything that happened. The tables of the slices follow from it alone. */
export type Journal = {
  /** Sequence number of the last event, 0 when empty. */
  last(): number;
  append(event: Event, at: number, by: string): Recorded;
  /** Events after `seq` in order, at most `limit`. */
  after(seq: number, limit: number): Recorded[];
};

type Row = { seq: number; at: number; by: string; data: string };

const body = jsonCodec<Event>('journal.data');

export function createJournal(db: Db): Journal {
  const insert = db.prepare('INSERT INTO journal (at, by, data) VALUES (?, ?, ?)');
  const lastRow = db.prepare('SELECT coalesce(max(seq), 0) AS seq FROM journal');
  const select = db.prepare('SELECT seq, at, by, data FROM journal WHERE seq > ? ORDER BY seq LIMIT ?');
  const last = () => (lastRow.get() as { seq: number }).seq;
  return {
    last,
    append(event, at, by) {
      const info = insert.run(at, by, body.encode(event));
      return { seq: Number(info.lastInsertRowid), at, by, event };
    },
    after: (seq, limit) =>
      (select.all(seq, limit) as Row[]).map((row) => ({
        seq: row.seq,
        at: row.at,
        by: row.by,
        event: body.decode(row.data),
      })),
  };
}
