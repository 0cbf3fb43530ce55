import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type ReadEntry, Unpack } from 'tar';
import { FaultError, fault, type Result, unwrap } from '#shared/faults.ts';
import { BackupManifest, type BackupProject } from '#shared/model/backup.ts';
import { pathProblem } from '../../guard/jail.ts';
import { inspectDatabase } from '../../store/snapshot.ts';
import { restoreRepository } from '../../workspace/bundle.ts';
import { settle } from '../../workspace/settle.ts';
import { homePaths } from '../home.ts';
import { hashFiles } from './hash-files.ts';

export type RestoreRequest = {
  /** Absolute path of the archive. */
  archive: string;
  /** Absolute data folder to be; missing or empty. */
  home: string;
  /** Absolute folder in which the workspaces are made; without it each goes where it was, as the backup says. */
  workspaces?: string;
};

/** What became of a project: its workspace was made again at `root`, stands there already, or is missing for `reason`. */
export type RestoredProject = {
  id: string;
  name: string;
  root: string;
  state: 'made' | 'kept' | 'missing';
  reason?: string;
};

export type RestoreReport = { createdAt: string; seq: number; files: number; projects: RestoredProject[] };

const PIECE_BYTES = 16 * 1024;
const MOST_MANIFEST_BYTES = 256 * 1024 * 1024;

/**
 * Makes a data folder and its workspaces again from an archive. Every byte is compared with its hash and the database is
 * read through before anything is put in place. Where projects moved, the host has to be told (`projects.move`).
 * Faults: `not_found`, `invalid_input` (no sound backup), `conflict` (the data folder holds something), `storage`.
 */
export function restoreBackup(request: RestoreRequest): Promise<Result<RestoreReport>> {
  return settle('restore the backup', async () => {
    const { archive, home } = request;
    if (!existsSync(archive)) throw new FaultError(fault('not_found', `There is nothing at ${archive}.`));
    await refuseUsed(home);
    await mkdir(dirname(home), { recursive: true });
    const half = `${home}.tmp-${randomBytes(8).toString('hex')}`;
    try {
      await mkdir(half);
      await extract(archive, half);
      const manifest = await check(half);
      const projects: RestoredProject[] = [];
      for (const project of manifest.projects) projects.push(await restoreProject(project, half, request));
      for (const name of ['projects', 'backup.json', 'backup.sha256'])
        await rm(join(half, name), { recursive: true, force: true });
      await writeFile(homePaths(half).marker, 'A database was created here. Do not delete this file.\n');
      await rmdir(home).catch(() => undefined);
      await rename(half, home);
      const { createdAt, seq, files } = manifest;
      return { createdAt, seq, files: files.length, projects };
    } finally {
      // An archive that is refused in the middle may still be writing.
      await rm(half, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    }
  });
}

async function refuseUsed(home: string): Promise<void> {
  const entries = await readdir(home).catch(() => []);
  if (entries.length === 0) return;
  throw new FaultError(
    fault('conflict', `The data folder ${home} holds something already.`, {
      hint: 'Nothing was changed. Choose a new data folder with --home.',
    }),
  );
}

async function extract(archive: string, folder: string): Promise<void> {
  let refusal: FaultError | undefined;
  const unpack = new Unpack({
    cwd: folder,
    strict: true,
    noMtime: true,
    filter(path, entry) {
      const { type } = entry as ReadEntry;
      if (type === 'Directory') return false;
      const problem = type === 'File' || type === 'OldFile' ? pathProblem(path) : 'is no plain file';
      if (problem) refusal ??= unsound(`${JSON.stringify(path.slice(0, 200))} ${problem}`);
      return problem === undefined;
    },
  });
  try {
    const piped = unpack as unknown as NodeJS.WritableStream;
    await pipeline(createReadStream(archive, { highWaterMark: PIECE_BYTES }), piped);
  } catch (thrown) {
    if (thrown instanceof Error && 'syscall' in thrown) throw thrown;
    throw unsound(`it is damaged, or no archive (${thrown instanceof Error ? thrown.message : thrown})`);
  }
  if (refusal) throw refusal;
}

/** Compares what was unpacked with what the backup says of itself. */
async function check(folder: string): Promise<BackupManifest> {
  const text = await readFile(join(folder, 'backup.json')).catch(() => undefined);
  const stated = await readFile(join(folder, 'backup.sha256'), 'utf8').catch(() => '');
  if (!text || text.length > MOST_MANIFEST_BYTES) throw unsound('it has no backup.json');
  const hash = createHash('sha256').update(text).digest('hex');
  if (stated.trim() !== `${hash}  backup.json`) throw unsound('its backup.json was changed');
  const parsed = BackupManifest.safeParse(parseJson(text.toString('utf8')));
  if (!parsed.success) throw unsound('its backup.json is not one that this version knows');
  const manifest = parsed.data;
  const there = new Map(
    (await hashFiles(folder))
      .filter(({ path }) => path !== 'backup.json' && path !== 'backup.sha256')
      .map((file) => [file.path, file]),
  );
  for (const { path, sha256, bytes } of manifest.files) {
    const found = there.get(path);
    if (found?.sha256 !== sha256 || found.bytes !== bytes) throw unsound(`${path} is missing or was changed`);
    there.delete(path);
  }
  if (there.size > 0)
    throw unsound(`it holds more than it says: ${[...there.keys()].slice(0, 5).join(', ')}`);
  const named = new Set(manifest.files.map(({ path }) => path));
  if (manifest.projects.some(({ bundle }) => bundle !== undefined && !named.has(bundle)))
    throw unsound('it names a repository that is not in it');
  const { seq, rows } = inspectDatabase(homePaths(folder).database);
  const differs = Object.entries(manifest.rows).some(([table, count]) => rows[table] !== count);
  if (seq !== manifest.seq || differs) throw unsound('its database does not hold what it says');
  return manifest;
}

async function restoreProject(
  { id, name, root: was, bundle, reason, ...rest }: BackupProject,
  half: string,
  { workspaces }: RestoreRequest,
): Promise<RestoredProject> {
  if (await isTaken(was)) return { id, name, root: was, state: 'kept' };
  if (bundle === undefined) return { id, name, root: was, state: 'missing', ...(reason ? { reason } : {}) };
  const root = workspaces === undefined ? was : join(workspaces, `${slug(name)}-${slug(id.slice(-6))}`);
  unwrap(await restoreRepository(join(half, bundle), rest, root));
  return { id, name, root, state: 'made' };
}

async function isTaken(folder: string): Promise<boolean> {
  return (await readdir(folder).catch(() => [])).length > 0;
}

function slug(name: string): string {
  return (
    name
      .normalize('NFC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .slice(0, 60)
      .replace(/^-|-$/g, '') || 'project'
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unsound(problem: string): FaultError {
  return new FaultError(
    fault('invalid_input', `This is no sound backup: ${problem}.`, {
      hint: 'Nothing was restored and nothing here was changed. Take another copy of the backup.',
    }),
  );
}
