import type { Decision } from '#shared/model/decision.ts';
import type { Requirement } from '#shared/model/requirement.ts';
import type { Run, RunPhase } from '#shared/model/run.ts';
import type { Task, TaskState } from '#shared/model/task.ts';

export function openDecisions(decisions: ReadonlyMap<string, Decision>): Decision[] {
  return [...decisions.values()]
    .filter(({ state }) => state === 'open')
    .sort((a, b) => a.askedAt - b.askedAt);
}

export function closedDecisions(decisions: ReadonlyMap<string, Decision>): Decision[] {
  const when = (decision: Decision) => decision.answer?.at ?? decision.askedAt;
  return [...decisions.values()].filter(({ state }) => state !== 'open').sort((a, b) => when(b) - when(a));
}

export function newestFirst(runs: ReadonlyMap<string, Run>): Run[] {
  return [...runs.values()].sort((a, b) => b.openedAt - a.openedAt || b.id.localeCompare(a.id));
}

/** The run that a view is about: the one in the address, else the newest. */
export function currentRun(runs: ReadonlyMap<string, Run>, runId: string | undefined): Run | undefined {
  return (runId === undefined ? undefined : runs.get(runId)) ?? newestFirst(runs)[0];
}

export function ofRun<T extends { runId: string; key: string }>(
  rows: ReadonlyMap<string, T>,
  runId: string,
): T[] {
  return [...rows.values()].filter((row) => row.runId === runId).sort(byKey);
}

const collator = new Intl.Collator('en', { numeric: true });

export function byKey(a: { key: string }, b: { key: string }): number {
  return collator.compare(a.key, b.key);
}

export type TaskGroup = {
  name: 'in work' | Exclude<TaskState, 'running' | 'validating' | 'merging'>;
  tasks: Task[];
};

/** Groups of tasks that are not empty: what moves first, what is over last. */
export function byState(tasks: readonly Task[]): TaskGroup[] {
  const among = (name: TaskGroup['name'], ...states: TaskState[]): TaskGroup => ({
    name,
    tasks: tasks.filter(({ state }) => states.includes(state)),
  });
  return [
    among('in work', 'running', 'validating', 'merging'),
    among('waiting', 'waiting'),
    among('failed', 'failed'),
    among('ready', 'ready'),
    among('blocked', 'blocked'),
    among('done', 'done'),
    among('cancelled', 'cancelled'),
  ].filter((group) => group.tasks.length > 0);
}

export type Tally = { total: number; done: number; moving: number; failed: number; rest: number };

/** How far the tasks of a run are; cancelled ones count as neither done nor to do. */
export function tally(tasks: readonly Task[]): Tally {
  const counted = tasks.filter(({ state }) => state !== 'cancelled');
  const among = (...states: TaskState[]) => counted.filter(({ state }) => states.includes(state)).length;
  const done = among('done');
  const moving = among('running', 'validating', 'merging');
  const failed = among('failed');
  return { total: counted.length, done, moving, failed, rest: counted.length - done - moving - failed };
}

export type Coverage = Record<Requirement['coverage'], number>;

export function coverage(requirements: readonly Requirement[]): Coverage {
  const counts: Coverage = { covered: 0, planned: 0, gap: 0, uncovered: 0 };
  for (const requirement of requirements) counts[requirement.coverage]++;
  return counts;
}

/** The phase that a run came to, told from what it left: an ended run no longer names it. */
export function reachedPhase(
  run: Run,
  requirements: readonly Requirement[],
  tasks: readonly Task[],
): Exclude<RunPhase, 'ended'> {
  if (run.phase !== 'ended') return run.phase;
  if (run.state === 'finished' || run.state === 'incomplete') return 'packing';
  if (tasks.some(({ attempts }) => attempts > 0)) return 'building';
  if (tasks.length > 0) return 'approving';
  if (requirements.some(({ state }) => state === 'accepted')) return 'planning';
  return requirements.length > 0 ? 'accepting' : 'reading';
}
