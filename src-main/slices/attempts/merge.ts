import type { Command } from '#shared/commands.ts';
import { fail, ok, type Result } from '#shared/faults.ts';
import type { Attempt } from '#shared/model/attempt.ts';
import type { Project } from '#shared/model/project.ts';
import type { TaskDraft } from '#shared/model/task.ts';
import { integrationBranch } from '../../workspace/template.ts';
import type { Worktrees } from '../../workspace/worktrees.ts';

export type MergeInput = { attempt: Attempt; task: Pick<TaskDraft, 'key' | 'title'>; project: Project };

const HOUR_MS = 3_600_000;

/**
 * Brings checked work into the integration branch, in the way the project wants it. Doing it twice is the same as once. The
 * command carries the proof; the worktree stays for as long as the project keeps it, so that a person can look at it.
 */
export async function mergeAttempt(
  { attempt, task, project }: MergeInput,
  { worktrees }: { worktrees: Worktrees },
): Promise<Result<Command[]>> {
  const commit = attempt.output?.commit;
  if (commit === undefined) return fail('internal', `The attempt ${attempt.id} has no commit to merge.`);
  const branch = await integrationBranch(project.root);
  if (!branch.ok) return branch;
  const place = { root: project.root, attemptId: attempt.id, branch: branch.value };
  const merged = await worktrees.merge({
    ...place,
    commit,
    message: `Merge ${task.key} ${task.title}`,
    joinBy: project.settings.joinBy,
  });
  if (!merged.ok) return merged;
  const keepMs = project.settings.keepWorktreesHours * HOUR_MS;
  // The merge counts whether or not its worktree goes; what stays is swept later.
  if (keepMs === 0) await worktrees.remove(place);
  return ok([{ type: 'attempts.merged', attemptId: attempt.id, ...merged.value, keepMs }]);
}
