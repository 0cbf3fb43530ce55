import { fail, ok, type Result } from '#shared/faults.ts';
import type { NewId } from '#shared/ids.ts';
import type { Plan } from '#shared/model/plan.ts';
import type { TaskChange } from '#shared/model/plan-edit.ts';
import type { Task, TaskDraft } from '#shared/model/task.ts';
import { isDead, toDraft } from '#shared/plan/merge-rest.ts';
import { listed } from '#shared/words.ts';

/** Tasks by what may be done with them: `locked` have begun or are over, `dead` ended badly. */
export function standings(tasks: readonly Task[]): { locked: Set<string>; dead: Set<string> } {
  return {
    locked: new Set(tasks.filter(({ state }) => state !== 'blocked').map(({ key }) => key)),
    dead: new Set(tasks.filter(isDead).map(({ key }) => key)),
  };
}

/** What leads from the tasks of a plan to those wanted. A key that stays keeps its task and its id. */
export function changeTo(
  plan: Pick<Plan, 'id' | 'runId' | 'projectId'>,
  tasks: readonly Task[],
  drafts: readonly TaskDraft[],
  newId: NewId,
): TaskChange {
  const known = new Map(tasks.map((task) => [task.key, task]));
  const wanted = drafts.map((draft): Task => {
    const task = known.get(draft.key);
    if (!task) {
      const scope = { planId: plan.id, runId: plan.runId, projectId: plan.projectId };
      return { ...toDraft(draft), id: newId('task'), ...scope, state: 'blocked', depsLeft: 0, attempts: 0 };
    }
    if (same(toDraft(task), toDraft(draft))) return task;
    const { id, planId, runId, projectId, state, depsLeft, attempts } = task;
    return { ...toDraft(draft), id, planId, runId, projectId, state, depsLeft, attempts };
  });
  return difference(tasks, settled(wanted));
}

/**
 * What leads back over a change, or forth over it again: from `from` to `to`. A conflict when one of its tasks has moved on
 * since, or would wait for a task that failed.
 */
export function changeBack(
  tasks: readonly Task[],
  from: readonly Task[],
  to: readonly Task[],
): Result<TaskChange> {
  const present = new Map(tasks.map((task) => [task.id, task]));
  const moved = from.filter((task) => present.get(task.id)?.state !== task.state);
  if (moved.length > 0) return tooLate(moved);
  const leaving = new Set(from.map(({ id }) => id));
  const wanted = settled([...tasks.filter(({ id }) => !leaving.has(id)), ...to]);
  const standing = new Map(wanted.map(({ id, state }) => [id, state]));
  const stranded = to.filter((task) => standing.get(task.id) !== task.state);
  return stranded.length > 0 ? tooLate(stranded) : ok(difference(tasks, wanted));
}

/**
 * What brings back the tasks of `before`, the whole plan as it was: those that had begun stand as they do now, the others as
 * they would stand now. What was cancelled meanwhile stays cancelled, and what came since goes.
 */
export function changeRestoring(tasks: readonly Task[], before: readonly Task[]): TaskChange {
  const present = new Map(tasks.map((task) => [task.id, task]));
  const wanted = before.map((task) => {
    const now = present.get(task.id);
    return now && (task.state !== 'blocked' || isDead(now)) ? now : task;
  });
  return difference(tasks, settled(wanted));
}

/** Tasks with what follows from the state of others: how many they wait for, and whether they can still start. */
function settled(tasks: readonly Task[]): Task[] {
  const byKey = new Map(tasks.map((task) => [task.key, task]));
  for (let moved = true; moved; ) {
    moved = false;
    for (const task of byKey.values()) {
      const dependsOn = isDead(task) ? task.dependsOn.filter((key) => byKey.has(key)) : task.dependsOn;
      const needed = dependsOn.flatMap((key) => byKey.get(key) ?? []);
      const depsLeft = needed.filter(({ state }) => state !== 'done').length;
      const state = task.state === 'blocked' && needed.some(isDead) ? 'cancelled' : task.state;
      const stands = depsLeft === task.depsLeft && state === task.state;
      if (stands && dependsOn.length === task.dependsOn.length) continue;
      byKey.set(task.key, { ...task, dependsOn, depsLeft, state });
      moved = true;
    }
  }
  return [...byKey.values()];
}

function difference(tasks: readonly Task[], wanted: readonly Task[]): TaskChange {
  const now = new Map(tasks.map((task) => [task.id, task]));
  const then = new Map(wanted.map((task) => [task.id, task]));
  const served = new Set(wanted.flatMap(({ requirementKeys }) => requirementKeys));
  const unserved = new Set(tasks.flatMap(({ requirementKeys }) => requirementKeys));
  for (const key of served) unserved.delete(key);
  return {
    before: tasks.filter((task) => !same(task, then.get(task.id))),
    after: wanted.filter((task) => !same(task, now.get(task.id))),
    unserved: [...unserved],
  };
}

function same(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

function tooLate(tasks: readonly Task[]): Result<never> {
  return fail(
    'conflict',
    `This step can no longer be taken: ${listed(tasks.map(({ key }) => key))} moved on since, or waits for a task that failed.`,
    { hint: 'Nothing was changed. Make a new edit instead.' },
  );
}
