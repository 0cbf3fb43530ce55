import { randomBytes } from 'node:crypto';
import { link, lstat, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { create } from 'tar';
import { FaultError, fault } from '#shared/faults.ts';
import type { BackupFile, BackupManifest, BackupProject, BackupReport } from '#shared/model/backup.ts';
import { takeSnapshot } from '../../store/snapshot.ts';
import { sha256 } from '../../workspace/files.ts';
import { homePaths } from '../home.ts';
import { hashFiles } from './hash-files.ts';

export type ArchiveRequest = {
  home: string;
  /** Folder below the data folder in which the repositories lie already, as `projects/<id>.bundle`. */
  staging: string;
  /** Absolute path of the archive to be. */
  target: string;
  projects: BackupProject[];
  generator: string;
  createdAt: string;
};

/** What lies in the data folder and belongs into a backup; what is being written just now does not. */
const KEPT: Readonly<Record<string, (path: string) => boolean>> = {
  blobs: (path) => !path.includes('.'),
  capsules: (path) => !path.includes('.tmp-'),
};
/** Pieces this small are packed between two breaths. */
const PIECE_BYTES = 64 * 1024;

/**
 * Writes everything that a data folder holds, and the repositories of its projects, into one compressed tar file with a hash
 * for every file. The database is copied as it stands at one moment. Meant for a thread of its own. Throws `storage`.
 */
export async function writeArchive(request: ArchiveRequest): Promise<BackupReport> {
  const { home, staging, target, projects, generator, createdAt } = request;
  const report = takeSnapshot(homePaths(home).database, join(staging, 'orchestrator.db'));
  const staged = await hashFiles(staging);
  const files: BackupFile[] = [...staged];
  for (const [folder, keep] of Object.entries(KEPT)) {
    const found = await hashFiles(join(home, folder), keep);
    files.push(...found.map((file) => ({ ...file, path: `${folder}/${file.path}` })));
  }
  const manifest: BackupManifest = {
    format: 'orchestrator-backup/1',
    generator,
    createdAt,
    ...report,
    projects,
    files,
  };
  const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
  await writeFile(join(staging, 'backup.json'), text);
  await writeFile(join(staging, 'backup.sha256'), `${sha256(text)}  backup.json\n`);
  const half = `${target}.tmp-${randomBytes(8).toString('hex')}`;
  try {
    await pack(home, staging, half, [
      ...['backup.sha256', 'backup.json', ...staged.map(({ path }) => path)].map((path) =>
        join(staging, path),
      ),
      ...files.slice(staged.length).map(({ path }) => join(home, path)),
    ]);
    await putInPlace(half, target);
  } finally {
    await rm(half, { force: true });
  }
  return {
    path: target,
    bytes: (await stat(target)).size,
    files: files.length,
    seq: report.seq,
    without: projects.flatMap(({ name, reason }) => (reason === undefined ? [] : [{ name, reason }])),
  };
}

/** Never over what came there meanwhile: a link is only made where nothing is. */
async function putInPlace(half: string, target: string): Promise<void> {
  try {
    await link(half, target);
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    const isThere = await lstat(target).catch(() => undefined);
    if (code !== 'EEXIST' && !isThere) return rename(half, target);
    throw new FaultError(
      fault('conflict', `${target} already exists.`, {
        hint: 'Nothing there was changed. Choose another path.',
      }),
    );
  }
}

async function pack(home: string, staging: string, target: string, paths: readonly string[]): Promise<void> {
  const inHome = (path: string) => relative(home, path).split(sep).join('/');
  const prefix = `${inHome(staging)}/`;
  await create(
    {
      cwd: home,
      file: target,
      gzip: true,
      portable: true,
      strict: true,
      // It holds everything, unsaved work included.
      mode: 0o600,
      maxReadSize: PIECE_BYTES,
      onWriteEntry(entry) {
        if (entry.path.startsWith(prefix)) entry.path = entry.path.slice(prefix.length);
      },
    },
    paths.map(inHome),
  );
  const file = await open(target, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
