import type { Attempt } from './model/attempt.ts';
import type { Check } from './model/check.ts';
import type { CoverageCell, CoverageMatrix, CoverageRow } from './model/coverage-matrix.ts';
import type { Requirement, Standing } from './model/requirement.ts';
import type { Task, TaskKind, TaskState } from './model/task.ts';

/** A design or a review speaks of requirements; it does not satisfy them. */
export const SPEAKS_ONLY: ReadonlySet<TaskKind> = new Set(['architecture', 'review', 'milestone']);

export type CoverageInput = {
  runId: string;
  requirements: readonly Requirement[];
  tasks: readonly Task[];
  attempts: readonly Attempt[];
  checks: readonly Pick<Check, 'attemptId' | 'kind' | 'verdict' | 'summary'>[];
};

const LEVELS = ['must', 'should', 'could'] as const;

/** Joins requirements with the tasks, files and checks behind them. Linear in what it is given, but for the sorting. */
export function coverageMatrix({
  runId,
  requirements,
  tasks,
  attempts,
  checks,
}: CoverageInput): CoverageMatrix {
  const shown = requirements.filter(({ state }) => state !== 'rejected');
  const cells = cellsByKey(tasks, attempts, checks);
  const rows = shown.map((requirement) => rowOf(requirement, cells.get(requirement.key) ?? []));
  const counts = { total: rows.length, covered: 0, gap: 0, planned: 0, uncovered: 0, openMusts: 0 };
  for (const { coverage, level } of rows) {
    counts[coverage]++;
    if (level === 'must' && coverage !== 'covered') counts.openMusts++;
  }
  return { runId, counts, rows: rows.toSorted((a, b) => rank(a) - rank(b)) };
}

/** The hash that each path has after the last of the attempts that wrote it; removed files are left out. */
export function lastHashes(attempts: readonly Attempt[]): Map<string, string> {
  const hashes = new Map<string, string>();
  const inOrder = attempts.filter(isAccepted).toSorted((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0));
  for (const { output } of inOrder) {
    for (const { path, sha256, change } of output?.files ?? []) {
      if (change === 'removed') hashes.delete(path);
      else hashes.set(path, sha256);
    }
  }
  return hashes;
}

function isAccepted({ state }: Attempt): boolean {
  return state === 'merged' || state === 'succeeded';
}

function rank({ coverage, level }: CoverageRow): number {
  return (coverage === 'covered' ? LEVELS.length : 0) + LEVELS.indexOf(level);
}

function cellsByKey(
  tasks: readonly Task[],
  attempts: readonly Attempt[],
  checks: CoverageInput['checks'],
): Map<string, CoverageCell[]> {
  const attemptsOf = Map.groupBy(attempts, ({ taskId }) => taskId);
  const checksOf = Map.groupBy(checks, ({ attemptId }) => attemptId);
  const cells = new Map<string, CoverageCell[]>();
  for (const task of tasks) {
    const counting = attemptThatCounts(attemptsOf.get(task.id) ?? []);
    const { claimed, cell } = cellOf(task, counting, (counting && checksOf.get(counting.id)) ?? []);
    for (const key of new Set([...task.requirementKeys, ...claimed])) {
      const own = { ...cell, covers: claimed.has(key) };
      const others = cells.get(key);
      if (others) others.push(own);
      else cells.set(key, [own]);
    }
  }
  return cells;
}

function attemptThatCounts(attempts: readonly Attempt[]): Attempt | undefined {
  return attempts.findLast(isAccepted) ?? attempts.at(-1);
}

function cellOf(task: Task, attempt: Attempt | undefined, checks: CoverageInput['checks']) {
  const output = attempt?.output;
  const counts = task.state === 'done' && !SPEAKS_ONLY.has(task.kind);
  const claimed = new Set(counts ? (output?.covers ?? []) : []);
  const cell: CoverageCell = {
    taskId: task.id,
    key: task.key,
    title: task.title,
    state: task.state,
    covers: false,
    ...(attempt ? { attemptId: attempt.id } : {}),
    files: (output?.files ?? [])
      .filter(({ change }) => change !== 'removed')
      .map(({ path, sha256 }) => ({ path, sha256 })),
    checks: checks.map(({ kind, verdict, summary }) => ({ kind, verdict, summary })),
  };
  return { claimed, cell };
}

function rowOf(requirement: Requirement, own: readonly CoverageCell[]): CoverageRow {
  const { key, text, kind, level, coverage, documentId, source, standing, coverageNote } = requirement;
  const tasks = standing ? [...own, earlierCell(standing, coverage === 'covered')] : [...own];
  const reason = coverage === 'covered' ? undefined : (coverageNote ?? reasonOf(tasks));
  const row = { key, text, kind, level, coverage, documentId, line: source.line, tasks };
  return reason === undefined ? row : { ...row, reason };
}

function earlierCell(standing: Standing, covers: boolean): CoverageCell {
  const { runId, taskId, taskKey, title, attemptId, files } = standing;
  return {
    taskId,
    key: taskKey,
    title,
    state: 'done',
    covers,
    ...(attemptId === undefined ? {} : { attemptId }),
    earlierRunId: runId,
    files,
    checks: [],
  };
}

const STATE_WORDS: Record<Exclude<TaskState, 'done'>, string> = {
  blocked: 'waits for other tasks',
  ready: 'has not started yet',
  running: 'is being worked on',
  validating: 'is being checked',
  merging: 'is being merged',
  waiting: 'waits for an answer',
  failed: 'failed',
  cancelled: 'was cancelled',
};

function reasonOf(tasks: readonly CoverageCell[]): string {
  if (tasks.length === 0) return 'No task works on it.';
  const [task] = tasks.toSorted((a, b) => Number(a.state === 'done') - Number(b.state === 'done'));
  if (!task) return 'No task works on it.';
  if (task.state === 'done') return `${task.key} is done, but its result does not claim this requirement.`;
  return `${task.key} "${task.title}" ${STATE_WORDS[task.state]}.`;
}
