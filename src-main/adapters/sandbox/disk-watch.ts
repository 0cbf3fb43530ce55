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
  freeSpace: (folder: string) => Promise<Free> = askVolume,
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
        if (used.isHidden) return 'the disk ran low while it kept a folder from being read';
        // Somebody else took the space; the question is asked anew from here. Not where some of it could not be counted.
        if (!used.isPartial) before = undefined;
      }
      return undefined;
    },
  };
}

type Free = { bytes: number; files: number };

async function askVolume(folder: string): Promise<Free> {
  const found = await statfs(folder).catch(() => undefined);
  return found ? { bytes: found.bavail * found.bsize, files: found.ffree } : { bytes: 0, files: 0 };
}

type Changed = Free & {
  /** Whether a folder could not be read into which the command may have written. */
  isHidden: boolean;
  /** Whether any folder could not be read. */
  isPartial: boolean;
};

/** Space and number of the files that changed; stops counting once there are too many. Links are not followed. */
async function changedSince(root: string, since: number, limitBytes: number): Promise<Changed> {
  const sum = { bytes: 0, files: 0, isHidden: false, isPartial: false };
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = await readdir(folder, { withFileTypes: true }).catch((thrown) => {
      if (!isMissing(thrown)) sum.isPartial = true;
      return undefined;
    });
    if (!entries) {
      sum.isHidden ||= await mayHide(folder, since);
      continue;
    }
    for (let at = 0; at < entries.length; at += AT_ONCE) {
      const batch = entries.slice(at, at + AT_ONCE);
      const paths = batch.map((entry) => join(entry.parentPath, entry.name));
      for (const [index, entry] of batch.entries())
        if (entry.isDirectory()) folders.push(paths[index] ?? root);
      let isClosed = false;
      const all = await Promise.all(
        paths.map((path) =>
          lstat(path).catch((thrown) => {
            if (!isMissing(thrown)) isClosed = true;
            return undefined;
          }),
        ),
      );
      if (isClosed) {
        sum.isPartial = true;
        sum.isHidden ||= await mayHide(folder, since);
      }
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

/**
 * Whether a folder that cannot be read is new or was closed since, or is our own and still lets files in it be written.
 * One that was closed before, or belongs to somebody else, holds nothing of the command.
 */
async function mayHide(folder: string, since: number): Promise<boolean> {
  const stats = await lstat(folder).catch((thrown) => (isMissing(thrown) ? undefined : 'closed'));
  if (stats === undefined) return false;
  if (stats === 'closed') return true;
  return stats.ctimeMs >= since || (stats.uid === process.getuid?.() && (stats.mode & 0o100) !== 0);
}

function isMissing(thrown: unknown): boolean {
  return (
    thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR')
  );
}
