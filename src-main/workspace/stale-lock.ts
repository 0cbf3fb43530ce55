import { rm, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { systemClock } from '../kernel/clock.ts';

/** A git that moves branches is done in milliseconds. A lock on a branch that lasts longer lost its git to a crash. */
const LONGEST_REF_LOCK_MS = 5_000;

/** The lock file that git says another git holds; its words are the same in all versions under `LC_ALL=C`. */
export function findLock(words: string): string | undefined {
  return /'([^'\n]+\.lock)'/.exec(words)?.[1];
}

/**
 * Removes the lock if it is on branches and so old that nobody can be behind it any more. A lock on an index may
 * belong to a person with an editor open, however old it is; it is never removed.
 */
export async function removeStaleRefLock(folder: string, lock: string): Promise<boolean> {
  const path = resolve(folder, lock);
  const inRepository = /[\\/]\.git[\\/]/.test(path);
  const onRefs = /[\\/]refs[\\/]/.test(path) || ['HEAD.lock', 'packed-refs.lock'].includes(basename(path));
  if (!inRepository || !onRefs) return false;
  const since = (await stat(path).catch(() => undefined))?.mtimeMs;
  if (since === undefined || systemClock.now() - since < LONGEST_REF_LOCK_MS) return false;
  await rm(path, { force: true });
  return true;
}
