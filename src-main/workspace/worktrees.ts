import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Fault, FaultError, fault, type Result, unwrap } from '#shared/faults.ts';
import type { Clock } from '../kernel/clock.ts';
import { createLanes } from '../kernel/lanes.ts';
import { catchUp } from './advance.ts';
import { type AttemptCommit, type CommitRequest, commitWorktree } from './attempt-commit.ts';
import {
  type AttemptPlace,
  attemptPlace,
  attemptRefs,
  claim,
  clearAttempt,
  emptyTrash,
  isOurs,
  listAttempts,
  nameTaken,
  requireCommonDir,
  worktreesFolder,
} from './attempt-place.ts';
import { type GitPlace, git } from './git.ts';
import { branchRef, readCommit } from './git-refs.ts';
import { readTree } from './git-trees.ts';
import { cleanIndex } from './index-lock.ts';
import { type FoundWorktree, listFound } from './inventory.ts';
import { leaveOut } from './left-out.ts';
import { type MergeRequest, mergeCommit } from './merge.ts';
import { findMerged, type Merged } from './merged.ts';
import { type Settlement, settleConflict } from './resolve.ts';
import { createReview, type Review } from './review.ts';
import { settle } from './settle.ts';
import { removeStaleLocksBelow } from './stale-lock.ts';
import { integrationBranch } from './template.ts';

export type OpenRequest = {
  /** Absolute path of the project's workspace. */
  root: string;
  attemptId: string;
  taskKey: string;
  /** The integration branch, from whose tip the attempt starts. */
  branch: string;
  /** Starts from this commit instead. */
  from?: string;
};

export type OpenWorktree = { path: string; branch: string; baseCommit: string };

export type SweepReport = { removed: string[]; failed: { attemptId: string; fault: Fault }[] };

/** A worktree and a branch for each attempt. Nothing here ever touches files of the user, but for `merge`. */
export type Worktrees = Review & {
  /**
   * Makes the worktree `<home>/worktrees/<attemptId>` from the tip of the integration branch, on the new branch
   * `orchestrator/<task key>/<attemptId>`. What an earlier start of the same attempt left is snapshotted and removed.
   */
  open(request: OpenRequest): Promise<Result<OpenWorktree>>;
  /** Keeps out of commits what made the worktree ready: the copied paths, and what a set-up command left. */
  leaveOut(request: {
    root: string;
    attemptId: string;
    copied: readonly string[];
  }): Promise<Result<undefined>>;
  /** Commits all that the worktree shows; see `commitWorktree`. */
  commit(request: CommitRequest & { root: string; attemptId: string }): Promise<Result<AttemptCommit>>;
  /** Puts the work of an earlier attempt into a worktree just opened, with its conflicts settled; see `settleConflict`. */
  settleConflict(
    request: Settlement & { attemptId: string; root: string },
  ): Promise<Result<{ changed: boolean }>>;
  /** Brings an attempt's commit into the integration branch and returns the proof; see `mergeCommit`. Safe to repeat. */
  merge(request: MergeRequest): Promise<Result<Merged>>;
  /**
   * Removes the worktree and the branch of an attempt. Work that is not merged into `branch` makes it a `conflict`,
   * unless it is to be abandoned: then a snapshot ref keeps it. Safe to repeat.
   */
  remove(request: {
    root: string;
    attemptId: string;
    branch: string;
    abandon?: boolean;
  }): Promise<Result<undefined>>;
  /**
   * Removes, with snapshots, what attempts of the workspace left that are not to be kept: after a crash or a run.
   * Those to be kept may be at work and are not touched, nor are those whose time (epoch milliseconds) has not come.
   */
  sweep(request: {
    root: string;
    keep: ReadonlySet<string>;
    keepUntil?: ReadonlyMap<string, number>;
  }): Promise<Result<SweepReport>>;
  /** The worktrees of a workspace, with what they take on the disk. */
  inventory(root: string): Promise<Result<FoundWorktree[]>>;
};

export function createWorktrees({ home, clock }: { home: string; clock: Clock }): Worktrees {
  // Git commands that look through all worktrees trip over one that is just being made.
  const lanes = createLanes();
  /** Attempts by the order in which they were opened here: one that begins during a sweep is no leftover. */
  const begun = new Map<string, number>();
  let order = 0;
  return {
    ...createReview(home),
    open(request) {
      begun.set(request.attemptId, ++order);
      return settle('open a worktree', () => open(home, clock, lanes.run, request));
    },
    leaveOut: ({ root, attemptId, copied }) =>
      settle('keep files out of commits', async () => {
        await leaveOut(await attemptPlace({ folder: root }, await worktreesFolder(home), attemptId), copied);
        return undefined;
      }),
    commit: (request) =>
      settle('commit a worktree', async () =>
        commitWorktree(await mustPlace(home, request), request, clock.now()),
      ),
    settleConflict: (request) =>
      settle('settle a conflict', async () => {
        return { changed: await settleConflict(await mustPlace(home, request), request) };
      }),
    merge: (request) =>
      lanes.run(request.root, () =>
        settle('merge', () => mergeCommit({ folder: request.root, personal: true }, request, clock.now())),
      ),
    remove: (request) =>
      lanes.run(request.root, () =>
        settle('remove a worktree', async () => {
          const root: GitPlace = { folder: request.root };
          const place = await attemptPlace(root, await worktreesFolder(home), request.attemptId);
          const tip = await readCommit(root, branchRef(request.branch));
          if (!request.abandon) await refuseUnmerged(root, request.attemptId, tip);
          await clearAttempt(root, place, request.attemptId, clock.now(), tip);
          begun.delete(request.attemptId);
          return undefined;
        }),
      ),
    sweep({ root, keep, keepUntil }) {
      const now = order;
      const isLeftover = (attemptId: string) =>
        !keep.has(attemptId) &&
        (begun.get(attemptId) ?? 0) <= now &&
        (keepUntil?.get(attemptId) ?? 0) <= clock.now();
      return settle('sweep the worktrees', () => sweep(home, clock, lanes.run, root, isLeftover));
    },
    inventory: (root) =>
      settle('list the worktrees', async () => listFound({ folder: root }, await worktreesFolder(home))),
  };
}

