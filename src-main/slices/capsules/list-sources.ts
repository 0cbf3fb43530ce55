import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FaultError, fault } from '#shared/faults.ts';

export type Source = {
  /** Relative to the capsule, with forward slashes. */
  path: string;
  bytes: number;
  executable: boolean;
};

/** The files of a packed capsule, the manifest first for those who read an archive as it comes. Throws `invalid_input`. */
export async function listSources(folder: string): Promise<Source[]> {
  const sources: Source[] = [];
  const walk = async (below: string): Promise<void> => {
    for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) await walk(path);
      else if (entry.isFile()) {
        const stats = await stat(join(folder, path));
        sources.push({ path, bytes: stats.size, executable: (stats.mode & 0o100) !== 0 });
      } else throw new FaultError(fault('invalid_input', `The capsule holds ${path}, which is no file`));
    }
  };
  await walk('');
  return sources.sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1));
}

function rank({ path }: Source): number {
  return path.startsWith('files/') ? 1 : 0;
}
