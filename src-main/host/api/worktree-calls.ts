import { fail, ok, type Result } from '#shared/faults.ts';
import type { Project } from '#shared/model/project.ts';
import type { WorktreeEntry } from '#shared/model/worktree.ts';
import { integrationTip } from '../../workspace/integration-tip.ts';
import { findMerged } from '../../workspace/merged.ts';
import { settle } from '../../workspace/settle.ts';
import { integrationBranch } from '../../workspace/template.ts';
import type { HostParts } from '../parts.ts';

/** Every worktree of a project on the disk. Whether its work is merged is asked of git, not of the rows. */
export async function listWorktrees(parts: HostParts, { root }: Project): Promise<Result<WorktreeEntry[]>> {
  const { read, worktrees } = parts;
  const tip = await integrationTip(root);
  if (!tip.ok) return tip;
  const found = await worktrees.inventory(root);
  if (!found.ok) return found;
  return settle('list the worktrees', async () => {
    const entries: WorktreeEntry[] = [];
    for (const { commits: _commits, ...each } of found.value) {
      const attempt = read.attempts.attempt(each.attemptId);
      const task = attempt && read.planning.task(attempt.taskId);
      const commit = attempt?.output?.commit;
      const proof = commit === undefined ? undefined : await findMerged({ folder: root }, commit, tip.value);
      entries.push({
        ...each,
        state: attempt?.state ?? null,
        taskId: task?.id ?? null,
        taskKey: task?.key ?? null,
        proven: proof !== undefined,
        sweepAt: attempt?.merged?.sweepAt ?? null,
      });
    }
    return entries;
  });
}

export async function sweepWorktree(
  { read, worktrees }: HostParts,
  { root }: Project,
  attemptId: string,
): Promise<Result<{ removed: boolean }>> {
  const attempt = read.attempts.attempt(attemptId);
  if (attempt && ['queued', 'running', 'succeeded'].includes(attempt.state)) {
    return fail('conflict', `The attempt ${attemptId} is ${attempt.state}; its worktree is in use.`, {
      hint: 'Nothing was removed. Cancel its task first, or wait until it has ended.',
    });
  }
  const branch = await integrationBranch(root);
  if (!branch.ok) return branch;
  const found = await worktrees.inventory(root);
  if (!found.ok) return found;
  if (found.value.every((each) => each.attemptId !== attemptId)) return ok({ removed: false });
  const removed = await worktrees.remove({ root, attemptId, branch: branch.value, abandon: true });
  return removed.ok ? ok({ removed: true }) : removed;
}
