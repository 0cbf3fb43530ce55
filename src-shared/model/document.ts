import { z } from 'zod';
import { Fault } from '../faults.ts';

export const MediaType = z.enum([
  'text/markdown',
  'text/plain',
  'text/html',
  'application/pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
]);
export type MediaType = z.infer<typeof MediaType>;

export const DOCX =
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document' satisfies MediaType;

/**
 * Largest document in bytes, in any format. It is what fits into one call (base64 makes it a third larger), and 10,000 pages of
 * text: what is larger consists of pictures.
 */
export const DOCUMENT_LIMIT_BYTES = 20 * 1024 * 1024;

/** What the text that was read from a document is written in. Structure of other formats is told in Markdown. */
export const TextFormat = z.enum(['text/markdown', 'text/plain']);
export type TextFormat = z.infer<typeof TextFormat>;

/** What came of reading a document. */
export const Reading = z.object({
  /** Hash of the text that source ranges point into, and the key of the blob that holds it, as UTF-8. */
  sha256: z.string(),
  format: TextFormat,
  /** Pages of the original, where it has pages. */
  pages: z.number().int().positive().optional(),
  /** What a person should know about how it was read, such as a guessed encoding. */
  notes: z.array(z.string()),
});
export type Reading = z.infer<typeof Reading>;

export const Document = z.object({
  id: z.string(),
  projectId: z.string(),
  runId: z.string(),
  /** File name as the user knows it, without a folder. */
  name: z.string(),
  /** As told from name and content when it was handed in. */
  mediaType: MediaType,
  bytes: z.number().int().nonnegative(),
  /** Hash of the original bytes, and the key of the blob that holds them. */
  sha256: z.string(),
  state: z.enum(['added', 'read', 'failed']),
  /** The earlier document that this one is the next version of; the newest of the same name when nothing was said. */
  replaces: z.string().optional(),
  addedAt: z.number().int(),
  /** What was noticed when it was handed in, such as that it came twice. */
  notes: z.array(z.string()).optional(),
  reading: Reading.optional(),
  /** Blobs with requirements that were found and not drafted yet; only while a large document is taken in. */
  rest: z.array(z.string()).optional(),
  /** Why it could not be read. */
  fault: Fault.optional(),
});
export type Document = z.infer<typeof Document>;
