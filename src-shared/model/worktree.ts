import { z } from 'zod';
import { AttemptState } from './attempt.ts';

/** A worktree that lies in the data folder, and what is known of it. */
export const WorktreeEntry = z.object({
  attemptId: z.string(),
  /** Absolute. */
  path: z.string(),
  /** Branches of the attempt; empty where only the folder is left. */
  branches: z.array(z.string()),
  /** Bytes of all files, without what git keeps elsewhere. */
  bytes: z.number().int().nonnegative(),
  files: z.number().int().nonnegative(),
  /** Whether there were too many files to count all. */
  truncated: z.boolean(),
  /** Epoch milliseconds. */
  madeAt: z.number(),
  /** Null for an attempt that this host does not know. */
  state: AttemptState.nullable(),
  taskId: z.string().nullable(),
  taskKey: z.string().nullable(),
  /** Whether its commit, or the rebased equivalent, can be reached from the integration branch. */
  proven: z.boolean(),
  /** When it is removed by itself; null where nothing says so. */
  sweepAt: z.number().nullable(),
});
export type WorktreeEntry = z.infer<typeof WorktreeEntry>;
