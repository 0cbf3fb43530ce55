import type { LogLine } from '#shared/model/log.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Db } from './database.ts';
import { isStorageError } from './storage-fault.ts';

/**
 * Live logs of attempts: kept out of the journal, written in batches. A crash may lose the last fraction of a second, a full
 * disk what was logged meanwhile; the work itself never fails for it.
 */
export type Logs = {
  append(attemptId: string, text: string): void;
  read(attemptId: string, from: number, limit: number): LogLine[];
  /** Writes what is still in memory. */
  flush(): void;
};

const FLUSH_AFTER_MS = 100;
const FLUSH_AT_LINES = 500;
const LONGEST_LINE = 4_000;
const MOST_LINES = 200_000;

/** `clean` takes out what must not be kept, such as secrets. */
export function createLogs(db: Db, clock: Clock, clean: (text: string) => string): Logs {
  const insert = db.prepare('INSERT INTO logs (attempt_id, line, at, text) VALUES (?, ?, ?, ?)');
  const select = db.prepare(
    'SELECT line, at, text FROM logs WHERE attempt_id = ? AND line >= ? ORDER BY line LIMIT ?',
  );
  const nextLine = db.prepare('SELECT coalesce(max(line) + 1, 0) AS next FROM logs WHERE attempt_id = ?');
  const next = new Map<string, number>();
  let pending: { attemptId: string; line: number; at: number; text: string }[] = [];
  let cancelTimer: (() => void) | undefined;

  const write = db.transaction(() => {
    for (const row of pending) insert.run(row.attemptId, row.line, row.at, row.text);
  });
  const flush = () => {
    cancelTimer?.();
    cancelTimer = undefined;
    if (pending.length === 0) return;
    try {
      write.immediate();
    } catch (error) {
      if (!isStorageError(error)) throw error;
    }
    pending = [];
    next.clear();
  };

  return {
    append(attemptId, text) {
      const line = next.get(attemptId) ?? (nextLine.get(attemptId) as { next: number }).next;
      if (line > MOST_LINES) return;
      next.set(attemptId, line + 1);
      const kept =
        line === MOST_LINES
          ? 'The log is full; further lines are not kept.'
          : clean(text.slice(0, LONGEST_LINE));
      pending.push({ attemptId, line, at: clock.now(), text: kept });
      if (pending.length >= FLUSH_AT_LINES) flush();
      else cancelTimer ??= clock.after(FLUSH_AFTER_MS, flush);
    },
    read(attemptId, from, limit) {
      flush();
      return select.all(attemptId, from, limit) as LogLine[];
    },
    flush,
  };
}
