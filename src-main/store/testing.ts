import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Result, unwrap } from '#shared/faults.ts';
import { type Db, openDatabase } from './database.ts';

/** A temporary folder, gone after the test. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'store test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A new database in a folder of its own, closed after the test. */
export function tempDatabase(): Db {
  const opened = openDatabase({ path: join(tempFolder(), 'test.db'), synchronous: 'NORMAL', now: 0 });
  const db = unwrap(opened);
  onTestFinished(() => void db.close());
  return db;
}

/** The fault of a result that must not be fine. */
export function faultOf(result: Result<unknown>) {
  if (result.ok) throw new Error('a fault was expected');
  return result.fault;
}
