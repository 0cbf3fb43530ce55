import type { Command } from '#shared/commands.ts';
import { fail, ok, type Result } from '#shared/faults.ts';
import type { Attempt } from '#shared/model/attempt.ts';
import type { Project } from '#shared/model/project.ts';
import type { TaskDraft } from '#shared/model/task.ts';
import { integrationBranch } from '../../workspace/template.ts';
import type { Worktrees } from '../../workspace/worktrees.ts';

export type MergeInput = { attempt: Attempt; task: Pick<TaskDraft, 'key' | 'title'>; project: Project };

/** Merges checked work into the integration branch. Doing it twice is the same as once. */
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
  });
  if (!merged.ok) return merged;
  const removed = await worktrees.remove(place);
  if (!removed.ok) return removed;
  return ok([{ type: 'attempts.merged', attemptId: attempt.id, commit: merged.value.commit }]);
}
