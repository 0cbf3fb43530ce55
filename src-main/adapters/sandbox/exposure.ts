import { realpath, stat } from 'node:fs/promises';
import { basename, delimiter, dirname, isAbsolute, join, resolve, sep } from 'node:path';
import type { SandboxRequest } from '../../ports/sandbox.ts';

/** What a sandboxed command sees of a path and all below it, until a longer path says otherwise. */
export type Exposure = {
  /** The name inside. */
  path: string;
  /** The real path outside. */
  source: string;
  mode: 'read' | 'write' | 'hide';
  folder: boolean;
};

/**
 * What a command sees of the host: the `system` folders, its own folder, where it may write, the folder of its program
 * and those of its PATH. Nothing else, and nothing of `hide` that lies below these. In an order in which each entry
 * overrides those before it, without entries that change nothing.
 *
 * `.git` in a writable folder is read-only: git on the host would run hooks and helpers that a command names in it.
 */
export async function exposures(
  request: SandboxRequest,
  hide: readonly string[],
  system: readonly string[],
): Promise<Exposure[]> {
  const found = new Map<string, Exposure>();
  const add = async (path: string, mode: Exposure['mode']): Promise<void> => {
    const source = await realpath(path).catch(() => undefined);
    if (source === undefined || source === sep) return;
    const folder = (await stat(source)).isDirectory();
    for (const name of new Set([source, resolve(path)]))
      found.set(name, { path: name, source, mode, folder });
  };
  for (const path of [...system, ...(await programFolders(request))]) await add(path, 'read');
  for (const path of hide) await add(path, 'hide');
  await add(request.cwd, 'read');
  for (const path of request.writable) await add(path, 'write');
  for (const path of request.writable) await add(join(path, '.git'), 'read');
  return withoutEcho([...found.values()]);
}

/** Drops what its nearest ancestor says already, and links to shown places that lie in a shown place themselves. */
function withoutEcho(entries: readonly Exposure[]): Exposure[] {
  const sorted = entries.toSorted((a, b) => a.path.length - b.path.length || (a.path < b.path ? -1 : 1));
  return sorted.filter((entry) => {
    const above = sorted.findLast((other) => entry.path.startsWith(other.path + sep));
    const around = above?.mode ?? 'hide';
    const isLink = entry.path !== entry.source;
    return around !== entry.mode && !(isLink && around !== 'hide');
  });
}

/** Folders that hold the command's program or are on its PATH; a `bin` folder brings the `lib` beside it. */
async function programFolders(request: SandboxRequest): Promise<string[]> {
  const [program] = request.command;
  const folders = (request.env.PATH ?? '').split(delimiter).filter(isAbsolute);
  if (isAbsolute(program)) {
    const real = await realpath(program).catch(() => program);
    folders.push(dirname(program), dirname(real));
  }
  return folders.flatMap((folder) =>
    basename(folder) === 'bin' ? [folder, join(dirname(folder), 'lib')] : [folder],
  );
}