async function mustPlace(
  home: string,
  { root, attemptId }: { root: string; attemptId: string },
): Promise<AttemptPlace> {
  const place = await attemptPlace({ folder: root }, await worktreesFolder(home), attemptId);
  if ((await isOurs(place)) && (await stat(place.folder).catch(() => undefined))) return place;
  throw new FaultError(fault('not_found', `The worktree of ${attemptId} is gone`));
}

type InLane = ReturnType<typeof createLanes>['run'];

async function open(home: string, clock: Clock, inLane: InLane, request: OpenRequest): Promise<OpenWorktree> {
  const { root: rootFolder, attemptId, branch } = request;
  const root: GitPlace = { folder: rootFolder };
  const place = await attemptPlace(root, await worktreesFolder(home), attemptId);
  const own = `orchestrator/${slug(request.taskKey)}/${attemptId}`;
  branchRef(own);
  const baseCommit = await inLane(rootFolder, async () => {
    const tip = await readCommit(root, branchRef(branch));
    await clearAttempt(root, place, attemptId, clock.now(), tip);
    if (tip === undefined) throw new FaultError(fault('not_found', `The branch ${branch} does not exist`));
    const start = request.from ?? tip;
    const args = ['worktree', 'add', '--no-checkout', '--no-track', '-b', own, place.folder, start];
    await git('open a worktree', root, args);
    if (await isOurs(place)) return start;
    throw nameTaken(attemptId);
  });
  await readTree(place, 'HEAD', 'with files');
  return { path: place.folder, branch: own, baseCommit };
}

async function refuseUnmerged(root: GitPlace, attemptId: string, tip: string | undefined): Promise<void> {
  for (const [ref, commit] of await attemptRefs(root, attemptId)) {
    if (tip !== undefined && (await findMerged(root, commit, tip))) continue;
    throw new FaultError(
      fault('conflict', `The work of ${attemptId} is not merged yet`, {
        hint: `It was kept on the branch ${ref.replace('refs/heads/', '')}. Merge it or abandon it.`,
      }),
    );
  }
}

async function sweep(
  home: string,
  clock: Clock,
  inLane: InLane,
  rootFolder: string,
  isLeftover: (attemptId: string) => boolean,
): Promise<SweepReport> {
  const root: GitPlace = { folder: rootFolder };
  const folder = await worktreesFolder(home);
  const report: SweepReport = { removed: [], failed: [] };
  await emptyTrash(folder);
  const branch = unwrap(await integrationBranch(rootFolder));
  // What stands in the way of it, the next merge says to those who wait for that.
  await inLane(rootFolder, () =>
    settle('catch up', async () => {
      await catchUp({ ...root, personal: true }, branch);
      await cleanIndex(root);
    }),
  );
  await removeStaleLocksOf(root);
  const tip = await readCommit(root, branchRef(branch));
  for (const attemptId of await listAttempts(root, folder)) {
    if (!isLeftover(attemptId)) continue;
    const swept = await inLane(rootFolder, () =>
      settle('remove a leftover worktree', async () => {
        const place = await attemptPlace(root, folder, attemptId);
        // It may have been opened again while this waited for its turn; and it may be at work for another data folder.
        if (!isLeftover(attemptId) || (await claim(place)) === 'elsewhere') return false;
        await clearAttempt(root, place, attemptId, clock.now(), tip);
        return true;
      }),
    );
    if (!swept.ok) report.failed.push({ attemptId, fault: swept.fault });
    else if (swept.value) report.removed.push(attemptId);
  }
  return report;
}

/** A killed git may leave a lock beside a branch of ours that nobody asks for any more. */
async function removeStaleLocksOf(root: GitPlace): Promise<void> {
  const refs = join(await requireCommonDir(root), 'refs');
  for (const ours of ['heads/orchestrator', 'orchestrator']) await removeStaleLocksBelow(join(refs, ours));
}

/** Never `main`, which would stand in the way of the branch `orchestrator/main`. */
function slug(taskKey: string): string {
  const name = taskKey
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return name === '' || name === 'main' ? 'task' : name;
}
