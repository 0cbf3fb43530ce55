import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { fail, ok, type Result } from '#shared/faults.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations/all.ts';
import type { Migration } from './migrations/migration.ts';
import { storageFault } from './storage-fault.ts';

/**
 * Statements that run often write `+?` for a parameter that is compared with an indexed column, or is a limit: a bare one
 * would be looked at by the query planner, and then the statement is prepared anew at every execution.
 */
export type Db = Database.Database;

export type DatabaseOptions = {
  path: string;
  /** FULL survives a power cut, NORMAL only a crash of the process. */
  synchronous?: 'FULL' | 'NORMAL';
  /** Epoch milliseconds, for the names of backups. */
  now: number;
  migrations?: readonly Migration[];
};

const APPLICATION_ID = 0x4f524348; // "ORCH"
const CACHE_KIB = 16_384;
/** Pages in the write-ahead log before they are moved into the database: half as often as usual, for half of the waiting. */
const CHECKPOINT_PAGES = 2_000;

/**
 * Opens the database, making it on the very first start only. A file `created` beside it remembers that there once was
 * one: a database that has gone missing or empty is a fault, never silently a new one.
 */
export function openDatabase(options: DatabaseOptions): Result<Db> {
  const { path } = options;
  const marker = join(dirname(path), 'created');
  let db: Db | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const known = existsSync(marker);
    const present = existsSync(path) && statSync(path).size > 0;
    if (known && !present) return lostData(path);
    db = new Database(path, { timeout: 2000 });
    const identity = checkIdentity(db, path, present);
    if (!identity.ok) {
      db.close();
      return identity;
    }
    db.pragma('journal_mode = WAL');
    db.pragma(`synchronous = ${options.synchronous ?? 'FULL'}`);
    db.pragma(`cache_size = -${CACHE_KIB}`);
    db.pragma('temp_store = MEMORY');
    db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    const migrated = migrate(db, options.migrations ?? MIGRATIONS, { path, now: options.now });
    if (!migrated.ok) {
      db.close();
      return migrated;
    }
    db.pragma('foreign_keys = ON');
    if (!known) writeFileSync(marker, 'A database was created here. Do not delete this file.\n');
    return ok(db);
  } catch (error) {
    db?.close();
    return { ok: false, fault: storageFault(error, path) };
  }
}

function checkIdentity(db: Db, path: string, present: boolean): Result<undefined> {
  const id = db.pragma('application_id', { simple: true });
  if (id === APPLICATION_ID) return ok(undefined);
  const tables = db.prepare('SELECT count(*) AS n FROM sqlite_schema').get() as { n: number };
  if (present && tables.n > 0) {
    return fail('storage', `${path} is a database of another program.`, {
      hint: 'Nothing was changed. Choose another data folder.',
    });
  }
  db.pragma(`application_id = ${APPLICATION_ID}`);
  return ok(undefined);
}

function lostData(path: string): Result<never> {
  return fail('storage', `The database ${path} is missing or empty, but there was one before.`, {
    hint:
      'No new one was made over it. Put the file back, or restore a backup from the backups/ folder; ' +
      'to start afresh on purpose, choose another data folder.',
  });
}
