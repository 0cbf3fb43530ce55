import type { Stats } from 'node:fs';
import { lstat, readdir, readlink, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { linkAtomic, removeEmptyFolders, removeHalfWritten, writeAtomic } from './atomic-file.ts';
import { conflict } from './conflict.ts';
import type { GitPlace } from './git.ts';
import { readSetting } from './git-refs.ts';
import {
  type Change,
  diffTrees,
  type Entry,
  findConverted,
  hashFiles,
  listIndex,
  MODE,
  readBlobs,
  readFiltered,
  refreshIndex,
  updateIndex,
  writeBlob,
} from './git-trees.ts';
import { changeIndex } from './index-lock.ts';

/** What has to be done so that files which show one commit show another. */
export type TreePlan = {
  /** Paths where a person's own changes stand in the way. */
  conflicts: string[];
  /** Files to write or remove, with what they were when the plan was made. */
  files: (Change & { seen: string })[];
  index: Change[];
};

type Found = { entry: Entry | 'folder' | 'blocked' | undefined; seen: string };

/**
 * Compares the working tree and the index with both commits, path by path. A path that already shows `after` needs
 * nothing, so a plan that a crash cut short is simply made again and finished.
 */
export async function planTree(place: GitPlace, before: string, after: string): Promise<TreePlan> {
  const changes = await diffTrees(place, before, after);
  const plan: TreePlan = { conflicts: [], files: [], index: [] };
  if (changes.length === 0) return plan;
  const index = await listIndex(place);
  const found = await lookAt(place, changes);
  const anyMode = process.platform === 'win32' || (await readSetting(place, 'core.fileMode')) === 'false';
  const isSame = (a: Entry | undefined, b: Entry | undefined) =>
    a?.id === b?.id && (a?.mode === b?.mode || (anyMode && isPlain(a) && isPlain(b)));

  for (const change of changes) {
    const indexed = index.entries.get(change.path);
    const file = found.get(change.path);
    if (index.unmerged.has(change.path) || !file) {
      plan.conflicts.push(change.path);
    } else if (isSame(indexed, change.after)) {
      // The index comes last: with it the path was finished, and what the file shows now is the person's own.
    } else if (!isSame(indexed, change.before)) {
      plan.conflicts.push(change.path);
    } else if (isRepository(change)) {
      plan.index.push(change);
    } else if (typeof file.entry === 'string') {
      plan.conflicts.push(change.path);
    } else if (isSame(file.entry, change.after)) {
      plan.index.push(change);
    } else if (isSame(file.entry, change.before)) {
      plan.index.push(change);
      plan.files.push({ ...change, seen: file.seen });
    } else {
      plan.conflicts.push(change.path);
    }
  }
  return plan;
}

/**
 * Carries a plan out as far as nothing of a person's stands in the way: removals, then files, each whole or not at all,
 * and the index at the end. Files in conflict, and those that were saved since the plan was made, are left with their index
 * entry as they are and named in a `conflict` fault; it can be repeated. All others are done by then: an index that still
 * held their old state would take the new one back with the person's next commit.
 */
export async function applyTree(place: GitPlace, plan: TreePlan): Promise<void> {
  const left = new Set(plan.conflicts);
  const removals = plan.files.filter((change) => !change.after);
  for (const { path, seen } of removals) {
    if (!(await isUnchanged(place, path, seen))) {
      left.add(path);
      continue;
    }
    await rm(join(place.folder, path));
    await removeEmptyParents(place.folder, path);
  }
  const isFree = freeOf(left);
  const writes = plan.files.filter((change) => change.after && isFree(change.path));
  for (const path of await writeFiles(place, writes)) left.add(path);
  for (const folder of new Set(plan.index.map(({ path }) => dirname(path)))) {
    await removeHalfWritten(join(place.folder, folder));
  }
  const index = plan.index.filter(({ path, after }) => !left.has(path) && (!after || isFree(path)));
  if (index.length > 0) {
    await changeIndex(place, async (aside) => {
      await updateIndex(aside, index);
      await refreshIndex(aside);
    });
  }
  if (left.size === 0) return;
  throw conflict(
    'Local changes keep the working tree from catching up with its branch',
    [...left],
    'The merge itself is done, your changes were kept, and all other files were brought up to date. Move or undo your ' +
      'changes to these files, then try again; committed as they are, they would take back what was merged into them.',
  );
}

/** Whether a file can stand at a path while those in `left` stay: none of them is its folder or lies where it comes. */
function freeOf(left: ReadonlySet<string>): (path: string) => boolean {
  const around = new Set([...left].flatMap(foldersOf));
  return (path) => !around.has(path) && !foldersOf(path).some((folder) => left.has(folder));
}

function foldersOf(path: string): string[] {
  const names = path.split('/');
  return names.slice(1).map((_, at) => names.slice(0, at + 1).join('/'));
}

const BATCH_FILES = 64;

/** Answers the paths that were left alone, because a person saved them in the meantime. */
async function writeFiles(place: GitPlace, writes: TreePlan['files']): Promise<string[]> {
  const left: string[] = [];
  if (writes.length === 0) return left;
  const paths = writes.map(({ path }) => path);
  const converted = (await convertsEverything(place)) ? new Set(paths) : await findConverted(place, paths);
  for (let at = 0; at < writes.length; at += BATCH_FILES) {
    const batch = writes.slice(at, at + BATCH_FILES);
    const contents = await readBlobs(
      place,
      batch.map(({ after }) => after?.id ?? ''),
    );
    for (const [i, { path, after, seen }] of batch.entries()) {
      const target = join(place.folder, path);
      const stored = contents[i] ?? Buffer.alloc(0);
      const isLink = after?.mode === MODE.link;
      const content =
        after && !isLink && converted.has(path) ? await readFiltered(place, after.id, path) : stored;
      if (!(await isUnchanged(place, path, seen))) {
        left.push(path);
        continue;
      }
      // The removals before may have taken the folder along.
      if (seen === 'folder' && (await isThere(target))) await removeEmptyFolders(target);
      if (isLink) await linkAtomic(target, content.toString('utf8'));
      else await writeAtomic(target, content, after?.mode === MODE.executable ? 0o755 : 0o644);
    }
  }
  return left;
}

/** Whether the person's settings turn line ends in files that have no attribute. */
async function convertsEverything(place: GitPlace): Promise<boolean> {
  if (process.platform === 'win32') return true;
  return (
    (await readSetting(place, 'core.autocrlf')) === 'true' ||
    (await readSetting(place, 'core.eol')) === 'crlf'
  );
}

async function isUnchanged(place: GitPlace, path: string, seen: string): Promise<boolean> {
  const now = signature(await lstat(join(place.folder, path)).catch(() => undefined));
  return now === seen || (seen === 'folder' && now === 'none');
}

async function lookAt(place: GitPlace, changes: readonly Change[]): Promise<Map<string, Found>> {
  const found = new Map<string, Found>();
  const removed = new Set(changes.filter(({ after }) => !after).map(({ path }) => path));
  const toHash: { path: string; mode: string; seen: string }[] = [];
  for (const { path } of changes) {
    const stats = await lookAtFile(place.folder, path, removed);
    const seen = signature(stats === 'blocked' ? undefined : stats);
    if (stats === 'blocked') found.set(path, { entry: 'blocked', seen });
    else if (!stats) found.set(path, { entry: undefined, seen });
    else if (stats.isSymbolicLink()) {
      const leadsTo = await readlink(join(place.folder, path), { encoding: 'buffer' });
      found.set(path, { entry: { mode: MODE.link, id: await writeBlob(place, leadsTo) }, seen });
    } else if (stats.isDirectory()) {
      const free = await holdsOnly(place.folder, path, removed);
      found.set(path, { entry: free ? undefined : 'folder', seen });
    } else if (stats.isFile()) {
      toHash.push({ path, mode: (stats.mode & 0o100) === 0 ? MODE.plain : MODE.executable, seen });
    } else found.set(path, { entry: 'blocked', seen });
  }
  const ids = await hashFiles(
    place,
    toHash.map(({ path }) => path),
  );
  for (const [i, { path, mode, seen }] of toHash.entries())
    found.set(path, { entry: { mode, id: ids[i] ?? '' }, seen });
  return found;
}

/** What stands at a path without passing a link. A file where a folder should be is fine if it is about to be removed. */
async function lookAtFile(
  root: string,
  path: string,
  removed: ReadonlySet<string>,
): Promise<Stats | 'blocked' | undefined> {
  const names = path.split('/');
  for (let i = 1; i < names.length; i++) {
    const above = names.slice(0, i).join('/');
    const stats = await lstat(join(root, above)).catch(() => undefined);
    if (!stats || (!stats.isDirectory() && removed.has(above))) return undefined;
    if (!stats.isDirectory()) return 'blocked';
  }
  return lstat(join(root, path)).catch(() => undefined);
}

async function holdsOnly(root: string, folder: string, removed: ReadonlySet<string>): Promise<boolean> {
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory() ? !(await holdsOnly(root, path, removed)) : !removed.has(path)) return false;
  }
  return true;
}

async function isThere(target: string): Promise<boolean> {
  return (await lstat(target).catch(() => undefined)) !== undefined;
}

/** Tells whether a file was touched, without reading it. */
function signature(stats: Stats | undefined): string {
  if (!stats) return 'none';
  if (stats.isDirectory()) return 'folder';
  return `${stats.ino} ${stats.size} ${stats.mtimeMs} ${stats.mode}`;
}

async function removeEmptyParents(root: string, path: string): Promise<void> {
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
    const removed = await rmdir(join(root, folder)).then(
      () => true,
      () => false,
    );
    if (!removed) return;
  }
}

function isPlain(entry: Entry | undefined): boolean {
  return entry?.mode === MODE.plain || entry?.mode === MODE.executable;
}

function isRepository({ before, after }: Change): boolean {
  return before?.mode === MODE.repository || after?.mode === MODE.repository;
}
