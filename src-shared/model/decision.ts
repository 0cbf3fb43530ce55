import { z } from 'zod';
import { SettledFile } from './resolution.ts';
import { Grade } from './signal.ts';

export const DecisionKind = z.enum([
  'accept_requirements',
  'approve_plan',
  'approve_replan',
  'task_stuck',
  'merge_conflict',
  'integration_failed',
  'run_unsandboxed',
  'overwrite_file',
  'hand_over',
]);
export type DecisionKind = z.infer<typeof DecisionKind>;

export const DecisionOption = z.object({
  id: z.string(),
  label: z.string(),
  /** What happens when this is chosen. */
  consequence: z.string(),
});
export type DecisionOption = z.infer<typeof DecisionOption>;

export const DecisionAnswer = z.object({
  optionId: z.string(),
  note: z.string().optional(),
  /** How the files of a conflict are settled. */
  files: z.array(SettledFile).optional(),
  /** `person`, `policy:<name>` or `agent:<id>`. */
  by: z.string(),
  at: z.number().int(),
});
export type DecisionAnswer = z.infer<typeof DecisionAnswer>;

export const Decision = z.object({
  id: z.string(),
  projectId: z.string(),
  runId: z.string(),
  taskId: z.string().optional(),
  kind: DecisionKind,
  title: z.string(),
  context: z.string(),
  risk: Grade,
  options: z.array(DecisionOption).min(2),
  defaultOption: z.string(),
  state: z.enum(['open', 'answered', 'expired', 'withdrawn']),
  askedAt: z.number().int(),
  /** Epoch milliseconds after which the default option is taken. */
  deadlineAt: z.number().int().optional(),
  answer: DecisionAnswer.optional(),
});
export type Decision = z.infer<typeof Decision>;
