import { z } from 'zod';
import { Difference } from './difference.ts';

/** A run in one object: what the command line prints as its last line. */
export const RunSummary = z.object({
  runId: z.string(),
  /** The run's state, or `waiting` while nothing can go on without an answer. */
  status: z.enum(['active', 'waiting', 'paused', 'finished', 'incomplete', 'failed', 'stopped']),
  requirements: z.number().int(),
  /** Requirements with validated work behind them. */
  covered: z.number().int(),
  /** Requirements without, admitted gaps included. */
  uncovered: z.number().int(),
  tasks: z.object({
    total: z.number().int(),
    done: z.number().int(),
    failed: z.number().int(),
    cancelled: z.number().int(),
  }),
  attempts: z.number().int(),
  decisionsOpen: z.number().int(),
  signals: z.number().int(),
  capsule: z.object({ version: z.string(), path: z.string() }).nullable(),
  /** Absolute path of the project's workspace. */
  workspace: z.string(),
  durationMs: z.number().int(),
  /** What changed since the documents were handed in before; absent where they were not. */
  difference: Difference.pick({
    since: true,
    unchanged: true,
    changed: true,
    added: true,
    removed: true,
  }).optional(),
});
export type RunSummary = z.infer<typeof RunSummary>;

/** How long the rest of a run may take, from what its attempts took so far; absent before the first has ended. */
export const RunProgress = z.object({
  runId: z.string(),
  tasksDone: z.number().int(),
  tasksTotal: z.number().int(),
  running: z.array(
    z.object({ taskId: z.string(), key: z.string(), title: z.string(), file: z.string().optional() }),
  ),
  leftMs: z.number().int().optional(),
});
export type RunProgress = z.infer<typeof RunProgress>;
