import type { Command } from '#shared/commands.ts';
import { ok } from '#shared/faults.ts';
import { integrationBranch } from '../workspace/template.ts';
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

/**
 * Removes the worktrees of a project that no open attempt needs, but for those of merged work whose time has not come; each
 * keeps what is unmerged as a snapshot.
 */
export function tidyEffect(worktrees: Worktrees): Effect<{
  projectId: string;
  root: string;
  keep: Set<string>;
  keepUntil: Map<string, number>;
}> {
  return {
    load(projectId, read) {
      const project = read.projects.get(projectId);
      const keep = new Set(wantedWorktrees(read, projectId));
      return (
        project && { projectId, root: project.root, keep, keepUntil: read.attempts.keptUntil(projectId) }
      );
    },
    lane: ({ projectId }) => `git:${projectId}`,
    async run({ root, keep, keepUntil }) {
      const swept = await worktrees.sweep({ root, keep, keepUntil });
      return swept.ok ? ok([]) : swept;
    },
    failed: () => [],
    retries: 3,
    timeoutMs: () => START_TO_CLOSE_MS,
  };
}

/** Removes the worktree of merged work. It looks for the proof again: what cannot be reached any more is kept. */
export function sweepEffect(
  worktrees: Worktrees,
): Effect<{ attemptId: string; projectId: string; root: string }> {
  return {
    load(attemptId, read) {
      const attempt = read.attempts.attempt(attemptId);
      const project = attempt && read.projects.get(attempt.projectId);
      if (!attempt?.merged || !project) return undefined;
      return { attemptId, projectId: project.id, root: project.root };
    },
    lane: ({ projectId }) => `git:${projectId}`,
    async run({ attemptId, root }) {
      const branch = await integrationBranch(root);
      if (!branch.ok) return branch;
      const removed = await worktrees.remove({ root, attemptId, branch: branch.value });
      return removed.ok ? ok([]) : removed;
    },
    failed: () => [],
    retries: 3,
    timeoutMs: () => START_TO_CLOSE_MS,
  };
}
