import { lstat, mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { FaultError, fault } from '#shared/faults.ts';
import { isWithin } from '../guard/jail.ts';
import { writeAtomic } from './atomic-file.ts';
import type { GitPlace } from './git.ts';
import { commonDir, listRefs, readCommit, updateRefs, writeCommit, writeSnapshot } from './git-refs.ts';
import { addAll, diffTrees, findNestedRepositories, writeTree } from './git-trees.ts';
import { readLeftOut } from './left-out.ts';
import { findMerged } from './merged.ts';
import { openFolders, removeTree } from './remove-tree.ts';

const TRASH = '.trash-';

/** Where an attempt works: a worktree under the data folder, and git's own folder for it in the repository. */
export type AttemptPlace = GitPlace & { gitDir: string };

/** The folder of all worktrees, without symbolic links, as git will name it. Made when it is missing. */
export async function worktreesFolder(home: string): Promise<string> {
  const folder = join(home, 'worktrees');
  await mkdir(folder, { recursive: true });
  return realpath(folder);
}

export function checkAttemptId(attemptId: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(attemptId)) return;
  throw new FaultError(fault('invalid_input', `${JSON.stringify(attemptId)} is no id of an attempt`));
}

/** The common git folder of a workspace. Throws `git` where there is no repository. */
export async function requireCommonDir(place: GitPlace): Promise<string> {
  const common = await commonDir(place);
  if (common !== undefined) return common;
  throw new FaultError(
    fault('git', `${place.folder} is not a git repository`, {
      retryable: false,
      hint: 'Create the workspace again or choose another folder.',
    }),
  );
}

export async function attemptPlace(root: GitPlace, folder: string, attemptId: string): Promise<AttemptPlace> {
  checkAttemptId(attemptId);
  return {
    folder: join(folder, attemptId),
    gitDir: join(await requireCommonDir(root), 'worktrees', attemptId),
  };
}

/** Whether git's folder for the worktree exists and means this worktree, not one of the user's with the same name. */
export async function isOurs(place: AttemptPlace): Promise<boolean> {
  const pointer = await pointerOf(place);
  if (pointer !== undefined) return dirname(pointer) === place.folder;
  // Git was killed while it made the worktree: then the folder holds next to nothing.
  const names = await readdir(place.gitDir).catch(() => undefined);
  return names?.every((name) => name === 'locked') ?? false;
}

/** Where git believes the `.git` of the worktree to be. */
async function pointerOf({ gitDir }: AttemptPlace): Promise<string | undefined> {
  return (await readFile(join(gitDir, 'gitdir'), 'utf8').catch(() => undefined))?.trim();
}

/** `elsewhere`: git's folder of that name means another worktree. `unknown`: files that no repository vouches for. */
export type Owner = 'ours' | 'free' | 'elsewhere' | 'unknown';

/**
 * Whose the place is. A worktree that came along with a data folder which was moved is made ours again; not one that was
 * copied, as long as the other is there: somebody may be at work in it.
 */
export async function claim(place: AttemptPlace): Promise<Owner> {
  if (await isOurs(place)) return 'ours';
  const pointer = await pointerOf(place);
  if (!(await holdsFiles(place.folder))) return pointer === undefined ? 'free' : 'elsewhere';
  if (pointer === undefined || !(await isGone(dirname(pointer))) || !(await pointsBack(place)))
    return 'unknown';
  // Not `git worktree repair`, which also writes into all other worktrees, and there through links.
  await writeAtomic(join(place.gitDir, 'gitdir'), Buffer.from(`${join(place.folder, '.git')}\n`));
  return 'ours';
}

/** Whether the `.git` file of the worktree names git's own folder for it. */
async function pointsBack({ folder, gitDir }: AttemptPlace): Promise<boolean> {
  const file = join(folder, '.git');
  if (!(await lstat(file).catch(() => undefined))?.isFile()) return false;
  const [, named] = /^gitdir: (.+)$/.exec((await readFile(file, 'utf8').catch(() => '')).trim()) ?? [];
  if (named === undefined) return false;
  const [one, other] = await Promise.all(
    [resolve(folder, named), gitDir].map((path) => realpath(path).catch(() => undefined)),
  );
  return one !== undefined && one === other;
}

export function attemptRefs(root: GitPlace, attemptId: string): Promise<Map<string, string>> {
  return listRefs(root, `refs/heads/orchestrator/*/${attemptId}`);
}

/**
 * Removes what an attempt left: the worktree, git's folder for it, and the branch. What is on the branch or in the
 * files, and is in no commit of `merged`, is kept under `refs/orchestrator/snapshots/`; ignored files are not.
 * Throws `conflict` for files that are not known to be the attempt's, `git` where the name belongs to another worktree.
 */
