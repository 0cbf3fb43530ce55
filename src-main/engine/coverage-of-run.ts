import { coverageMatrix, lastHashes } from '#shared/coverage.ts';
import type { CoverageMatrix } from '#shared/model/coverage-matrix.ts';
import type { Run } from '#shared/model/run.ts';
import type { EarlierRun } from '../slices/intake/compare.ts';
import type { Read } from './read.ts';

/** Requirement by task by file by check, from the rows as they stand. */
export function coverageOfRun(read: Read, runId: string): CoverageMatrix {
  const plan = read.planning.planOf(runId);
  return coverageMatrix({
    runId,
    requirements: read.intake.requirementsOf(runId),
    tasks: plan ? read.planning.tasksOf(plan.id) : [],
    attempts: read.attempts.attemptsInRun(runId),
    checks: read.checks.checksOfRun(runId),
  });
}

/** What an earlier run had made of its requirements. */
export function earlierRun(read: Read, { id, title, openedAt }: Run): EarlierRun {
  const hashes = lastHashes(read.attempts.attemptsInRun(id));
  return { run: { id, title, openedAt }, coverage: coverageOfRun(read, id), hashes };
}
