import { coverageMatrix, lastHashes } from '#shared/coverage.ts';
import type { Attempt } from '#shared/model/attempt.ts';
import type { CoverageMatrix } from '#shared/model/coverage-matrix.ts';
import type { Run } from '#shared/model/run.ts';
import type { EarlierRun } from '../slices/intake/compare.ts';
import type { Read } from './read.ts';

/** Requirement by task by file by check, from the rows as they stand. */
export function coverageOfRun(read: Read, runId: string): CoverageMatrix {
  return joined(read, runId).coverage;
}

/** What an earlier run had made of its requirements. */
export function earlierRun(read: Read, { id, title, openedAt }: Run): EarlierRun {
  const { coverage, attempts } = joined(read, id);
  return { run: { id, title, openedAt }, coverage, hashes: lastHashes(attempts) };
}

function joined(read: Read, runId: string): { coverage: CoverageMatrix; attempts: Attempt[] } {
  const plan = read.planning.planOf(runId);
  const tasks = plan ? read.planning.tasksOf(plan.id) : [];
  const attempts = read.attempts.attemptsOfTasks(tasks.map(({ id }) => id));
  const requirements = read.intake.requirementsOf(runId);
  const checks = read.checks.checksOfRun(runId);
  return { coverage: coverageMatrix({ runId, requirements, tasks, attempts, checks }), attempts };
}
