import { type MergeInput, mergeAttempt } from '../slices/attempts/merge.ts';
import type { Worktrees } from '../workspace/worktrees.ts';
import type { Effect } from './effect.ts';
import { failAttempt } from './effect-outcomes.ts';
import { START_TO_CLOSE_MS } from './timeouts.ts';

/** Brings checked work into the integration branch, one at a time, in the order of the plan. */
export function mergeEffect(worktrees: Worktrees): Effect<MergeInput> {
  return {
    load(attemptId, read) {
      const attempt = read.attempts.attempt(attemptId);
      const task = attempt && read.planning.task(attempt.taskId);
      const project = attempt && read.projects.get(attempt.projectId);
      if (attempt?.state !== 'succeeded' || !task || !project) return undefined;
      return { attempt, task, project };
    },
    lane: ({ project }) => `git:${project.id}`,
    run: (input) => mergeAttempt(input, { worktrees }),
    failed: (attemptId, fault) => [failAttempt(attemptId, 'failed', fault)],
    retries: 3,
    timeoutMs: () => START_TO_CLOSE_MS,
  };
}
