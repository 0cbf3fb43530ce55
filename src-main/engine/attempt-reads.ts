import type { Attempt } from '#shared/model/attempt.ts';
import type { TaskKind } from '#shared/model/task.ts';
import type { Read } from './read.ts';

/** Attempts by what is known of their tasks and runs. A slice reads its own tables alone, so they meet here. */

/** Every attempt of a run, oldest first. */
export function attemptsInRun(read: Read, runId: string): Attempt[] {
  return read.attempts.attemptsOfTasks(read.planning.taskIdsIn(runId));
}

/** Attempts of a project whose worktree is still wanted; none is, once their run has ended. */
export function wantedWorktrees(read: Read, projectId: string): string[] {
  const tasks = read.runs.openRuns(projectId).flatMap((runId) => read.planning.taskIdsWithWork(runId));
  return read.attempts.atWork(tasks);
}

/** Milliseconds that the merged attempts at the latest tasks of a kind took. */
export function recentDurations(read: Read, kind: TaskKind, limit: number): number[] {
  return read.attempts.durationsOf(read.planning.lastDone(kind, limit));
}
