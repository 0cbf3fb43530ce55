import { z } from 'zod';

/** How much of a file an agent was shown: all, its beginning, its name, or its name with the reason why no more. */
export const Shown = z.enum(['whole', 'part', 'listed', 'withheld']);
export type Shown = z.infer<typeof Shown>;

export const ContextFile = z.object({
  path: z.string(),
  /** Size of the whole file in bytes; 0 where it was not read. */
  bytes: z.number().int().nonnegative(),
  /** Tokens of what was shown of it, estimated. */
  tokens: z.number().int().nonnegative(),
  shown: Shown,
  /** Why it was chosen or left out, in words for the user. */
  why: z.string(),
});
export type ContextFile = z.infer<typeof ContextFile>;

/** What an agent was given to read for one attempt. Token counts are estimates, made before anybody is asked. */
export const AttemptContext = z.object({
  /** Estimated tokens that the agent takes; null for one that takes everything. */
  budget: z.number().int().positive().nullable(),
  /** Estimated tokens of the words: task, requirements, feedback. */
  promptTokens: z.number().int().nonnegative(),
  /** Estimated tokens of the files. */
  fileTokens: z.number().int().nonnegative(),
  files: z.array(ContextFile),
  /** Files that are not even named here. */
  more: z.number().int().nonnegative(),
});
export type AttemptContext = z.infer<typeof AttemptContext>;
