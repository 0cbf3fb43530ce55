import { assertNever, fail, ok, type Result } from '../faults.ts';
import type { NewTask, PlanEdit } from '../model/plan-edit.ts';
import type { TaskDraft, TaskKind } from '../model/task.ts';
import { listed } from '../words.ts';
import { checkPlan } from './check-plan.ts';
import { mergeTasks, nextKey, splitTask, unique, without } from './reshape-plan.ts';
import type { RequirementRef } from './weigh-plan.ts';

export type EditContext = {
  /** Every requirement of the run. */
  requirements: readonly RequirementRef[];
  /** Keys of tasks that have begun or are over; edits leave them alone. */
  locked?: ReadonlySet<string>;
  /** Keys of tasks that failed or were cancelled; nothing may wait for them, and they serve nothing. */
  dead?: ReadonlySet<string>;
};

const NONE: ReadonlySet<string> = new Set();

/**
 * The tasks of a plan after edits, or why they cannot be made; then nothing changed. Pure: the page uses it to show
 * what an edit would do. Only the outcome of all edits together has to be sound. A requirement that nothing served before need
 * not be served afterwards.
 */
export function editPlan(
  tasks: readonly TaskDraft[],
  edits: readonly PlanEdit[],
  context: EditContext,
): Result<TaskDraft[]> {
  let edited = [...tasks];
  for (const edit of edits) {
    const next = applyEdit(edited, edit, context.locked ?? NONE);
    if (!next.ok) return next;
    edited = next.value;
  }
  return checkEdited(tasks, edited, context);
}

/** Whether a plan changed by whatever means may stand: `edited`, or what is wrong with it. */
export function checkEdited(
  before: readonly TaskDraft[],
  edited: TaskDraft[],
  { requirements, dead = NONE }: EditContext,
): Result<TaskDraft[]> {
  const alive = (task: TaskDraft) => !dead.has(task.key);
  const living = edited.filter(alive);
  const stranded = living.filter((task) => task.dependsOn.some((key) => dead.has(key)));
  if (stranded.length > 0) {
    return refuse(
      `${listed(stranded.map(({ key }) => key))} would wait for a task that failed or was cancelled, and never start.`,
      'Unlink it from that task.',
    );
  }
  const served = new Set(before.filter(alive).flatMap((task) => task.requirementKeys));
  const asked = requirements.map((each) =>
    each.level === 'must' && !served.has(each.key) ? { ...each, level: 'should' as const } : each,
  );
  const wrong = checkPlan(living, asked);
  return wrong
    ? { ok: false, fault: { ...wrong, hint: `Nothing was changed. ${wrong.hint ?? ''}`.trim() } }
    : ok(edited);
}

function applyEdit(tasks: TaskDraft[], edit: PlanEdit, locked: ReadonlySet<string>): Result<TaskDraft[]> {
  const wrong = namesWrong(tasks, namedBy(edit), locked);
  if (wrong) return wrong;
  const set = (key: string, to: (task: TaskDraft) => TaskDraft) =>
    ok(tasks.map((task) => (task.key === key ? to(task) : task)));
  switch (edit.do) {
    case 'add':
      return add(tasks, edit.task);
    case 'remove':
      return remove(tasks, edit.key, edit.giveTo);
    case 'change':
      return set(edit.key, (task) => ({ ...task, ...given(edit.set) }));
    case 'split':
      return split(tasks, edit);
    case 'merge':
      return merge(tasks, edit);
    case 'link':
      return set(edit.key, (task) => ({
        ...task,
        dependsOn: unique([...task.dependsOn, ...edit.dependsOn]),
      }));
    case 'unlink':
      return unlink(tasks, edit.key, edit.dependsOn);
    case 'assign':
      return set(edit.key, (task) => assign(task, edit));
    case 'replace': {
      const kept = tasks.filter((task) => locked.has(task.key));
      return ok([...kept, ...edit.tasks]);
    }
    default:
      return assertNever(edit);
  }
}

/** The tasks an edit is about; those it only waits for may have begun. */
function namedBy(edit: PlanEdit): string[] {
  switch (edit.do) {
    case 'add':
    case 'replace':
      return [];
    case 'merge':
      return edit.keys;
    case 'remove':
      return edit.giveTo === undefined ? [edit.key] : [edit.key, edit.giveTo];
    default:
      return [edit.key];
  }
}

