import { fail, ok, type Result } from '#shared/faults.ts';
import { type Artifact, type Attempt, NO_USAGE } from '#shared/model/attempt.ts';
import type { Project } from '#shared/model/project.ts';
import type { SettledFile } from '#shared/model/resolution.ts';
import type { Task } from '#shared/model/task.ts';
import type { Blobs } from '../../store/blobs.ts';
import type { Settlement } from '../../workspace/resolve.ts';
import type { OpenWorktree, Worktrees } from '../../workspace/worktrees.ts';
import { commitWork } from './commit-work.ts';
import type { Outcome } from './hand-in.ts';

export type SettleInput = { attempt: Attempt; task: Task; project: Project; original: Attempt };

export type SettleTools = { worktrees: Worktrees; blobs: Pick<Blobs, 'get'>; log(line: string): void };

/**
 * Does an attempt whose work is there already and only did not fit: puts the original's commit on the newer state as a
 * person said. What comes out is checked and merged like any other work.
 */
export async function settleIn(
  worktree: OpenWorktree,
  input: SettleInput,
  tools: SettleTools,
): Promise<Result<Outcome>> {
  const { attempt, project, original } = input;
  const { output } = original;
  const { resolves } = attempt;
  if (output?.commit === undefined || !resolves)
    return fail('internal', `The attempt ${original.id} has no commit that could be settled.`);
  const files = await withContents(resolves.files, tools.blobs);
  if (!files.ok) return files;
  tools.log(attempt.agentReason);
  const place = { root: project.root, attemptId: attempt.id };
  const settlement = { theirs: output.commit, rest: resolves.rest, files: files.value };
  const settled = await tools.worktrees.settleConflict({ ...place, ...settlement });
  if (!settled.ok) return settled;
  const said = {
    covers: output.covers,
    gaps: output.gaps,
    summary: output.summary,
    usage: NO_USAGE,
  };
  if (!settled.value.changed) {
    tools.log('Nothing of the work is left to be added.');
    const files = output.files.filter(({ change }) => change !== 'removed');
    return ok({ output: { files, ...said } });
  }
  const commit = await commitWork(worktree, input, tools.worktrees);
  if (!commit.ok) return commit;
  const { branch, commit: id, files: changed } = commit.value;
  tools.log(`Committed ${changed.length} file(s) as ${id.slice(0, 10)}`);
  const left = changed.map((file) => settledFile(file, output.files));
  return ok({ output: { branch, baseCommit: worktree.baseCommit, commit: id, files: left, ...said } });
}

/** Content that the original attempt did not leave just so is not an agent's alone any more. */
function settledFile(file: Artifact, originals: readonly Artifact[]): Artifact {
  const original = originals.find(({ path, sha256 }) => path === file.path && sha256 === file.sha256);
  return original
    ? { ...file, ...(original.from ? { from: original.from } : {}) }
    : { ...file, from: 'settled' };
}

async function withContents(
  files: readonly SettledFile[],
  blobs: Pick<Blobs, 'get'>,
): Promise<Result<Settlement['files']>> {
  const all: Settlement['files'][number][] = [];
  for (const file of files) {
    if ('take' in file) {
      all.push(file);
      continue;
    }
    const content = await blobs.get(file.sha256);
    if (!content.ok) return content;
    all.push({ path: file.path, content: content.value });
  }
  return ok(all);
}
