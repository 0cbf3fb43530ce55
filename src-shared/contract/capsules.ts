import { z } from 'zod';
import { Capsule } from '../model/capsule.ts';
import { call } from './errors.ts';

/** What the hashes of a capsule say. Paths are relative to its `files/`. */
export const CapsuleReport = z.object({
  ok: z.boolean(),
  name: z.string(),
  version: z.string(),
  complete: z.boolean(),
  files: z.number().int(),
  missing: z.array(z.string()),
  changed: z.array(z.string()),
  extra: z.array(z.string()),
});
export type CapsuleReport = z.infer<typeof CapsuleReport>;

export const capsules = {
  list: call
    .route({ method: 'GET', path: '/capsules' })
    .input(z.object({ projectId: z.string().optional() }))
    .output(z.array(Capsule)),
  export: call
    .route({ method: 'POST', path: '/capsules/{capsuleId}/export' })
    .input(
      z.object({
        capsuleId: z.string(),
        format: z.enum(['folder', 'zip']),
        /** Absolute path that must not exist yet. */
        target: z.string().min(1),
      }),
    )
    .output(z.object({ path: z.string() })),
  verify: call
    .route({ method: 'POST', path: '/capsules/verify' })
    .input(z.object({ path: z.string().min(1) }))
    .output(CapsuleReport),
};
