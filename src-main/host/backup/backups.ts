import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { fail, type Result } from '#shared/faults.ts';
import type { BackupProject, BackupReport, DailyBackup } from '#shared/model/backup.ts';
import type { Project } from '#shared/model/project.ts';
import type { Clock } from '../../kernel/clock.ts';
import { createLanes } from '../../kernel/lanes.ts';
import { bundleRepository } from '../../workspace/bundle.ts';
import { settle } from '../../workspace/settle.ts';
import type { HomePaths } from '../home.ts';
import type { BackupJob } from './backup-thread.ts';
import { listDaily } from './daily.ts';

export type Backups = {
  /** Copies of the database, newest first. */
  list(): Promise<DailyBackup[]>;
  /** Copies the database into the data folder; see `takeDaily`. */
  daily(): Promise<Result<DailyBackup>>;
  /** Writes everything into one file; see `writeArchive`. A repository that cannot be read is left out, and why. */
  archive(target: string, projects: readonly Project[]): Promise<Result<BackupReport>>;
};

export type BackupParts = { paths: HomePaths; clock: Clock; generator: string };

/** Heap of the thread, in MiB: it only passes bytes on. */
const HEAP_MB = 256;

export function createBackups({ paths, clock, generator }: BackupParts): Backups {
  const folder = join(paths.backups, 'daily');
  const lanes = createLanes();
  const createdAt = () => new Date(clock.now()).toISOString();
  return {
    list: () => listDaily(folder),
    async daily() {
      await mkdir(folder, { recursive: true });
      return inThread<DailyBackup>({
        kind: 'daily',
        request: { database: paths.database, folder, createdAt: createdAt() },
      });
    },
    archive: (target, projects) =>
      lanes.run('archive', async () => {
        const staged = await settle('make room for the backup', () => makeStaging(paths.backups));
        if (!staged.ok) return staged;
        const staging = staged.value;
        try {
          const bundles: BackupProject[] = [];
          for (const project of projects) bundles.push(await bundle(project, staging, clock.now()));
          const { home } = paths;
          const request = { home, staging, target, projects: bundles, generator, createdAt: createdAt() };
          return await inThread<BackupReport>({ kind: 'archive', request });
        } finally {
          await rm(staging, { recursive: true, force: true });
        }
      }),
  };
}

const STAGING = 'export-';

/** An empty folder; what an earlier one left in a crash is removed. */
async function makeStaging(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const left = (await readdir(folder)).filter((name) => name.startsWith(STAGING));
  for (const name of left) await rm(join(folder, name), { recursive: true, force: true });
  const staging = await mkdtemp(join(folder, STAGING));
  await mkdir(join(staging, 'projects'));
  return staging;
}

async function bundle({ id, name, root }: Project, staging: string, at: number): Promise<BackupProject> {
  const path = `projects/${id}.bundle`;
  const bundled = await bundleRepository(root, join(staging, path), at);
  const project = { id, name, root };
  return bundled.ok
    ? { ...project, bundle: path, ...bundled.value }
    : { ...project, reason: bundled.fault.message };
}

/** The source beside this file, or the built thread beside the built host. */
const THREAD = new URL(
  import.meta.url.endsWith('.ts') ? './backup-thread.ts' : './backup-thread.js',
  import.meta.url,
);

function inThread<T>(job: BackupJob): Promise<Result<T>> {
  return new Promise((resolve) => {
    const thread = new Worker(THREAD, {
      workerData: job,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    const fell = (cause: unknown) =>
      resolve(
        fail('internal', 'The backup was not finished.', { hint: 'Nothing was replaced. Try again.', cause }),
      );
    thread.once('message', resolve);
    thread.once('error', fell);
    thread.once('exit', fell);
  });
}
