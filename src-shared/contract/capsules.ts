import { z } from 'zod';
import { Capsule } from '../model/capsule.ts';
import { CapsuleComparison } from '../model/capsule-comparison.ts';
import { Policy, Project } from '../model/project.ts';
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

/** Where the product of a capsule goes. What is there is never written over. */
export const Destination = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('folder'),
    /** Absolute path; may hold other files. */
    path: z.string().min(1),
  }),
  z.object({
    kind: z.literal('git'),
    /** Address of a repository, or the name of a remote of the project. */
    remote: z.string().min(1).max(1_000),
    /** `capsule/<name>-<version>` when left out. */
    branch: z.string().min(1).max(200).optional(),
  }),
]);
export type Destination = z.infer<typeof Destination>;

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
        format: z.enum(['folder', 'zip', 'tar.gz']),
        /** Absolute path that must not exist yet. */
        target: z.string().min(1),
      }),
    )
    .output(z.object({ path: z.string() })),
  compare: call
    .route({ method: 'GET', path: '/capsules/compare' })
    .input(
      z.object({
        /** Ids of capsules of this host, or absolute paths of packed ones. */
        before: z.string().min(1),
        after: z.string().min(1),
      }),
    )
    .output(CapsuleComparison),
  deliver: call
    .route({ method: 'POST', path: '/capsules/{capsuleId}/deliver' })
    .input(z.object({ capsuleId: z.string(), destination: Destination }))
    .output(Capsule),
  open: call
    .route({ method: 'POST', path: '/capsules/open', summary: 'Make a project from a packed capsule' })
    .input(
      z.object({
        /** Absolute path of a packed capsule. */
        path: z.string().min(1),
        /** Absolute path of the project's folder, missing or empty. */
        root: z.string().min(1),
        name: z.string().min(1).max(120).optional(),
        policy: Policy.default('supervised'),
      }),
    )
    .output(Project),
  verify: call
    .route({ method: 'POST', path: '/capsules/verify' })
    .input(z.object({ path: z.string().min(1) }))
    .output(CapsuleReport),
};
