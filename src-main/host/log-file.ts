import { mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { unwrap } from '#shared/faults.ts';
import { createLogger, type Logger } from '../kernel/logger.ts';
import { makeHome } from '../store/home-folder.ts';
import { homePaths } from './home.ts';

const ROTATE_BYTES = 5 * 1024 * 1024;
const KEPT = 3;

/** Opens `logs/host.log` of a data folder. A file that has grown large is set aside first, with three generations kept. */
export function openLogFile(home: string, level: string): Logger {
  const { logs } = homePaths(home);
  unwrap(makeHome(home));
  mkdirSync(logs, { recursive: true });
  const dest = join(logs, 'host.log');
  if (sizeOf(dest) >= ROTATE_BYTES) rotate(dest);
  return createLogger(level, pino.destination({ dest, sync: true, mode: 0o600 }));
}

function rotate(dest: string): void {
  for (let age = KEPT - 1; age >= 0; age--) {
    const from = age === 0 ? dest : `${dest}.${age}`;
    if (sizeOf(from) > 0) renameSync(from, `${dest}.${age + 1}`);
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
