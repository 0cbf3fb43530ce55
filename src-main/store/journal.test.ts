import { describe, expect, it } from 'vitest';
import { fail, ok } from '#shared/faults.ts';
import { createJournal } from './journal.ts';
import { createReceipts } from './receipts.ts';
import { tempDatabase } from './testing.ts';

const paused = (runId: string) => ({ type: 'run.paused', runId }) as const;

describe('the journal', () => {
  it('is empty at first', () => {
    const journal = createJournal(tempDatabase());
    expect(journal.last()).toBe(0);
    expect(journal.after(0, 10)).toEqual([]);
  });

  it('numbers events without a hole and gives them back in order', () => {
    const journal = createJournal(tempDatabase());
    expect(journal.append(paused('a'), 5, 'person').seq).toBe(1);
    expect(journal.append(paused('b'), 6, 'engine').seq).toBe(2);
    journal.append(paused('c'), 7, 'engine');
    expect(journal.last()).toBe(3);
    expect(journal.after(1, 10)).toEqual([
      { seq: 2, at: 6, by: 'engine', event: paused('b') },
      { seq: 3, at: 7, by: 'engine', event: paused('c') },
    ]);
    expect(journal.after(0, 1).map(({ seq }) => seq)).toEqual([1]);
    expect(journal.after(3, 10)).toEqual([]);
  });

  it('gives a number again that a rolled back transaction had taken', () => {
    const db = tempDatabase();
    const journal = createJournal(db);
    const broken = db.transaction(() => {
      journal.append(paused('a'), 1, 'engine');
      throw new Error('broken');
    });
    expect(broken).toThrow('broken');
    expect(journal.last()).toBe(0);
    expect(journal.append(paused('b'), 1, 'engine').seq).toBe(1);
  });

  it('keeps any text', () => {
    const journal = createJournal(tempDatabase());
    const odd = paused('\u0000 "quote" \\ \u2028 \ud83d\ude80 DROP TABLE journal;--');
    journal.append(odd, 1, 'person');
    expect(journal.after(0, 1)[0]?.event).toEqual(odd);
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
