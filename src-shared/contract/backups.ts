import { z } from 'zod';
import { BackupReport, DailyBackup } from '../model/backup.ts';
import { call } from './errors.ts';

export const backups = {
  list: call
    .route({
      method: 'GET',
      path: '/backups',
      summary: 'The copies of the database that the host makes by itself',
    })
    .output(z.array(DailyBackup)),
  create: call
    .route({ method: 'POST', path: '/backups', summary: 'Write everything into one file' })
    .input(
      z.object({
        /** Absolute path that must not exist yet. */
        target: z.string().min(1),
      }),
    )
    .output(BackupReport),
};
