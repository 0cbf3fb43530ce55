import { mkdir, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FaultError, fault } from '#shared/faults.ts';
import { isWithin } from '../guard/jail.ts';
import type { GitPlace } from './git.ts';
import { commonDir, listRefs, readCommit, updateRefs, writeCommit, writeSnapshot } from './git-refs.ts';
import { addAll, diffTrees, findNestedRepositories, writeTree } from './git-trees.ts';
import { readLeftOut } from './left-out.ts';
import { findMerged } from './merged.ts';

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
  const pointer = await readFile(join(place.gitDir, 'gitdir'), 'utf8').catch(() => undefined);
  if (pointer !== undefined) return dirname(pointer.trim()) === place.folder;
  // Git was killed while it made the worktree: then the folder holds next to nothing.
  const names = await readdir(place.gitDir).catch(() => undefined);
  return names?.every((name) => name === 'locked') ?? false;
}

export function attemptRefs(root: GitPlace, attemptId: string): Promise<Map<string, string>> {
  return listRefs(root, `refs/heads/orchestrator/*/${attemptId}`);
}

/**
 * Removes what an attempt left: the worktree, git's folder for it, and the branch. What is on the branch or in the
 * files, and is in no commit of `merged`, is kept under `refs/orchestrator/snapshots/`; ignored files are not.
 */
export async function clearAttempt(
  root: GitPlace,
  place: AttemptPlace,
  attemptId: string,
  at: number,
  merged?: string,
): Promise<void> {
  const ours = await isOurs(place);
  if (ours) await keepFiles(place, attemptId, at);
  await moveToTrash(place.folder);
  if (ours) await removeGitDir(place.gitDir);
  for (const [ref, commit] of await attemptRefs(root, attemptId)) {
    const isKept = merged !== undefined && (await findMerged(root, commit, merged)) !== undefined;
    if (!isKept) await writeSnapshot(root, `${attemptId}-branch`, commit);
    await updateRefs(root, [{ ref, to: null, from: commit }]);
  }
}

async function keepFiles(place: AttemptPlace, attemptId: string, at: number): Promise<void> {
  const isComplete = await exists(join(place.gitDir, 'index'));
  const head = isComplete && (await exists(place.folder)) ? await readCommit(place, 'HEAD') : undefined;
  // A worktree that was never filled holds no work.
  if (head === undefined) return;
  await removeStaleLocks(place);
  // Git cannot store a repository within; it would only note its commit.
  await addAll(place, [...(await findNestedRepositories(place)), ...(await readLeftOut(place))]);
  const tree = await writeTree(place);
  if ((await diffTrees(place, head, tree)).length === 0) return;
  const message = `Left behind by attempt ${attemptId}`;
  const commit = await writeCommit(place, { tree, parents: [head], message, at });
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
  await rm(trash, { recursive: true, force: true });
  const moved = await rename(path, trash).then(
    () => true,
    () => false,
  );
  if (moved) await rm(trash, { recursive: true, force: true, maxRetries: 3 });
  else await rm(path, { recursive: true, force: true, maxRetries: 3 });
}

export async function emptyTrash(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(TRASH));
  await Promise.all(names.map((name) => rm(join(folder, name), { recursive: true, force: true })));
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
