import { z } from 'zod';
import { Fault } from '../faults.ts';
import { Policy } from './project.ts';

export const RunState = z.enum(['active', 'paused', 'finished', 'incomplete', 'failed', 'stopped']);
export type RunState = z.infer<typeof RunState>;

/** How far a run has come. */
export const RunPhase = z.enum([
  'reading',
  'accepting',
  'planning',
  'approving',
  'building',
  'packing',
  'ended',
]);
export type RunPhase = z.infer<typeof RunPhase>;

/** One pass from requirement documents to a capsule. */
export const Run = z.object({
  id: z.string(),
  projectId: z.string(),
  title: z.string(),
  policy: Policy,
  state: RunState,
  phase: RunPhase,
  openedAt: z.number().int(),
  /** Epoch milliseconds after which the run is stopped with its work kept. */
  deadlineAt: z.number().int(),
  /** Name of the template that shapes its plan. */
  template: z.string().optional(),
  /** Work is planned for every requirement, also where the work of an earlier run still stands. */
  afresh: z.boolean().optional(),
  endedAt: z.number().int().optional(),
  fault: Fault.optional(),
});
export type Run = z.infer<typeof Run>;