export async function clearAttempt(
  root: GitPlace,
  place: AttemptPlace,
  attemptId: string,
  at: number,
  merged?: string,
): Promise<void> {
  const owner = await claim(place);
  if (owner === 'unknown') throw notOurs(place, attemptId);
  if (owner === 'elsewhere') throw nameTaken(attemptId);
  if (owner === 'ours') {
    await keepFiles(place, attemptId, at);
    await moveToTrash(place.folder);
    await removeGitDir(place.gitDir);
  }
  for (const [ref, commit] of await attemptRefs(root, attemptId)) {
    const isKept = merged !== undefined && (await findMerged(root, commit, merged)) !== undefined;
    if (!isKept) await writeSnapshot(root, `${attemptId}-branch`, commit);
    await updateRefs(root, [{ ref, to: null, from: commit }]);
  }
}

function notOurs({ folder }: AttemptPlace, attemptId: string): FaultError {
  return new FaultError(
    fault('conflict', `The files in ${folder} are not known to be those of ${attemptId}`, {
      hint: 'Nothing was removed. Another data folder may hold the same attempt. Move this folder away, then try again.',
    }),
  );
}

export function nameTaken(attemptId: string): FaultError {
  return new FaultError(fault('git', `Another worktree of the repository is already called ${attemptId}`));
}

async function keepFiles(place: AttemptPlace, attemptId: string, at: number): Promise<void> {
  const isComplete = await exists(join(place.gitDir, 'index'));
  // A worktree that was never filled holds no work.
  if (!isComplete || !(await exists(place.folder))) return;
  await removeStaleLocks(place);
  // Git passes over a folder that it may not read.
  await openFolders(place.folder);
  const headFile = join(place.gitDir, 'HEAD');
  // Without it git takes nothing for a repository; what the files are based on is then unknown.
  if (!(await exists(headFile))) await writeFile(headFile, 'ref: refs/heads/orchestrator-lost\n');
  const head = await readCommit(place, 'HEAD');
  // Git cannot store a repository within; it would only note its commit.
  await addAll(place, [...(await findNestedRepositories(place)), ...(await readLeftOut(place))]);
  const tree = await writeTree(place);
  if (head !== undefined && (await diffTrees(place, head, tree)).length === 0) return;
  const message = `Left behind by attempt ${attemptId}`;
  const parents = head === undefined ? [] : [head];
  const commit = await writeCommit(place, { tree, parents, message, at });
  await writeSnapshot(place, `${attemptId}-left`, commit);
}

/** Nobody works in a worktree that is about to go, so a lock there has no owner. */
async function removeStaleLocks(place: AttemptPlace): Promise<void> {
  for (const name of ['index.lock', 'HEAD.lock']) await rm(join(place.gitDir, name), { force: true });
}

/** What tells whose the folder is goes last, so that a removal which a crash cut short can be finished. */
async function removeGitDir(gitDir: string): Promise<void> {
  const names = await readdir(gitDir).catch(() => []);
  for (const name of names.filter((one) => one !== 'gitdir')) {
    await rm(join(gitDir, name), { recursive: true, force: true });
  }
  await rm(gitDir, { recursive: true, force: true });
}

/** A rename first, so that a crash leaves no half-empty worktree that looks like somebody's work. */
async function moveToTrash(path: string): Promise<void> {
  const folder = dirname(path);
  const trash = join(folder, `${TRASH}${path.slice(folder.length + 1)}`);
  await discard(trash);
  const moved = await rename(path, trash).then(
    () => true,
    () => false,
  );
  if (moved) await discard(trash);
  else await removeTree(path);
}

/** What cannot be removed now stays in the trash, and the next sweep tries again. */
function discard(trash: string): Promise<void> {
  return removeTree(trash).catch(() => undefined);
}

/** Never rejects: trash that stays stands in nobody's way. */
export async function emptyTrash(folder: string): Promise<void> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith(TRASH));
  await Promise.all(names.map((name) => discard(join(folder, name))));
}

/** The attempts of which the repository still knows a worktree or a branch. */
export async function listAttempts(root: GitPlace, folder: string): Promise<Set<string>> {
  const attempts = new Set<string>();
  for (const ref of (await listRefs(root, 'refs/heads/orchestrator/*/*')).keys()) {
    attempts.add(ref.slice(ref.lastIndexOf('/') + 1));
  }
  const worktrees = join(await requireCommonDir(root), 'worktrees');
  for (const name of await readdir(worktrees).catch(() => [])) {
    const pointer = await readFile(join(worktrees, name, 'gitdir'), 'utf8').catch(() => '');
    if (pointer !== '' && isWithin(folder, dirname(pointer.trim()))) attempts.add(name);
  }
  return attempts;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

/** A folder that cannot be read holds something. */
async function holdsFiles(folder: string): Promise<boolean> {
  return readdir(folder).then(
    (names) => names.length > 0,
    (thrown) => !isMissing(thrown),
  );
}

async function isGone(path: string): Promise<boolean> {
  return lstat(path).then(() => false, isMissing);
}

function isMissing(thrown: unknown): boolean {
  return (
    thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR')
  );
}
