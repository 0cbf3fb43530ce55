import { fault, ok } from '#shared/faults.ts';
import type { Worktrees } from '../workspace/worktrees.ts';
import type { Effect } from './effect.ts';
import { START_TO_CLOSE_MS } from './timeouts.ts';

/** Releases the next tasks of a plan: a wide plan is not put into one transaction. */
export const releaseEffect: Effect<string> = {
  load: (planId) => planId,
  run: async (planId) => ok([{ type: 'planning.release', planId }]),
  failed: () => [],
  retries: 0,
  timeoutMs: () => START_TO_CLOSE_MS,
};

/** Work that consists in its moment having come. */
export const alarmEffects: Record<'decision.expire' | 'run.time_out', Effect<string>> = {
  'decision.expire': {
    load: (decisionId) => decisionId,
    run: async (decisionId) => ok([{ type: 'decisions.expire', decisionId }]),
    failed: () => [],
    retries: 0,
    timeoutMs: () => START_TO_CLOSE_MS,
  },
  'run.time_out': {
    load: (runId) => runId,
    run: async (runId) =>
      ok([
        {
          type: 'runs.end',
          runId,
          state: 'stopped',
          fault: fault('timeout', 'The run took longer than it may.', {
            retryable: false,
            hint: 'What was merged is kept. Start a new run for the rest.',
          }),
        },
      ]),
    failed: () => [],
    retries: 0,
    timeoutMs: () => START_TO_CLOSE_MS,
  },
};

/** Removes the worktrees of a project that no open attempt needs; each keeps what is unmerged as a snapshot. */
export function tidyEffect(
  worktrees: Worktrees,
): Effect<{ projectId: string; root: string; keep: Set<string> }> {
  return {
    load(projectId, read) {
      const project = read.projects.get(projectId);
      return (
        project && { projectId, root: project.root, keep: new Set(read.attempts.withWorktree(projectId)) }
      );
    },
    lane: ({ projectId }) => `git:${projectId}`,
    async run({ root, keep }) {
      const swept = await worktrees.sweep({ root, keep });
      return swept.ok ? ok([]) : swept;
    },
    failed: () => [],
    retries: 3,
    timeoutMs: () => START_TO_CLOSE_MS,
  };
}
