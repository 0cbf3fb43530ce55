import type { Clock } from '../kernel/clock.ts';
import type { Db } from './database.ts';
import { isStorageError } from './storage-fault.ts';

export type CachedResult = { at: number; body: string };

/**
 * Results of checks by what they depend on, kept beside the journal: losing them costs time and nothing else. A full disk
 * keeps none, and the work goes on.
 */
export type CheckCache = {
  /** `at` is when the result was found, in epoch milliseconds. */
  get(key: string): CachedResult | undefined;
  /** Keeps all of them in one transaction; the oldest make room. */
  put(results: readonly { key: string; body: string }[]): void;
};

/** Results kept at most. */
const MOST = 20_000;
/** Characters of one result; a longer one is found again when it is needed. */
const LONGEST = 64 * 1024;

export function createCheckCache(db: Db, clock: Clock, most = MOST): CheckCache {
  const select = db.prepare('SELECT at, body FROM check_cache WHERE key = ?');
  const insert = db.prepare('INSERT OR REPLACE INTO check_cache (key, at, body) VALUES (?, ?, ?)');
  const trim = db.prepare(
    `DELETE FROM check_cache WHERE key IN (
       SELECT key FROM check_cache ORDER BY at, key LIMIT max(0, (SELECT count(*) FROM check_cache) - ?))`,
  );
  const write = db.transaction((results: readonly { key: string; body: string }[]) => {
    for (const { key, body } of results) insert.run(key, clock.now(), body);
    trim.run(most);
  });
  return {
    get: (key) => select.get(key) as CachedResult | undefined,
    put(results) {
      const kept = results.filter(({ body }) => body.length <= LONGEST);
      if (kept.length === 0) return;
      try {
        write.immediate(kept);
      } catch (error) {
        if (!isStorageError(error)) throw error;
      }
    },
  };
}
