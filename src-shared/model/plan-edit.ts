import { z } from 'zod';
import { Capability, Role } from './agent.ts';
import { Priority, Task, TaskDraft, TaskKind } from './task.ts';

const Key = z.string().trim().min(1).max(40);
const Keys = z.array(Key).max(500);
const Title = z.string().trim().min(1).max(200);
const Brief = z.string().max(8_000);
const Complexity = z.number().int().min(1).max(5);
const Paths = z.array(z.string().max(300)).max(200);

/** A task that a person adds; what is left out follows from its kind. */
export const NewTask = z.object({
  /** Left out: the next free one. */
  key: Key.optional(),
  title: Title,
  brief: Brief.default(''),
  kind: TaskKind.default('feature'),
  role: Role.optional(),
  needs: Capability.optional(),
  priority: Priority.default('normal'),
  complexity: Complexity.default(2),
  requirementKeys: Keys.default([]),
  dependsOn: Keys.default([]),
  expects: Paths.default([]),
  prefers: z.string().max(100).optional(),
});
export type NewTask = z.infer<typeof NewTask>;

export const TaskPart = z.object({
  title: Title,
  brief: Brief.optional(),
  complexity: Complexity.optional(),
  requirementKeys: Keys.default([]),
  expects: Paths.default([]),
});
export type TaskPart = z.infer<typeof TaskPart>;

/** One change to a plan. Tasks are named by their keys. */
export const PlanEdit = z.discriminatedUnion('do', [
  z.object({ do: z.literal('add'), task: NewTask }),
  /** What waited for the task waits for what the task waited for; `giveTo` takes over its requirements. */
  z.object({ do: z.literal('remove'), key: Key, giveTo: Key.optional() }),
  z.object({
    do: z.literal('change'),
    key: Key,
    set: z.object({
      title: Title.optional(),
      brief: Brief.optional(),
      priority: Priority.optional(),
      complexity: Complexity.optional(),
      expects: Paths.optional(),
      requirementKeys: Keys.optional(),
    }),
  }),
  /** The first part keeps the key and whatever no part names. `chained`: each part waits for the one before. */
  z.object({
    do: z.literal('split'),
    key: Key,
    into: z.array(TaskPart).min(2).max(20),
    chained: z.boolean().default(false),
  }),
  /** The first of `keys` stays and takes over what the others carry. */
  z.object({
    do: z.literal('merge'),
    keys: Keys.min(2),
    title: Title.optional(),
    brief: Brief.optional(),
  }),
  z.object({ do: z.literal('link'), key: Key, dependsOn: Keys.min(1) }),
  z.object({ do: z.literal('unlink'), key: Key, dependsOn: Keys.min(1) }),
  z.object({
    do: z.literal('assign'),
    key: Key,
    role: Role.optional(),
    needs: Capability.optional(),
    /** Id of the agent to be asked first; null for none. */
    prefers: z.string().max(100).nullable().optional(),
  }),
  /** All tasks that have not begun make room for these. */
  z.object({ do: z.literal('replace'), tasks: z.array(TaskDraft).max(500), why: z.string().max(300) }),
]);
export type PlanEdit = z.infer<typeof PlanEdit>;

/** Edits that are made together: all or none. */
export const PlanEdits = z.array(PlanEdit).min(1).max(200);

/** What a change did to the tasks of a plan: those it touched, as they were and as they are since. */
export const TaskChange = z.object({
  before: z.array(Task),
  after: z.array(Task),
  /** Keys of requirements that no task of the plan serves any more. */
  unserved: z.array(z.string()),
});
export type TaskChange = z.infer<typeof TaskChange>;

/** One entry of what can be undone or done again. */
export const PlanStep = z.object({
  planId: z.string(),
  /** Which proposal of the plan it belongs to. */
  version: z.number().int().positive(),
  /** Place among the steps of that proposal, from 1. */
  number: z.number().int().positive(),
  by: z.string(),
  at: z.number().int(),
  undone: z.boolean(),
  edits: z.array(PlanEdit),
});
export type PlanStep = z.infer<typeof PlanStep>;

/** Something about a plan that a person should know before approving it. */
export const PlanWarning = z.object({
  rule: z.enum([
    'heavy',
    'carries_nothing',
    'crumbs',
    'one_chain',
    'deep',
    'uneven',
    'unserved',
    'same_file',
  ]),
  /** Keys of the tasks it is about. */
  tasks: z.array(z.string()),
  message: z.string(),
});
export type PlanWarning = z.infer<typeof PlanWarning>;
