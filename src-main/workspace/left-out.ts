import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { FaultError, fault } from '#shared/faults.ts';
import { writeAtomic } from './atomic-file.ts';
import { type GitPlace, git } from './git.ts';
import { findUntracked } from './git-trees.ts';

type Place = GitPlace & { gitDir: string };

/** In git's own folder of the worktree, where neither an agent nor a sandboxed command can write. */
const FILE = 'orchestrator-left-out';
const MOST = 500;

/**
 * Paths of a worktree that are none of the work and that git would take up as things stand; a folder ends in `/`. What
 * git ignores by itself is not among them: to name that when files are added is an error to git.
 */
export async function readLeftOut(place: Place): Promise<string[]> {
  const text = await readFile(join(place.gitDir, FILE), 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  const untracked = await findUntracked(place);
  return z
    .array(z.string())
    .parse(JSON.parse(text))
    .filter((left) =>
      untracked.some((path) => path === left || (left.endsWith('/') && path.startsWith(left))),
    );
}

/**
 * Keeps what the preparation of a worktree brought out of every commit: the paths given, and whatever else git sees as
 * new. Files of the repository that it changed are put back. Throws `invalid_input` where that is too much to name.
 */
export async function leaveOut(place: Place, copied: readonly string[]): Promise<void> {
  await git('put the files back', place, ['checkout-index', '--all', '--force', '--quiet']);
  const args = ['ls-files', '--others', '--exclude-standard', '--directory', '--no-empty-directory', '-z'];
  const { text } = await git('look for new files', place, args);
  const paths = [...new Set([...copied, ...text.split('\0').filter(Boolean)])];
  if (paths.length > MOST) {
    throw new FaultError(
      fault('invalid_input', `The set-up command left ${paths.length} new files that git does not ignore`, {
        hint: 'Nothing was built. Name them, or their folders, in the .gitignore of the repository.',
      }),
    );
  }
  await writeAtomic(join(place.gitDir, FILE), Buffer.from(JSON.stringify(paths)));
}
