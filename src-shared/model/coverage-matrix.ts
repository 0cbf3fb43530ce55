import { z } from 'zod';
import { CheckKind, Verdict } from './check.ts';
import { Coverage, Level, RequirementKind } from './requirement.ts';
import { TaskState } from './task.ts';

/** One task that works, or worked, on a requirement. */
export const CoverageCell = z.object({
  taskId: z.string(),
  key: z.string(),
  title: z.string(),
  state: TaskState,
  /** Whether its result claims the requirement and passed its checks. */
  covers: z.boolean(),
  /** The attempt that the files and checks are from: the one that counts, or else the latest. */
  attemptId: z.string().optional(),
  /** Id of the earlier run where the work was done; absent for work of the run itself. */
  earlierRunId: z.string().optional(),
  files: z.array(z.object({ path: z.string(), sha256: z.string() })),
  checks: z.array(z.object({ kind: CheckKind, verdict: Verdict, summary: z.string() })),
});
export type CoverageCell = z.infer<typeof CoverageCell>;

export const CoverageRow = z.object({
  key: z.string(),
  text: z.string(),
  kind: RequirementKind,
  level: Level,
  coverage: Coverage,
  documentId: z.string(),
  /** 1-based line in its document. */
  line: z.number().int().positive(),
  /** Why it is not covered; absent where it is. */
  reason: z.string().optional(),
  tasks: z.array(CoverageCell),
});
export type CoverageRow = z.infer<typeof CoverageRow>;

/** Requirement by task by file by check. Binding requirements without cover come first, covered ones last. */
export const CoverageMatrix = z.object({
  runId: z.string(),
  counts: z.object({
    total: z.number().int(),
    covered: z.number().int(),
    gap: z.number().int(),
    planned: z.number().int(),
    uncovered: z.number().int(),
    /** Binding requirements that are not covered. */
    openMusts: z.number().int(),
  }),
  rows: z.array(CoverageRow),
});
export type CoverageMatrix = z.infer<typeof CoverageMatrix>;
