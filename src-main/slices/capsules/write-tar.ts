import { open } from 'node:fs/promises';
import { create } from 'tar';
import { listSources } from './list-sources.ts';

/** Any fixed moment: equal capsules become equal bytes. */
const NO_TIME = new Date(Date.UTC(1980, 0, 1));

/** Writes the files of a folder as a new compressed tar file. Equal folders give equal files. Throws `invalid_input`. */
export async function writeTar(folder: string, path: string): Promise<void> {
  const sources = await listSources(folder);
  const paths = sources.map((source) => source.path);
  await create({ cwd: folder, file: path, gzip: true, portable: true, mtime: NO_TIME, strict: true }, paths);
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