function namesWrong(tasks: readonly TaskDraft[], keys: readonly string[], locked: ReadonlySet<string>) {
  const known = new Set(tasks.map((task) => task.key));
  const unknown = keys.filter((key) => !known.has(key));
  if (unknown.length > 0)
    return refuse(`There is no task ${listed(unknown)} in the plan.`, 'Look the keys up in the plan.');
  const begun = keys.filter((key) => locked.has(key));
  if (begun.length === 0) return undefined;
  return refuse(
    `${listed(begun)} has begun or is over, so it can no longer be edited.`,
    'Edit tasks that have not begun, or add a new one.',
  );
}

const ROLE_OF: Record<TaskKind, Pick<TaskDraft, 'role' | 'needs'>> = {
  architecture: { role: 'analyst', needs: 'architecture' },
  scaffold: { role: 'implementer', needs: 'scaffold' },
  feature: { role: 'implementer', needs: 'code' },
  quality: { role: 'implementer', needs: 'tests' },
  integration: { role: 'integrator', needs: 'deployment' },
  documentation: { role: 'integrator', needs: 'documentation' },
  review: { role: 'validator', needs: 'review' },
  milestone: { role: 'integrator', needs: 'documentation' },
};

function add(tasks: TaskDraft[], task: NewTask): Result<TaskDraft[]> {
  const { key = nextKey(tasks.map((each) => each.key)), role, needs, prefers, ...rest } = task;
  if (tasks.some((each) => each.key === key))
    return refuse(`The plan already has a task ${key}.`, 'Leave the key out to get the next free one.');
  const usual = ROLE_OF[task.kind];
  const added: TaskDraft = {
    key,
    ...rest,
    role: role ?? usual.role,
    needs: needs ?? usual.needs,
    ...(prefers === undefined ? {} : { prefers }),
  };
  return ok([...tasks, added]);
}

function remove(tasks: TaskDraft[], key: string, giveTo: string | undefined): Result<TaskDraft[]> {
  if (giveTo === key) return refuse(`${key} cannot take over its own requirements.`, 'Name another task.');
  const carried = tasks.find((task) => task.key === key)?.requirementKeys ?? [];
  return ok(
    without(tasks, key).map((task) =>
      task.key === giveTo
        ? { ...task, requirementKeys: unique([...task.requirementKeys, ...carried]) }
        : task,
    ),
  );
}

function split(tasks: TaskDraft[], edit: Extract<PlanEdit, { do: 'split' }>): Result<TaskDraft[]> {
  const whole = tasks.find((task) => task.key === edit.key);
  const foreign = edit.into.flatMap((part) =>
    part.requirementKeys.filter((key) => !whole?.requirementKeys.includes(key)),
  );
  if (foreign.length === 0) return ok(splitTask(tasks, edit.key, edit.into, edit.chained));
  return refuse(
    `${edit.key} does not carry ${listed(unique(foreign))}, so its parts cannot.`,
    `It carries ${listed(whole?.requirementKeys ?? []) || 'no requirement'}.`,
  );
}

function merge(tasks: TaskDraft[], edit: Extract<PlanEdit, { do: 'merge' }>): Result<TaskDraft[]> {
  const keys = unique(edit.keys);
  if (keys.length < 2) return refuse('Merging takes at least two tasks.', 'Name another task.');
  const kinds = unique(tasks.filter((task) => keys.includes(task.key)).map((task) => task.kind));
  if (kinds.length === 1) return ok(mergeTasks(tasks, keys, edit));
  return refuse(
    `${listed(keys)} are of different kinds (${kinds.join(', ')}), which different agents do and different checks judge.`,
    'Merge tasks of one kind.',
  );
}

function unlink(tasks: TaskDraft[], key: string, dependsOn: readonly string[]): Result<TaskDraft[]> {
  const task = tasks.find((each) => each.key === key);
  const missing = dependsOn.filter((needed) => !task?.dependsOn.includes(needed));
  if (missing.length > 0)
    return refuse(`${key} does not wait for ${listed(missing)}.`, 'Look the dependencies up in the plan.');
  return ok(
    tasks.map((each) =>
      each.key === key
        ? { ...each, dependsOn: each.dependsOn.filter((needed) => !dependsOn.includes(needed)) }
        : each,
    ),
  );
}

function assign(
  { prefers: before, ...task }: TaskDraft,
  { role, needs, prefers = before ?? null }: Extract<PlanEdit, { do: 'assign' }>,
): TaskDraft {
  return {
    ...task,
    ...given({ role, needs }),
    ...(prefers === null ? {} : { prefers }),
  };
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The entries that are there. */
function given<T extends object>(values: T): Given<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>;
}

function refuse(message: string, hint: string): ReturnType<typeof fail> {
  return fail('invalid_input', message, {
    hint: hint.startsWith('Nothing') ? hint : `Nothing was changed. ${hint}`,
  });
}
