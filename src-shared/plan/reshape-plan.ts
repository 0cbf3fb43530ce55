import type { TaskPart } from '../model/plan-edit.ts';
import type { TaskDraft } from '../model/task.ts';

/** Steps from which edits and balancing are made. Each takes tasks with known keys and gives the tasks afterwards. */

/** The next key nobody has: one above the highest `T-n`. */
export function nextKey(taken: Iterable<string>): string {
  let highest = 0;
  for (const key of taken) {
    const number = /^T-(\d{1,6})$/.exec(key)?.[1];
    if (number !== undefined) highest = Math.max(highest, Number(number));
  }
  return `T-${highest + 1}`;
}

/** What waited for the task waits for what the task waited for. */
export function without(tasks: readonly TaskDraft[], key: string): TaskDraft[] {
  const gone = tasks.find((task) => task.key === key);
  const behind = gone?.dependsOn ?? [];
  return tasks
    .filter((task) => task.key !== key)
    .map((task) => relink(task, (needed) => (needed === key ? behind : [needed])));
}

/**
 * Parts in the place of a task. The first keeps the key and what no part names. Chained parts wait for one another and
 * leave the same files; others stand side by side.
 */
export function splitTask(
  tasks: readonly TaskDraft[],
  key: string,
  into: readonly TaskPart[],
  chained: boolean,
): TaskDraft[] {
  const at = tasks.findIndex((task) => task.key === key);
  const whole = tasks[at];
  if (!whole) return [...tasks];
  const taken = new Set(tasks.map((task) => task.key));
  const keys = into.map((_part, index) => {
    const own = index === 0 ? key : nextKey(taken);
    taken.add(own);
    return own;
  });
  const named = {
    requirementKeys: new Set(into.flatMap((part) => part.requirementKeys)),
    expects: new Set(into.flatMap((part) => part.expects)),
  };
  const rest = {
    requirementKeys: whole.requirementKeys.filter((each) => !named.requirementKeys.has(each)),
    expects: whole.expects.filter((each) => !named.expects.has(each)),
  };
  const parts = into.map((part, index): TaskDraft => {
    const before = keys[index - 1];
    const own = index === 0 ? rest : { requirementKeys: [], expects: [] };
    return {
      ...whole,
      key: keys[index] ?? key,
      title: part.title,
      brief: part.brief ?? whole.brief,
      complexity: part.complexity ?? Math.max(1, whole.complexity - 1),
      requirementKeys: unique([...part.requirementKeys, ...own.requirementKeys]),
      expects: unique([...part.expects, ...own.expects]),
      dependsOn: chained && before !== undefined ? [before] : whole.dependsOn,
    };
  });
  const ends = chained ? keys.slice(-1) : keys;
  const others = tasks.map((task) => relink(task, (needed) => (needed === key ? ends : [needed])));
  return [...others.slice(0, at), ...parts, ...others.slice(at + 1)];
}

/** One task in the place of several; it has the key of the first and carries what all of them carried. */
export function mergeTasks(
  tasks: readonly TaskDraft[],
  keys: readonly string[],
  words: { title?: string | undefined; brief?: string | undefined } = {},
): TaskDraft[] {
  const members = keys.flatMap((key) => tasks.find((task) => task.key === key) ?? []);
  const [first] = members;
  if (!first) return [...tasks];
  const inside = new Set(keys);
  const merged: TaskDraft = {
    ...first,
    title:
      words.title ??
      unique(members.map((task) => task.title))
        .join('; ')
        .slice(0, 200),
    brief:
      words.brief ??
      unique(members.map((task) => task.brief).filter(Boolean))
        .join('\n\n')
        .slice(0, 8_000),
    priority: members.find((task) => task.priority === 'critical')?.priority ?? first.priority,
    complexity: Math.min(
      5,
      members.reduce((sum, task) => sum + task.complexity, 0),
    ),
    requirementKeys: unique(members.flatMap((task) => task.requirementKeys)),
    dependsOn: unique(members.flatMap((task) => task.dependsOn)).filter((key) => !inside.has(key)),
    expects: unique(members.flatMap((task) => task.expects)),
  };
  return tasks.flatMap((task) => {
    if (task.key === first.key) return [merged];
    if (inside.has(task.key)) return [];
    return [relink(task, (needed) => [inside.has(needed) ? first.key : needed])];
  });
}

/** A task whose dependencies are each replaced by what `to` says; the same object where nothing changes. */
export function relink(task: TaskDraft, to: (key: string) => readonly string[]): TaskDraft {
  const dependsOn = unique(task.dependsOn.flatMap(to));
  return dependsOn.length === task.dependsOn.length &&
    dependsOn.every((key, at) => key === task.dependsOn[at])
    ? task
    : { ...task, dependsOn };
}

export function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
