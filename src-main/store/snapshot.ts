import Database from 'better-sqlite3';
import { FaultError, fault } from '#shared/faults.ts';

/** What a sound database holds. */
export type DatabaseReport = {
  /** Last position of its journal. */
  seq: number;
  /** Rows by table. */
  rows: Record<string, number>;
};

/** What would run by itself. No version of this program makes any of it. */
const ALIVE = `SELECT name FROM sqlite_schema WHERE type IN ('trigger', 'view') OR sql LIKE 'CREATE VIRTUAL%'`;

/**
 * Copies a database, also one that is at work, into a new file and looks whether the copy is sound. It reads every page, so
 * it belongs into a thread of its own. Throws `storage`; a copy that is not sound is left for a person to look at.
 */
export function takeSnapshot(source: string, target: string): DatabaseReport {
  const db = new Database(source, { readonly: true, timeout: 10_000 });
  try {
    db.prepare('VACUUM INTO ?').run(target);
  } finally {
    db.close();
  }
  return inspectDatabase(target);
}

/** Reads every page of a database that nobody uses. Throws `storage` where it is not sound. */
export function inspectDatabase(path: string): DatabaseReport {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    const wrong = db.pragma('integrity_check(1)', { simple: true });
    const broken = db.pragma('foreign_key_check') as unknown[];
    if (wrong !== 'ok' || broken.length > 0) throw new Error(String(wrong));
    const alive = db.prepare(ALIVE).pluck().all();
    if (alive.length > 0) throw new Error(`it holds ${alive.join(', ')}`);
    const tables = db
      .prepare(
        `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name`,
      )
      .pluck()
      .all() as string[];
    const count = (table: string) =>
      db
        .prepare(`SELECT count(*) FROM "${table.replaceAll('"', '""')}"`)
        .pluck()
        .get() as number;
    return {
      seq: db.prepare('SELECT coalesce(max(seq), 0) FROM journal').pluck().get() as number,
      rows: Object.fromEntries(tables.map((table) => [table, count(table)])),
    };
  } catch (thrown) {
    throw new FaultError(
      fault('storage', `The database ${path} is not sound.`, {
        hint: 'It was not used and not changed. Take an earlier backup.',
        cause: thrown,
      }),
    );
  } finally {
    db.close();
  }
}
