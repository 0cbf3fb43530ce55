import type { Task, TaskDraft, TaskState } from '../model/task.ts';
import { nextKey, unique } from './reshape-plan.ts';

type Known = TaskDraft & { state: TaskState };

export const DEAD_STATES: ReadonlySet<TaskState> = new Set(['failed', 'cancelled']);

/**
 * A new rest for a plan in the middle of its run. What has begun or is over stays as it is. A proposed task that is the same
 * as one that stays is left out; what it serves beyond that becomes a task of its own. One that is the same as a task not yet
 * begun keeps its key. Dependencies follow the keys; those on failed or cancelled tasks pass on to what these waited for.
 */
export function mergeRest(tasks: readonly Known[], proposed: readonly TaskDraft[]): TaskDraft[] {
  const staying = tasks.filter(({ state }) => state !== 'blocked');
  const matches = match(tasks, proposed);
  const taken = new Set(tasks.map(({ key }) => key));
  const keyOf = new Map<string, string>();
  const rest: { draft: TaskDraft; after: string[] }[] = [];
  for (const draft of proposed) {
    const known = matches.get(draft);
    if (known && known.state !== 'blocked') {
      keyOf.set(draft.key, known.key);
      const more = draft.requirementKeys.filter((key) => !known.requirementKeys.includes(key));
      if (more.length === 0) continue;
      const follow = { ...draft, key: nextKey(taken), requirementKeys: more };
      taken.add(follow.key);
      keyOf.set(draft.key, follow.key);
      rest.push({ draft: follow, after: [known.key] });
      continue;
    }
    const free = known?.key ?? (taken.has(draft.key) ? nextKey(taken) : draft.key);
    taken.add(free);
    keyOf.set(draft.key, free);
    rest.push({ draft: { ...draft, key: free }, after: [] });
  }
  const through = passingOn(staying);
  const relinked = rest.map(({ draft, after }) => ({
    ...draft,
    dependsOn: unique(
      [...draft.dependsOn.map((key) => keyOf.get(key) ?? key), ...after].flatMap(through),
    ).filter((key) => key !== draft.key),
  }));
  return [...staying.map(toDraft), ...relinked];
}

/** The parts of a task that a planner or a person may choose. */
export function toDraft(task: TaskDraft): TaskDraft {
  const { key, title, brief, kind, role, needs, priority, complexity, requirementKeys, dependsOn, expects } =
    task;
  const draft = {
    key,
    title,
    brief,
    kind,
    role,
    needs,
    priority,
    complexity,
    requirementKeys,
    dependsOn,
    expects,
  };
  return task.prefers === undefined ? draft : { ...draft, prefers: task.prefers };
}

/** Whether anything of a task has ended badly. */
export function isDead({ state }: Pick<Task, 'state'>): boolean {
  return DEAD_STATES.has(state);
}

/** Each proposed task with the living task that it is: same kind, and the same files or the same title. */
function match(tasks: readonly Known[], proposed: readonly TaskDraft[]): Map<TaskDraft, Known> {
  const found = new Map<TaskDraft, Known>();
  const free = new Set(tasks.filter((task) => !isDead(task)));
  const claim = (same: (draft: TaskDraft, task: Known) => boolean) => {
    for (const draft of proposed) {
      if (found.has(draft)) continue;
      for (const task of free) {
        if (task.kind !== draft.kind || !same(draft, task)) continue;
        found.set(draft, task);
        free.delete(task);
        break;
      }
    }
  };
  const filesOf = new Map([...tasks, ...proposed].map((task) => [task, [...task.expects].sort().join('\n')]));
  const sameFiles = (a: TaskDraft, b: Known) => a.expects.length > 0 && filesOf.get(a) === filesOf.get(b);
  const titleOf = new Map([...tasks, ...proposed].map((task) => [task, task.title.trim().toLowerCase()]));
  const sameTitle = (a: TaskDraft, b: Known) => titleOf.get(a) === titleOf.get(b);
  claim((draft, task) => sameFiles(draft, task) && sameTitle(draft, task));
  claim(sameFiles);
  claim(sameTitle);
  return found;
}

/** What to wait for instead of a task: itself, or, when it is dead, what it waited for. */
function passingOn(staying: readonly Known[]): (key: string) => string[] {
  const byKey = new Map(staying.map((task) => [task.key, task]));
  return (key) => {
    const reached = new Set<string>();
    const alive: string[] = [];
    const queue = [key];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (reached.has(next)) continue;
      reached.add(next);
      const task = byKey.get(next);
      if (task && isDead(task)) queue.push(...task.dependsOn);
      else alive.push(next);
    }
    return alive;
  };
}
