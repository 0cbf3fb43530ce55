import { z } from 'zod';

export const MediaType = z.enum(['text/markdown', 'text/plain']);
export type MediaType = z.infer<typeof MediaType>;

export const Document = z.object({
  id: z.string(),
  projectId: z.string(),
  runId: z.string(),
  /** File name as the user knows it, without a folder. */
  name: z.string(),
  mediaType: MediaType,
  bytes: z.number().int().nonnegative(),
  /** Hash of the original bytes, and the key of the blob that holds them. */
  sha256: z.string(),
  state: z.enum(['added', 'read', 'failed']),
  /** The earlier document that this one is the next version of; the newest of the same name when nothing was said. */
  replaces: z.string().optional(),
  addedAt: z.number().int(),
});
export type Document = z.infer<typeof Document>;
