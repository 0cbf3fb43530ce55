import { randomBytes } from 'node:crypto';
import { copyFile, link, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FaultError, fault } from '#shared/faults.ts';
import { systemClock } from '../kernel/clock.ts';
import { type GitPlace, git } from './git.ts';

/** What stands in a lock of ours. Git leaves its own empty or writes an index into it. */
const OURS = 'orchestrator\n';
const ASIDE = 'orchestrator-index-';
const LONGEST_MS = 5_000;
const WAITS_MS = [20, 50, 100, 200, 400, 800, 1_600, 2_400];

/**
 * Changes the index of a working tree that a person uses: takes git's lock on it, lets `work` change a copy, and puts the
 * copy in its place. Unlike git's own, the lock says whose it is, so that after a crash it is known again and removed.
 * Throws `git` when somebody else keeps the lock; a lock that is not ours is never removed.
 */
export async function changeIndex<T>(place: GitPlace, work: (aside: GitPlace) => Promise<T>): Promise<T> {
  const { gitDir, lock } = await findLockOf(place);
  await takeLock(gitDir, lock);
  const aside = join(gitDir, `${ASIDE}${randomBytes(8).toString('hex')}`);
  try {
    await removeLeftAside(gitDir);
    if (await stat(join(gitDir, 'index')).catch(() => undefined))
      await copyFile(join(gitDir, 'index'), aside);
    const result = await work({ ...place, indexFile: aside });
    if (await stat(aside).catch(() => undefined)) await rename(aside, join(gitDir, 'index'));
    return result;
  } finally {
    await rm(aside, { force: true });
    await rm(lock, { force: true });
  }
}

/** Removes what a change of the index left that a crash cut short. Waits until a lock of ours is surely without an owner. */
export async function cleanIndex(place: GitPlace): Promise<void> {
  const { gitDir, lock } = await findLockOf(place);
  if ((await readFile(lock, 'utf8').catch(() => '')) === OURS) {
    await takeLock(gitDir, lock);
    await rm(lock, { force: true });
  }
  await removeLeftAside(gitDir);
}

async function findLockOf(place: GitPlace): Promise<{ gitDir: string; lock: string }> {
  const { text } = await git('find the repository', place, ['rev-parse', '--absolute-git-dir']);
  const gitDir = text.trimEnd();
  return { gitDir, lock: join(gitDir, 'index.lock') };
}

async function takeLock(gitDir: string, lock: string): Promise<void> {
  const note = join(gitDir, `${ASIDE}note-${randomBytes(8).toString('hex')}`);
  // Linked in place, so that the lock is never seen without its words.
  await writeFile(note, OURS, { flag: 'wx' });
  try {
    for (const waitMs of [...WAITS_MS, undefined]) {
      if (await tryLink(note, lock)) return;
      if (await removeOurs(lock)) continue;
      if (waitMs === undefined) throw locked(lock);
      await new Promise<void>((resolve) => void systemClock.after(waitMs, resolve));
    }
  } finally {
    await rm(note, { force: true });
  }
}

async function tryLink(note: string, lock: string): Promise<boolean> {
  try {
    await link(note, lock);
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') return false;
    throw thrown;
  }
}

/** A younger lock of ours may belong to another Orchestrator that is at work. */
async function removeOurs(lock: string): Promise<boolean> {
  const since = (await stat(lock).catch(() => undefined))?.mtimeMs;
  if (since === undefined || systemClock.now() - since < LONGEST_MS) return false;
  if ((await readFile(lock, 'utf8').catch(() => '')) !== OURS) return false;
  await rm(lock, { force: true });
  return true;
}

async function removeLeftAside(gitDir: string): Promise<void> {
  const left = (await readdir(gitDir)).filter((name) => name.startsWith(ASIDE));
  for (const name of left) await rm(join(gitDir, name), { force: true });
}

function locked(lock: string): FaultError {
  return new FaultError(
    fault('git', 'The working tree could not be brought up to date, because another git holds its index', {
      retryable: true,
      hint: `No local change was touched. Let the other git finish, or delete ${lock} if none is running, and try again.`,
    }),
  );
}
