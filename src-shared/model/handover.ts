import { z } from 'zod';
import { Fault } from '../faults.ts';

/** Finished work of a run on its way into the branch that a person works on. Only a person's answer sets it going. */
export const Handover = z.object({
  runId: z.string(),
  projectId: z.string(),
  /** The integration branch, and its commit that is handed over. */
  from: z.string(),
  commit: z.string(),
  /** The person's branch. */
  into: z.string(),
  /** Files that differ, at most 200 of `files`. */
  paths: z.array(z.string()),
  files: z.number().int().nonnegative(),
  state: z.enum(['offered', 'merging', 'merged', 'refused', 'declined']),
  /** The merge on the person's branch. */
  merge: z.string().optional(),
  fault: Fault.optional(),
});
export type Handover = z.infer<typeof Handover>;
export const HANDOVER_PATHS = 200;
