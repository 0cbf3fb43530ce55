import type { AttemptContext } from '#shared/model/context.ts';
import type { Clock } from '../kernel/clock.ts';
import { jsonCodec } from './codec.ts';
import type { Db } from './database.ts';
import { isStorageError } from './storage-fault.ts';

/** What agents were given to read, by attempt: kept out of the journal, like the logs. */
export type Contexts = {
  /** A full disk loses it; the work itself never fails for that. */
  put(attemptId: string, context: AttemptContext): void;
  get(attemptId: string): AttemptContext | undefined;
};

const bodies = jsonCodec<AttemptContext>('contexts.body');

export function createContexts(db: Db, clock: Clock): Contexts {
  const insert = db.prepare('INSERT OR REPLACE INTO contexts (attempt_id, at, body) VALUES (?, ?, ?)');
  const select = db.prepare('SELECT body FROM contexts WHERE attempt_id = ?').pluck();
  return {
    put(attemptId, context) {
      try {
        insert.run(attemptId, clock.now(), bodies.encode(context));
      } catch (error) {
        if (!isStorageError(error)) throw error;
      }
    },
    get(attemptId) {
      const body = select.get(attemptId) as string | undefined;
      return body === undefined ? undefined : bodies.decode(body);
    },
  };
}
