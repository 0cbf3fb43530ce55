import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fail, ok, unwrap } from '#shared/faults.ts';
import { openDatabase } from './database.ts';
import { createJournal, type Journal } from './journal.ts';
import { MIGRATIONS } from './migrations/all.ts';
import type { Migration } from './migrations/migration.ts';
import { createReceipts } from './receipts.ts';
import { tempDatabase, tempFolder } from './testing.ts';

const paused = (runId: string) => ({ type: 'run.paused', runId }) as const;

describe('the journal', () => {
  const write = (journal: Journal, at: number, ...events: [string, string][]) => {
    const entry = journal.begin(at);
    const added = events.map(([by, runId]) => entry.add(paused(runId), by));
    entry.write();
    return added;
  };

  it('is empty at first, and an entry without events leaves it so', () => {
    const journal = createJournal(tempDatabase());
    write(journal, 1);
    expect(journal.last()).toBe(0);
    expect(journal.after(0, 10)).toEqual([]);
  });

  it('numbers events without a hole and gives them back in order, with when and by whom', () => {
    const journal = createJournal(tempDatabase());
    const said = [
      ...write(journal, 5, ['person', 'a'], ['engine', 'b'], ['engine', 'c'], ['person', 'd']),
      ...write(journal, 7, ['engine', 'e']),
    ];
    expect(journal.last()).toBe(5);
    expect(journal.after(0, 10)).toEqual(said);
    expect(said).toEqual([
      { seq: 1, at: 5, by: 'person', event: paused('a') },
      { seq: 2, at: 5, by: 'engine', event: paused('b') },
      { seq: 3, at: 5, by: 'engine', event: paused('c') },
      { seq: 4, at: 5, by: 'person', event: paused('d') },
      { seq: 5, at: 7, by: 'engine', event: paused('e') },
    ]);
  });

  it('goes on in the middle of an entry', () => {
    const journal = createJournal(tempDatabase());
    write(journal, 1, ['engine', 'a'], ['engine', 'b'], ['engine', 'c']);
    write(journal, 2, ['engine', 'd']);
    const numbers = (after: number, limit: number) => journal.after(after, limit).map(({ seq }) => seq);
    expect(numbers(0, 2)).toEqual([1, 2]);
    expect(numbers(2, 2)).toEqual([3, 4]);
    expect(numbers(4, 2)).toEqual([]);
  });

  it('gives a number again that a rolled back transaction had taken', () => {
    const db = tempDatabase();
    const journal = createJournal(db);
    const broken = db.transaction(() => {
      write(journal, 1, ['engine', 'a']);
      throw new Error('broken');
    });
    expect(broken).toThrow('broken');
    expect(journal.last()).toBe(0);
    expect(write(journal, 1, ['engine', 'b'])[0]?.seq).toBe(1);
  });

  it('keeps any text', () => {
    const journal = createJournal(tempDatabase());
    const odd = '\u0000 "quote" \\ \u2028 \ud83d\ude80 DROP TABLE journal;--';
    write(journal, 1, ['person', odd]);
    expect(journal.after(0, 1)[0]?.event).toEqual(paused(odd));
  });

  it('reads what was written when every event had a row of its own', () => {
    const path = join(tempFolder(), 'old.db');
    const open = (migrations: readonly Migration[]) =>
      unwrap(openDatabase({ path, synchronous: 'NORMAL', now: 1, migrations }));
    const old = open(MIGRATIONS.slice(0, 2));
    const insert = old.prepare('INSERT INTO journal (seq, at, by, data) VALUES (?, ?, ?, ?)');
    const event = { ...paused('a "b" \u2028'), confidence: 0.6, list: [1, null, true] };
    insert.run(1, 5, 'person', JSON.stringify({ v: 1, d: event }));
    insert.run(2, 6, 'engine', JSON.stringify({ v: 1, d: paused('c') }));
    old.close();
    const db = open(MIGRATIONS);
    onTestFinished(() => void db.close());
    const journal = createJournal(db);
    expect(journal.after(0, 9)).toEqual([
      { seq: 1, at: 5, by: 'person', event },
      { seq: 2, at: 6, by: 'engine', event: paused('c') },
    ]);
    expect(write(journal, 7, ['engine', 'd'])[0]?.seq).toBe(3);
  });
});

describe('receipts', () => {
  it('remember what came of a command', () => {
    const receipts = createReceipts(tempDatabase());
    const refused = fail('conflict', 'Too late.', { hint: 'Nothing was changed.' });
    receipts.write('cmd_1', ok(7), 1);
    receipts.write('cmd_2', refused, 2);
    expect(receipts.find('cmd_1')).toEqual(ok(7));
    expect(receipts.find('cmd_2')).toEqual(refused);
    expect(receipts.find('cmd_3')).toBeUndefined();
  });

  it('are written once', () => {
    const receipts = createReceipts(tempDatabase());
    receipts.write('cmd_1', ok(7), 1);
    expect(() => receipts.write('cmd_1', ok(8), 1)).toThrow(/UNIQUE/);
    expect(receipts.find('cmd_1')).toEqual(ok(7));
  });
});
