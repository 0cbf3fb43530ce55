import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { fail, ok, type Result } from '#shared/faults.ts';
import { makeHome } from './home-folder.ts';
import { storageFault } from './storage-fault.ts';

export type HomeLock = { release(): void };

/**
 * One host per data folder. The lock is an exclusive SQLite lock on a small file of its own, held by the operating
 * system: it goes with the process, however that ends, so a crash leaves nothing stale behind.
 */
export function lockHome(home: string): Result<HomeLock> {
  const made = makeHome(home);
  if (!made.ok) return made;
  const path = join(home, 'lock');
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { timeout: 0 });
    db.pragma('journal_mode = MEMORY');
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('BEGIN EXCLUSIVE; CREATE TABLE IF NOT EXISTS holder (pid INTEGER); DELETE FROM holder; COMMIT');
    const held = db;
    return ok({ release: () => held.close() });
  } catch (error) {
    db?.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      return fail('conflict', `Another Orchestrator is already using the data folder ${home}.`, {
        hint: `Nothing was changed. Use that one, stop it, or choose another folder with --home. ${hostNote(home)}`.trim(),
      });
    }
    return { ok: false, fault: storageFault(error, path) };
  }
}

function hostNote(home: string): string {
  try {
    const { pid } = JSON.parse(readFileSync(join(home, 'host.json'), 'utf8')) as { pid?: unknown };
    return typeof pid === 'number' ? `Its process id is ${pid}.` : '';
  } catch {
    return '';
  }
}
