import { parentPort, workerData } from 'node:worker_threads';
import { type Result, shown } from '#shared/faults.ts';
import { settle } from '../../workspace/settle.ts';
import { type ArchiveRequest, writeArchive } from './archive.ts';
import { type DailyRequest, takeDaily } from './daily.ts';

/** What the thread is asked to do. */
export type BackupJob =
  | { kind: 'archive'; request: ArchiveRequest }
  | { kind: 'daily'; request: DailyRequest };

const job = workerData as BackupJob;
const done: Result<unknown> = await settle('write the backup', async () =>
  job.kind === 'archive' ? writeArchive(job.request) : takeDaily(job.request),
);
parentPort?.postMessage(done.ok ? done : { ok: false, fault: shown(done.fault) });
