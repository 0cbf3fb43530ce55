import { z } from 'zod';
import { Coverage, Level, Standing } from './requirement.ts';

/** A task of an earlier run that worked on a requirement. */
export const TouchedTask = z.object({
  runId: z.string(),
  taskId: z.string(),
  key: z.string(),
  title: z.string(),
});
export type TouchedTask = z.infer<typeof TouchedTask>;

/** What happened to one requirement between two versions of its document. */
export const DifferenceItem = z.object({
  key: z.string(),
  change: z.enum(['changed', 'added', 'removed']),
  documentId: z.string(),
  level: Level,
  /** As it reads now; for a removed one, as it read last. */
  text: z.string(),
  /** For a changed one: as it read before. */
  before: z.string().optional(),
  /** 1-based line in the document where the text stands. */
  line: z.number().int().positive(),
  /** Tasks and files of the earlier run that the change touches. */
  tasks: z.array(TouchedTask),
  files: z.array(z.string()),
});
export type DifferenceItem = z.infer<typeof DifferenceItem>;

/** What changed in a run's documents since their earlier versions, and what of the earlier work still stands. */
export const Difference = z.object({
  runId: z.string(),
  /** The newest of the earlier runs that were compared with. */
  since: z.object({ runId: z.string(), title: z.string(), at: z.number().int() }),
  documents: z.array(
    z.object({
      documentId: z.string(),
      name: z.string(),
      earlierDocumentId: z.string(),
      earlierRunId: z.string(),
      /** Epoch milliseconds at which the earlier version was handed in. */
      earlierAt: z.number().int(),
    }),
  ),
  unchanged: z.number().int().nonnegative(),
  changed: z.number().int().nonnegative(),
  added: z.number().int().nonnegative(),
  removed: z.number().int().nonnegative(),
  /** What is not unchanged, in the order of the documents; removed ones last. */
  items: z.array(DifferenceItem),
  /** Unchanged requirements whose earlier outcome still holds. */
  standing: z.array(z.string()),
  /** Unchanged requirements that need work all the same, and why. */
  reopened: z.array(z.object({ key: z.string(), reason: z.string() })),
});
export type Difference = z.infer<typeof Difference>;

/** The outcome of an unchanged requirement, taken over from the earlier run. */
export const Carried = z.object({
  requirementId: z.string(),
  coverage: Coverage.extract(['covered', 'gap', 'planned']),
  note: z.string(),
  standing: Standing,
});
export type Carried = z.infer<typeof Carried>;

/** `12 unchanged, 2 changed, 1 added, 1 removed`. */
export function differenceCounts({
  unchanged,
  changed,
  added,
  removed,
}: Pick<Difference, 'unchanged' | 'changed' | 'added' | 'removed'>): string {
  return `${unchanged} unchanged, ${changed} changed, ${added} added, ${removed} removed`;
}
