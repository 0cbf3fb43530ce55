import type { RunProgress, RunSummary } from '#shared/model/summary.ts';
import type { Read } from '../engine/read.ts';

/** A run in one object. `now` in epoch milliseconds counts while the run is not over. */
export function summarize(read: Read, runId: string, now: number): RunSummary | undefined {
  const run = read.runs.get(runId);
  if (!run) return undefined;
  const plan = read.planning.planOf(runId);
  const coverage = read.intake.coverageOf(runId);
  const requirements = Object.values(coverage).reduce((sum, n) => sum + n, 0);
  const decisionsOpen = read.decisions.openDecisions(runId).length;
  const capsule = read.capsules.capsuleOf(runId);
  const { total, done, failed, cancelled } = plan?.counts ?? { total: 0, done: 0, failed: 0, cancelled: 0 };
  const idle = read.planning.tasksUnderWay(runId).length === 0;
  return {
    runId,
    status: run.state === 'active' && decisionsOpen > 0 && idle ? 'waiting' : run.state,
    requirements,
    covered: coverage.covered ?? 0,
    uncovered: requirements - (coverage.covered ?? 0),
    tasks: { total, done, failed, cancelled },
    attempts: read.planning.attemptsIn(runId),
    decisionsOpen,
    signals: read.signals.signalsIn(runId),
    capsule: capsule?.state === 'packed' ? { version: capsule.version, path: capsule.path } : null,
    workspace: read.projects.get(run.projectId)?.root ?? '',
    durationMs: (run.endedAt ?? now) - run.openedAt,
    ...differenceIn(read, runId),
  };
}

function differenceIn(read: Read, runId: string): Pick<RunSummary, 'difference'> {
  const difference = read.intake.difference(runId);
  if (!difference) return {};
  const { since, unchanged, changed, added, removed } = difference;
  return { difference: { since, unchanged, changed, added, removed } };
}

/** What runs now, and how long the rest may take: open tasks at the pace of those that are done, side by side as now. */
export function measureProgress(
  read: Read,
  runId: string,
  now: number,
  fileOf: (taskId: string) => string | undefined,
): RunProgress | undefined {
  const run = read.runs.get(runId);
  if (!run) return undefined;
  const counts = read.planning.planOf(runId)?.counts;
  const running = read.planning.tasksUnderWay(runId).map(({ id, key, title }) => {
    const file = fileOf(id);
    return { taskId: id, key, title, ...(file === undefined ? {} : { file }) };
  });
  const progress = { runId, tasksDone: counts?.done ?? 0, tasksTotal: counts?.total ?? 0, running };
  const begun = read.runs.begunAt(runId);
  if (!counts || counts.done === 0 || begun === undefined || run.state !== 'active') return progress;
  return { ...progress, leftMs: Math.round(((now - begun) / counts.done) * counts.open) };
}
