import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { systemClock } from '../kernel/clock.ts';

/** Moving a branch or writing a setting takes milliseconds. A lock for it that lasts longer lost its git to a crash. */
const LONGEST_LOCK_MS = 5_000;

const QUICK: ReadonlySet<string> = new Set(['HEAD.lock', 'packed-refs.lock', 'config.lock']);

/** The lock file that git says another git holds; its words are the same in all versions under `LC_ALL=C`. */
export function findLock(words: string): string | undefined {
  const settings = /could not lock config file (.+): File exists/.exec(words)?.[1];
  return settings === undefined ? /'([^'\n]+\.lock)'/.exec(words)?.[1] : `${settings}.lock`;
}

/**
 * Removes the lock if it is on branches or settings and so old that nobody can be behind it any more. A lock on an
 * index may belong to a person with an editor open, however old it is; it is never removed.
 */
export async function removeStaleLock(folder: string, lock: string): Promise<boolean> {
  const path = resolve(folder, lock);
  const inRepository = /[\\/]\.git[\\/]/.test(path);
  const isQuick = /[\\/]refs[\\/]/.test(path) || QUICK.has(basename(path));
  return inRepository && isQuick && removeIfOld(path);
}

/** Removes every such lock below a folder of refs. */
export async function removeStaleLocksBelow(refs: string): Promise<void> {
  const names = await readdir(refs, { recursive: true }).catch(() => []);
  for (const name of names.filter((one) => one.endsWith('.lock'))) await removeIfOld(join(refs, name));
}

async function removeIfOld(path: string): Promise<boolean> {
  const since = (await stat(path).catch(() => undefined))?.mtimeMs;
  if (since === undefined || systemClock.now() - since < LONGEST_LOCK_MS) return false;
  await rm(path, { force: true });
  return true;
}
