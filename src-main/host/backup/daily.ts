import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DailyBackup } from '#shared/model/backup.ts';
import { takeSnapshot } from '../../store/snapshot.ts';

export type DailyRequest = {
  database: string;
  /** Folder of the daily backups. */
  folder: string;
  /** ISO 8601. */
  createdAt: string;
};

const MOST_KEPT = 7;
const NOTE = 'backup.json';

/**
 * Copies the database into a folder of its own, looks whether the copy is sound, and removes the oldest beyond a week.
 * A copy that holds less than any before it replaces nothing: then all earlier ones stay. Throws `storage`.
 */
export async function takeDaily({ database, folder, createdAt }: DailyRequest): Promise<DailyBackup> {
  const earlier = await listDaily(folder);
  const name = createdAt.replaceAll(':', '-');
  const half = join(folder, `${name}.tmp`);
  // What an earlier try left in a crash or on a damaged database.
  for (const left of (await readdir(folder).catch(() => [])).filter((each) => each.endsWith('.tmp')))
    await rm(join(folder, left), { recursive: true, force: true });
  await mkdir(half, { recursive: true });
  const { seq } = takeSnapshot(database, join(half, 'orchestrator.db'));
  const path = join(folder, name);
  const { size: bytes } = await stat(join(half, 'orchestrator.db'));
  const backup: DailyBackup = { path, createdAt, seq, bytes };
  const note = await open(join(half, NOTE), 'wx');
  try {
    await note.writeFile(JSON.stringify(backup));
    await note.sync();
  } finally {
    await note.close();
  }
  await rename(half, path);
  const fullest = Math.max(0, ...earlier.map((each) => each.seq));
  if (seq >= fullest) {
    for (const old of earlier.slice(MOST_KEPT - 1)) await rm(old.path, { recursive: true });
  }
  return backup;
}

/** The daily backups of a data folder that were finished, newest first. */
export async function listDaily(folder: string): Promise<DailyBackup[]> {
  const names = await readdir(folder).catch(() => []);
  const found: DailyBackup[] = [];
  for (const name of names.filter((each) => !each.endsWith('.tmp'))) {
    const text = await readFile(join(folder, name, NOTE), 'utf8').catch(() => '{}');
    const parsed = DailyBackup.safeParse(parseJson(text));
    if (parsed.success) found.push({ ...parsed.data, path: join(folder, name) });
  }
  return found.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
