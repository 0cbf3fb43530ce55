import { isAbsolute, join, resolve } from 'node:path';
import envPaths from 'env-paths';

/** What lies where in a data folder. */
export type HomePaths = {
  home: string;
  database: string;
  blobs: string;
  worktrees: string;
  capsules: string;
  logs: string;
  /** How projects stood before the work; may be deleted. */
  baselines: string;
  /** Copies of the database: before each migration, and one a day. */
  backups: string;
  /** Remembers that there once was a database. */
  marker: string;
  /** Where a running host says how to reach it; see `endpoint.ts`. */
  endpoint: string;
};

export function homePaths(home: string): HomePaths {
  return {
    home,
    database: join(home, 'orchestrator.db'),
    blobs: join(home, 'blobs'),
    worktrees: join(home, 'worktrees'),
    capsules: join(home, 'capsules'),
    logs: join(home, 'logs'),
    baselines: join(home, 'baselines'),
    backups: join(home, 'backups'),
    marker: join(home, 'created'),
    endpoint: join(home, 'host.json'),
  };
}

/** The data folder, absolute: the wish, else ORCHESTRATOR_HOME, else where the platform keeps data of programs. */
export function resolveHome(
  wish: string | undefined,
  env: Readonly<Record<string, string | undefined>> = process.env,
  cwd: string = process.cwd(),
): string {
  const chosen = wish || env.ORCHESTRATOR_HOME || envPaths('orchestrator', { suffix: '' }).data;
  return isAbsolute(chosen) ? resolve(chosen) : resolve(cwd, chosen);
}
