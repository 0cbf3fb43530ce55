import { z } from 'zod';

export const CheckKind = z.enum([
  'outputs',
  'syntax',
  'placeholders',
  'honesty',
  'secrets',
  'size',
  'dependencies',
  'format',
  'lint',
  'tests',
  'coverage',
]);
export type CheckKind = z.infer<typeof CheckKind>;

/** What an error of a check means: `block`, the attempt is rejected; `warn`, it is told; `off`, nobody looks. */
export const CheckMode = z.enum(['block', 'warn', 'off']);
export type CheckMode = z.infer<typeof CheckMode>;

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
  /** 1-based, in UTF-16 units. */
  column: z.number().int().positive().optional(),
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
  /** As it held when the check was made; what was recorded before there were modes could block. */
  mode: CheckMode.exclude(['off']).optional(),
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

/** The verdict on an attempt over all its checks, with what speaks for and against it. */
export const Judgement = z.object({
  attemptId: z.string(),
  verdict: Verdict.exclude(['skipped']),
  /** 0 to 100: the weight of the checks that passed in that of all that looked; warnings take a little off. */
  score: z.number().int().min(0).max(100),
  /** One line each: what failed, what only warned, what was not looked at and why. */
  reasons: z.array(z.string()),
});
export type Judgement = z.infer<typeof Judgement>;
