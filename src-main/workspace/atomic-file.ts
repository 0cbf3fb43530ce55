import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readdir, rename, rm, rmdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Names of half-written files; a crash may leave one behind. */
const HALF_WRITTEN = /^\.orchestrator-[0-9a-f]{16}\.tmp$/;

/**
 * Writes a file so that a reader, also one after a crash, sees the old content or the new, never a part. The folder is
 * made when it is missing. A symbolic link at the place is replaced and not followed.
 */
export async function writeAtomic(target: string, content: Uint8Array, mode = 0o644): Promise<void> {
  await replace(target, async (half) => {
    const file = await open(half, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, mode);
    try {
      await file.writeFile(content);
      await file.chmod(mode);
      await file.sync();
    } finally {
      await file.close();
    }
  });
}

/** Puts a symbolic link in the place of whatever file is there. */
export async function linkAtomic(target: string, leadsTo: string): Promise<void> {
  await replace(target, (half) => symlink(leadsTo, half));
}

async function replace(target: string, write: (half: string) => Promise<void>): Promise<void> {
  const folder = dirname(target);
  await mkdir(folder, { recursive: true });
  // Not derived from the target's name, which may already be as long as a name can be.
  const half = join(folder, `.orchestrator-${randomBytes(8).toString('hex')}.tmp`);
  try {
    await write(half);
    await rename(half, target);
  } catch (thrown) {
    await rm(half, { force: true });
    throw thrown;
  }
  await syncFolder(folder);
}

/** Makes a rename in the folder last through a power failure, where the system can. */
export async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, constants.O_RDONLY);
    await handle.sync();
  } catch {
    // Windows cannot open folders, and some file systems cannot sync them; the rename itself has happened.
  } finally {
    await handle?.close();
  }
}

/** Removes what interrupted writes left in a folder, not below it. */
export async function removeHalfWritten(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  await Promise.all(
    names.filter((name) => HALF_WRITTEN.test(name)).map((name) => rm(join(folder, name), { force: true })),
  );
}

/** Removes a folder that holds nothing but empty folders; a file inside makes it fail and nothing of it is lost. */
export async function removeEmptyFolders(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if ((await lstat(path)).isDirectory()) await removeEmptyFolders(path);
  }
  await rmdir(folder);
}
