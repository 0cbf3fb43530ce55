import { z } from 'zod';

export const Role = z.enum(['analyst', 'implementer', 'validator', 'integrator', 'reasoner']);
export type Role = z.infer<typeof Role>;

/** What an agent can do for a task; a task names the one it needs. */
export const Capability = z.enum([
  'plan',
  'architecture',
  'scaffold',
  'code',
  'tests',
  'documentation',
  'deployment',
  'review',
]);
export type Capability = z.infer<typeof Capability>;

export const AgentProfile = z.object({
  id: z.string(),
  name: z.string(),
  /** Which adapter runs it. */
  adapter: z.string(),
  roles: z.array(Role),
  capabilities: z.array(Capability),
  /** Attempts it may run at once. */
  concurrency: z.number().int().positive(),
  /** Tokens of one request that it reads well, as an estimate; null for an agent that takes every file. */
  contextTokens: z.number().int().positive().nullable().optional(),
});
export type AgentProfile = z.infer<typeof AgentProfile>;
