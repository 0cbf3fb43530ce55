import { z } from 'zod';

/** Which side of a conflict counts: `ours` is what the integration branch holds, `theirs` what the task made of it. */
export const Side = z.enum(['ours', 'theirs']);
export type Side = z.infer<typeof Side>;

/** Characters of a file given by hand. */
export const MOST_CHARACTERS = 1_000_000;
/** Files of one conflict that can be shown and settled one by one. */
export const MOST_FILES = 100;

const path = z.string().min(1).max(4_096);

/** What a person says about one file of a conflict. */
export const FileChoice = z.union([
  z.object({ path, take: Side }),
  z.object({ path, content: z.string().max(MOST_CHARACTERS) }),
]);
export type FileChoice = z.infer<typeof FileChoice>;

/** The same as it is kept: content lies among the blobs. */
export const SettledFile = z.union([
  z.object({ path, take: Side }),
  z.object({ path, sha256: z.string(), bytes: z.number().int().nonnegative() }),
]);
export type SettledFile = z.infer<typeof SettledFile>;

/** How a conflict is to be settled. */
export const Resolution = z.object({
  /** The attempt whose work did not fit. */
  attemptId: z.string(),
  /** The side of files that are not named; null leaves them in conflict. */
  rest: Side.nullable(),
  files: z.array(SettledFile).max(MOST_FILES),
});
export type Resolution = z.infer<typeof Resolution>;

/** One version of a file in a conflict. */
export const Version = z.object({
  bytes: z.number().int().nonnegative(),
  /** Null where it is binary or too long to be shown. */
  text: z.string().nullable(),
});
export type Version = z.infer<typeof Version>;

export const ConflictFile = z.object({
  path: z.string(),
  binary: z.boolean(),
  /** What both sides began from; null where the file did not exist, like the other two. */
  base: Version.nullable(),
  ours: Version.nullable(),
  theirs: Version.nullable(),
  /** What git made of it, with the conflicting lines between markers; null where git cannot say. */
  marked: z.string().nullable(),
});
export type ConflictFile = z.infer<typeof ConflictFile>;

/** A conflict as it stands now: it may look different once the integration branch moves on. */
export const Conflict = z.object({
  decisionId: z.string(),
  taskId: z.string(),
  attemptId: z.string(),
  /** The integration branch and the commits that are compared. */
  branch: z.string(),
  ours: z.string(),
  theirs: z.string(),
  base: z.string().nullable(),
  /** Empty when the commits fit: then only changes in somebody's working folder are in the way. */
  files: z.array(ConflictFile),
  /** Conflicting files beyond those shown. */
  more: z.number().int().nonnegative(),
});
export type Conflict = z.infer<typeof Conflict>;
