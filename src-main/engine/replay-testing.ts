import type { Db } from '../store/database.ts';
import { createJournal } from '../store/journal.ts';
import { createSlices } from './slices.ts';

/** What the journal does not make: itself, what is to be done, and what is kept beside it. */
const NOT_FROM_EVENTS = [
  'journal',
  'receipts',
  'outbox',
  'outbox_paused',
  'logs',
  'contexts',
  'check_cache',
  'migrations',
];

/** Every row of every table that belongs to a slice. */
export function sliceTables(db: Db): Record<string, unknown[]> {
  const names = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).pluck().all();
  const kept = (names as string[]).filter(
    (name) => !NOT_FROM_EVENTS.includes(name) && !name.startsWith('sqlite_'),
  );
  return Object.fromEntries(
    kept.map((name) => [name, db.prepare(`SELECT * FROM ${name} ORDER BY 1, 2`).all()]),
  );
}

/** Applies the journal of one database to another one that is empty. */
export function replay(from: Db, empty: Db): void {
  const { apply } = createSlices(empty);
  empty.transaction(() => {
    for (const { event, at } of createJournal(from).after(0, 1_000_000)) apply(event, at);
  })();
}
