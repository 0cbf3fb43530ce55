import { ok, type Result } from '#shared/faults.ts';
import type { AttemptOutput, KeptFile, KeptWork } from '#shared/model/attempt.ts';
import type { WorkReply } from '../../ports/agent.ts';
import { GUEST_BRANCH } from '../../workspace/guest.ts';
import type { Provenance, Replaced } from '../../workspace/hands.ts';
import type { OpenWorktree } from '../../workspace/worktrees.ts';
import type { AttemptTools, WorkInput } from './attempt-input.ts';
import { commitWork } from './commit-work.ts';
import { judge } from './file-law.ts';

/** The work was committed, or it waits for a word on files of a person's. */
export type Outcome = { output: AttemptOutput; held?: never } | { held: Held; output?: never };

export type Held = { kept: KeptWork; diffs: Record<string, string> };

/** What an agent left in its worktree, and what it says of it. */
export type Delivery = WorkInput & { branch: string; worktree: OpenWorktree; work: WorkReply };

/** Characters of a difference that a question shows. */
const DIFF_CHARACTERS = 6_000;
/** Files whose differences are shown. */
const MOST_DIFFS = 10;

/** Commits what the worktree shows, under the write policy: a person's files are replaced by their word only. */
export async function handIn(delivery: Delivery, tools: AttemptTools): Promise<Result<Outcome>> {
  const { holdings, branch, work } = delivery;
  const template = await tools.template();
  if (!template.ok) return template;
  const place = placeOf(delivery);
  const known: Provenance = {
    isOwn: (path, hash) => holdings.own.get(path)?.has(hash) ?? false,
    wasOwn: (path) => holdings.own.has(path),
    template: template.value,
    ...(branch === GUEST_BRANCH ? { givenBefore: holdings.runOpenedAt } : {}),
  };
  const reviewed = await tools.worktrees.review(place, known);
  if (!reviewed.ok) return reviewed;
  if (reviewed.value.changed === 0) return unchanged(delivery, tools);
  const { ask, spare } = judge(reviewed.value.replaced, holdings.rulings);
  if (ask.length > 0) return hold(delivery, ask, tools);
  const beside = await tools.worktrees.spare(place, spare);
  if (!beside.ok) return beside;
  for (const { path } of spare) {
    const name = beside.value.get(path);
    tools.log(`${path} stays as a person wrote it${name ? `; the version of the task is ${name}` : ''}`);
  }
  if (spare.length > 0) {
    const left = await tools.worktrees.review(place, known);
    if (!left.ok) return left;
    if (left.value.changed === 0) return unchanged(delivery, tools);
  }
  const commit = await commitWork(delivery.worktree, delivery, tools.worktrees);
  if (!commit.ok) return commit;
  const done = new Set([...commit.value.files, ...spare].map(({ path }) => path));
  const standing = await stoodBefore(delivery, done, tools);
  if (!standing.ok) return standing;
  tools.log(`Committed ${commit.value.files.length} file(s) as ${commit.value.commit.slice(0, 10)}`);
  const { covers, gaps, summary, usage } = work;
  const { baseCommit } = delivery.worktree;
  const files = [...commit.value.files, ...standing.value];
  return ok({ output: { ...commit.value, files, baseCommit, covers, gaps, summary, usage } });
}

/** Keeps all of the work as a commit. Nothing of it is merged before a person said what becomes of their files. */
async function hold(
  delivery: Delivery,
  ask: readonly Replaced[],
  tools: AttemptTools,
): Promise<Result<Outcome>> {
  const { work } = delivery;
  const place = placeOf(delivery);
  const commit = await commitWork(delivery.worktree, delivery, tools.worktrees);
  if (!commit.ok) return commit;
  const files: KeptFile[] = ask.map(({ path, sha256: hash, change }) => ({ path, sha256: hash, change }));
  const diffs: Record<string, string> = {};
  for (const { path } of files.slice(0, MOST_DIFFS)) {
    const diff = await tools.worktrees.diff(place, commit.value.commit, path, DIFF_CHARACTERS);
    if (!diff.ok) return diff;
    diffs[path] = diff.value;
  }
  tools.log(`Waits for a word on ${files.map(({ path }) => path).join(', ')}; nothing was replaced`);
  const { covers, gaps, summary } = work;
  const { baseCommit } = place;
  const paths = pathsOf(delivery);
  const kept = { commit: commit.value.commit, baseCommit, files, paths, covers, gaps, summary };
  return ok({ held: { kept, diffs } });
}

/** Every file stands as it should already, or stays as a person wants it: nothing to commit, but the checks still look. */
async function unchanged(delivery: Delivery, tools: AttemptTools): Promise<Result<Outcome>> {
  const standing = await stoodBefore(delivery, new Set(), tools);
  if (!standing.ok) return standing;
  tools.log(`${standing.value.length} file(s) stand already as they should`);
  const { covers, gaps, summary, usage } = delivery.work;
  const { baseCommit } = delivery.worktree;
  return ok({ output: { baseCommit, files: standing.value, covers, gaps, summary, usage } });
}

/** Files of the work that stood in the workspace as they should: they are part of the result like the others. */
function stoodBefore(delivery: Delivery, without: ReadonlySet<string>, { worktrees }: AttemptTools) {
  const paths = pathsOf(delivery).filter((path) => !without.has(path));
  return worktrees.standing(placeOf(delivery), paths);
}

function pathsOf({ adopted, work }: Delivery): string[] {
  return adopted?.paths ?? work.files.map(({ path }) => path);
}

function placeOf({ attempt, project, worktree }: Delivery) {
  return { root: project.root, attemptId: attempt.id, baseCommit: worktree.baseCommit };
}
