import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { ok, type Result } from '#shared/faults.ts';
import type { Clock } from '../kernel/clock.ts';
import { openDatabase } from '../store/database.ts';
import { lockHome } from '../store/lock.ts';
import { homePaths } from './home.ts';

/** What may lie in a data folder before its first host: the log is opened first, and the lock is taken first. */
const BEFORE_THE_FIRST_START = new Set(['lock', 'logs']);

/**
 * Opens the database of a data folder as a host would, upgrading an old one, and closes it again. Makes nothing where
 * nothing is yet. One that another host has open is taken to be fine.
 */
export function checkDatabase(home: string, clock: Pick<Clock, 'now'>): Result<string> {
  const { database } = homePaths(home);
  const isFolder = existsSync(home) && statSync(home).isDirectory();
  const entries = isFolder ? readdirSync(home) : [];
  const untouched = entries.every((name) => BEFORE_THE_FIRST_START.has(name));
  if (untouched) return ok('none yet; made at the first run');
  const lock = lockHome(home);
  if (!lock.ok) return lock.fault.type === 'conflict' ? ok('in use by a running Orchestrator') : lock;
  try {
    const opened = openDatabase({ path: database, now: clock.now() });
    if (!opened.ok) return opened;
    opened.value.close();
    return ok(`${basename(database)} opens`);
  } finally {
    lock.value.release();
  }
}
