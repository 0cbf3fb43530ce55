import { z } from 'zod';

/** `replanning`: what has begun goes on, nothing new begins, until a new rest is proposed. */
export const PlanState = z.enum([
  'drafting',
  'proposed',
  'approved',
  'replanning',
  'rejected',
  'finished',
  'cancelled',
]);
export type PlanState = z.infer<typeof PlanState>;

/** Counts of a plan's tasks by outcome; `open` are those still to end. */
export const TaskCounts = z.object({
  total: z.number().int().nonnegative(),
  open: z.number().int().nonnegative(),
  done: z.number().int().nonnegative(),
  failed: z.number().int().nonnegative(),
  cancelled: z.number().int().nonnegative(),
});
export type TaskCounts = z.infer<typeof TaskCounts>;

export const Plan = z.object({
  id: z.string(),
  projectId: z.string(),
  runId: z.string(),
  state: PlanState,
  /** How often the plan was proposed: 1 at first, one more for each re-plan. */
  version: z.number().int().positive(),
  summary: z.string(),
  /** Name of the service or package that the plan builds, drawn from the documents. */
  name: z.string(),
  counts: TaskCounts,
  createdAt: z.number().int(),
});
export type Plan = z.infer<typeof Plan>;
