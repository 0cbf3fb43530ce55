import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { attemptPlace, attemptRefs, listAttempts } from './attempt-place.ts';
import type { GitPlace } from './git.ts';

/** A worktree as it lies on the disk. */
export type FoundWorktree = {
  attemptId: string;
  path: string;
  branches: string[];
  /** What its branches point at. */
  commits: string[];
  bytes: number;
  files: number;
  /** Whether there were too many files to count all. */
  truncated: boolean;
  /** Epoch milliseconds. */
  madeAt: number;
};

/** Files looked at per worktree. */
const MOST_FILES = 100_000;
/** Files asked for at a time. */
const AT_ONCE = 64;

/** The worktrees of attempts that lie in the data folder, oldest first. Asks the file system, a few files at a time. */
export async function listFound(root: GitPlace, folder: string): Promise<FoundWorktree[]> {
  const found: FoundWorktree[] = [];
  for (const attemptId of await listAttempts(root, folder)) {
    const place = await attemptPlace(root, folder, attemptId);
    const made = await lstat(place.folder).catch(() => undefined);
    if (!made?.isDirectory()) continue;
    const refs = await attemptRefs(root, attemptId);
    found.push({
      attemptId,
      path: place.folder,
      branches: [...refs.keys()].map((ref) => ref.replace('refs/heads/', '')),
      commits: [...new Set(refs.values())],
      ...(await measure(place.folder)),
      madeAt: Math.round((await lstat(place.gitDir).catch(() => made)).birthtimeMs),
    });
  }
  return found.sort((a, b) => a.madeAt - b.madeAt);
}

/** Symbolic links are counted, not followed. */
async function measure(folder: string): Promise<Pick<FoundWorktree, 'bytes' | 'files' | 'truncated'>> {
  const sum = { bytes: 0, files: 0, truncated: false };
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    const entries = await readdir(next, { withFileTypes: true }).catch(() => []);
    const files: string[] = [];
    for (const entry of entries) {
      if (entry.isDirectory()) folders.push(join(next, entry.name));
      else files.push(join(next, entry.name));
    }
    for (let at = 0; at < files.length; at += AT_ONCE) {
      if (sum.files >= MOST_FILES) return { ...sum, truncated: true };
      const batch = files.slice(at, at + AT_ONCE);
      const sizes = await Promise.all(
        batch.map((path) =>
          lstat(path).then(
            ({ size }) => size,
            () => 0,
          ),
        ),
      );
      sum.files += batch.length;
      sum.bytes += sizes.reduce((total, size) => total + size, 0);
    }
  }
  return sum;
}
