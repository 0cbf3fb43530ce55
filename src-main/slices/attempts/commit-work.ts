import type { Result } from '#shared/faults.ts';
import type { Attempt } from '#shared/model/attempt.ts';
import type { Project } from '#shared/model/project.ts';
import type { Task } from '#shared/model/task.ts';
import type { AttemptCommit } from '../../workspace/attempt-commit.ts';
import type { OpenWorktree, Worktrees } from '../../workspace/worktrees.ts';

/** Commits what the worktree of an attempt shows, with trailers that name task, attempt, agent and requirements. */
export function commitWork(
  worktree: OpenWorktree,
  { attempt, task, project }: { attempt: Attempt; task: Task; project: Project },
  worktrees: Worktrees,
): Promise<Result<AttemptCommit>> {
  const { requirementKeys } = task;
  return worktrees.commit({
    root: project.root,
    attemptId: attempt.id,
    baseCommit: worktree.baseCommit,
    message: `${task.key} ${task.title}`.replace(/\s+/g, ' '),
    trailers: {
      'Orchestrator-Task': `${task.key} ${task.id}`,
      'Orchestrator-Attempt': attempt.id,
      'Orchestrator-Agent': attempt.agentId,
      ...(requirementKeys.length === 0 ? {} : { 'Orchestrator-Requirements': requirementKeys.join(', ') }),
      ...(attempt.resolves ? { 'Orchestrator-Settles': attempt.resolves.attemptId } : {}),
    },
  });
}
