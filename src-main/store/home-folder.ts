import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fail, ok, type Result } from '#shared/faults.ts';

/**
 * Makes a data folder with the folders above it, one by one: `mkdirSync` with `recursive` never returns where a parent
 * exists but takes no children, such as `/proc`. Fault: `storage`.
 */
export function makeHome(home: string): Result<undefined> {
  try {
    for (const folder of missing(home)) mkdirSync(folder);
  } catch (error) {
    if (!isFolder(home)) return refuse(`The data folder ${home} cannot be made.`, error);
  }
  return isFolder(home) ? ok(undefined) : refuse(`${nearest(home)} is a file, not a folder.`);
}

/** The folders to make, outermost first; none where something lies in the way. */
function missing(path: string): string[] {
  const found = nearest(path);
  if (!isFolder(found)) return [];
  const folders: string[] = [];
  for (let folder = path; folder !== found; folder = dirname(folder)) folders.unshift(folder);
  return folders;
}

function nearest(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearest(dirname(path));
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

function refuse(message: string, cause?: unknown) {
  return fail('storage', message, {
    retryable: false,
    hint: 'Nothing was changed. Choose a folder that you may write, with --home or ORCHESTRATOR_HOME.',
    ...(cause === undefined ? {} : { cause }),
  });
}
