import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackupFile } from '#shared/model/backup.ts';
import { hashFile } from '../../workspace/files.ts';

/** Every plain file below a folder with its hash, by path; `keep` leaves out what is not wanted. */
export async function hashFiles(
  folder: string,
  keep: (path: string) => boolean = () => true,
): Promise<BackupFile[]> {
  const files: BackupFile[] = [];
  const walk = async (below: string): Promise<void> => {
    for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (!keep(path)) continue;
      if (entry.isDirectory()) await walk(path);
      else files.push({ path, ...(await hashFile(join(folder, path))) });
    }
  };
  if (await lstat(folder).catch(() => undefined)) await walk('');
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}
