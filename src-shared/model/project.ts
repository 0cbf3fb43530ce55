import { z } from 'zod';

/** Who answers decisions. manual: always a person; supervised: low risk by policy; autonomous: policy takes the default. */
export const Policy = z.enum(['manual', 'supervised', 'autonomous']);
export type Policy = z.infer<typeof Policy>;

export const Project = z.object({
  id: z.string(),
  name: z.string(),
  /** Absolute path of the workspace, a git repository. */
  root: z.string(),
  policy: Policy,
  createdAt: z.number().int(),
});
export type Project = z.infer<typeof Project>;
