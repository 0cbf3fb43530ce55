import { chmod, lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

type Remove = (path: string) => Promise<void>;

const removeAll: Remove = (path) => rm(path, { recursive: true, force: true, maxRetries: 3 });

/**
 * Removes a file or a folder with all below it, also where a program took away the rights to its own folders. What is
 * missing is fine. Throws what the file system says of files that belong to somebody else.
 */
export async function removeTree(path: string, remove: Remove = removeAll): Promise<void> {
  try {
    await remove(path);
  } catch (thrown) {
    if (!isDenied(thrown)) throw thrown;
    await openFolders(path);
    await remove(path);
  }
}

/** Gives the owner all rights to the folders at and below a path, as far as they are ours. Follows no link. */
export async function openFolders(path: string): Promise<void> {
  const folders = [path];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const stats = await lstat(folder).catch(() => undefined);
    if (!stats?.isDirectory()) continue;
    if ((stats.mode & 0o700) !== 0o700) await chmod(folder, 0o700).catch(() => undefined);
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) if (entry.isDirectory()) folders.push(join(folder, entry.name));
  }
}

function isDenied(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && (thrown.code === 'EACCES' || thrown.code === 'EPERM');
}
