import { z } from 'zod';

/** One thing the doctor looked at. */
export const DoctorFinding = z.object({
  name: z.string(),
  state: z.enum(['ok', 'warning', 'problem']),
  detail: z.string(),
  /** How to mend it, where something is to be mended. */
  remedy: z.string().optional(),
});

export const DoctorReport = z.object({ healthy: z.boolean(), findings: z.array(DoctorFinding) });
export type DoctorReport = z.infer<typeof DoctorReport>;
