import type { Command } from '#shared/commands.ts';
import { ok } from '#shared/faults.ts';
import type { Worktrees } from '../workspace/worktrees.ts';
import { wantedWorktrees } from './attempt-reads.ts';
import type { Effect } from './effect.ts';
import { RUN_MS, START_TO_CLOSE_MS } from './timeouts.ts';

/** Work that consists in its moment having come: it only brings a command. */
function chore(commandFor: (subject: string) => Command): Effect<string> {
  return {
    load: (subject) => subject,
    run: async (subject) => ok([commandFor(subject)]),
    failed: () => [],
    retries: 0,
    timeoutMs: () => START_TO_CLOSE_MS,
  };
}

function timeOutEffect(): Effect<{ runId: string; waiting: boolean }> {
  return {
    load: (runId, read) => ({ runId, waiting: read.decisions.openDecisions(runId).length > 0 }),
    run: async (input) => ok([{ type: 'runs.time_out', ...input, extendMs: RUN_MS }]),
    failed: () => [],
    retries: 0,
    timeoutMs: () => START_TO_CLOSE_MS,
  };
}

export const choreEffects = {
  /** Releases the next tasks of a plan: a wide plan is not put into one transaction. */
  'planning.release': chore((planId) => ({ type: 'planning.release', planId })),
  'decision.expire': chore((decisionId) => ({ type: 'decisions.expire', decisionId })),
  'run.time_out': timeOutEffect(),
};

/** Removes the worktrees of a project that no open attempt needs; each keeps what is unmerged as a snapshot. */
export function tidyEffect(
  worktrees: Worktrees,
): Effect<{ projectId: string; root: string; keep: Set<string> }> {
  return {
    load(projectId, read) {
      const project = read.projects.get(projectId);
      return project && { projectId, root: project.root, keep: new Set(wantedWorktrees(read, projectId)) };
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
