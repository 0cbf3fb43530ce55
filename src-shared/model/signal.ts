import { z } from 'zod';

export const SignalType = z.enum([
  'requirement',
  'decision_needed',
  'innovation',
  'quality_issue',
  'integration',
]);
export type SignalType = z.infer<typeof SignalType>;

export const Grade = z.enum(['low', 'medium', 'high']);
export type Grade = z.infer<typeof Grade>;

export const SignalDraft = z.object({
  type: SignalType,
  title: z.string(),
  detail: z.string(),
  urgency: Grade,
  impact: Grade,
  /** 0 to 1: how sure the source is. */
  confidence: z.number().min(0).max(1),
  /** What noticed it: `engine`, `checks`, `agent:<id>`. */
  source: z.string(),
  taskId: z.string().optional(),
  requirementKey: z.string().optional(),
});
export type SignalDraft = z.infer<typeof SignalDraft>;

export const Signal = SignalDraft.extend({
  id: z.string(),
  projectId: z.string(),
  runId: z.string(),
  raisedAt: z.number().int(),
});
export type Signal = z.infer<typeof Signal>;
