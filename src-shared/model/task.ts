import { z } from 'zod';
import { Capability, Role } from './agent.ts';

export const TaskKind = z.enum([
  'architecture',
  'scaffold',
  'feature',
  'quality',
  'integration',
  'documentation',
  'review',
  /** A point where others meet: no output, done as soon as it is reached. */
  'milestone',
]);
export type TaskKind = z.infer<typeof TaskKind>;

export const Priority = z.enum(['critical', 'normal', 'low']);
export type Priority = z.infer<typeof Priority>;

export const TaskState = z.enum([
  'blocked',
  'ready',
  'running',
  'validating',
  'merging',
  'waiting',
  'done',
  'failed',
  'cancelled',
]);
export type TaskState = z.infer<typeof TaskState>;

/** A task as a planner proposes it; `dependsOn` names keys of the same plan. */
export const TaskDraft = z.object({
  /** Short name, unique in its plan: `T-1`. */
  key: z.string(),
  title: z.string(),
  /** What is to be done, in the words of the planner. */
  brief: z.string(),
  kind: TaskKind,
  role: Role,
  needs: Capability,
  priority: Priority,
  /** 1 (trivial) to 5 (hard). */
  complexity: z.number().int().min(1).max(5),
  requirementKeys: z.array(z.string()),
  dependsOn: z.array(z.string()),
  /** Files that must exist afterwards, relative to the workspace. */
  expects: z.array(z.string()),
  /** Id of the agent that is asked first, where it is there and able. */
  prefers: z.string().optional(),
});
export type TaskDraft = z.infer<typeof TaskDraft>;

export const Task = TaskDraft.extend({
  id: z.string(),
  planId: z.string(),
  runId: z.string(),
  projectId: z.string(),
  state: TaskState,
  /** Tasks that must be done before this one may start. */
  depsLeft: z.number().int().nonnegative(),
  attempts: z.number().int().nonnegative(),
});
export type Task = z.infer<typeof Task>;
