import { lstat, readdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';

/** New files that a command may make. */
const MOST_NEW_FILES = 200_000;
/** Files asked for at a time. */
const AT_ONCE = 64;
/** Times of files may be coarser than those of the clock. */
const COARSE_MS = 2_000;
const BLOCK_BYTES = 512;

export type DiskWatch = {
  /** What is wrong, once the command has written too much. */
  look(): Promise<string | undefined>;
};

/**
 * Watches what a command writes into its folders. The cheap question comes first: how much free space the volume has lost.
 * Others write there as well, so only when it lost too much are the files counted that changed since the start.
 */
export function createDiskWatch(
  folders: readonly string[],
  limitBytes: number,
  startedAt: number,
): DiskWatch {
  let before: Promise<Free[]> | undefined = Promise.all(folders.map(freeSpace));
  return {
    async look() {
      before ??= Promise.all(folders.map(freeSpace));
      const start = await before;
      for (const [at, folder] of folders.entries()) {
        const now = await freeSpace(folder);
        const then = start[at] ?? now;
        if (then.bytes - now.bytes <= limitBytes && then.files - now.files <= MOST_NEW_FILES) continue;
        const used = await changedSince(folder, startedAt - COARSE_MS, limitBytes);
        if (used.bytes > limitBytes) return `it wrote more than ${Math.round(limitBytes / 2 ** 20)} MiB`;
        if (used.files > MOST_NEW_FILES) return `it made more than ${MOST_NEW_FILES} files`;
        // Somebody else took the space; the question is asked anew from here.
        before = undefined;
      }
      return undefined;
    },
  };
}

type Free = { bytes: number; files: number };

async function freeSpace(folder: string): Promise<Free> {
  const found = await statfs(folder).catch(() => undefined);
  return found ? { bytes: found.bavail * found.bsize, files: found.ffree } : { bytes: 0, files: 0 };
}

/** Space and number of the files that changed; stops counting once there are too many. Links are not followed. */
async function changedSince(root: string, since: number, limitBytes: number): Promise<Free> {
  const sum = { bytes: 0, files: 0 };
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (let at = 0; at < entries.length; at += AT_ONCE) {
      const batch = entries.slice(at, at + AT_ONCE);
      const paths = batch.map((entry) => join(entry.parentPath, entry.name));
      for (const [index, entry] of batch.entries())
        if (entry.isDirectory()) folders.push(paths[index] ?? root);
      const all = await Promise.all(paths.map((path) => lstat(path).catch(() => undefined)));
      for (const stats of all) {
        if (!stats || stats.ctimeMs < since) continue;
        sum.bytes += stats.blocks * BLOCK_BYTES;
        sum.files++;
      }
      if (sum.bytes > limitBytes || sum.files > MOST_NEW_FILES) return sum;
    }
  }
  return sum;
}
