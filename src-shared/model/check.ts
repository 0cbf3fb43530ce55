import { z } from 'zod';

export const CheckKind = z.enum(['outputs', 'syntax', 'placeholders', 'tests', 'coverage']);
export type CheckKind = z.infer<typeof CheckKind>;

export const Verdict = z.enum(['pass', 'fail', 'skipped']);
export type Verdict = z.infer<typeof Verdict>;

export const Finding = z.object({
  severity: z.enum(['error', 'warning', 'info']),
  /** Stable name of what was violated, such as `syntax/typescript`. */
  rule: z.string(),
  message: z.string(),
  file: z.string().optional(),
  /** 1-based. */
  line: z.number().int().positive().optional(),
  hint: z.string().optional(),
});
export type Finding = z.infer<typeof Finding>;

export const CheckResult = z.object({
  kind: CheckKind,
  verdict: Verdict,
  findings: z.array(Finding),
  /** One line: what was looked at and what came out. */
  summary: z.string(),
  durationMs: z.number().nonnegative(),
});
export type CheckResult = z.infer<typeof CheckResult>;

export const Check = CheckResult.extend({
  id: z.string(),
  attemptId: z.string(),
  taskId: z.string(),
  runId: z.string(),
  projectId: z.string(),
  at: z.number().int(),
});
export type Check = z.infer<typeof Check>;
