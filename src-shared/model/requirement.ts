import { z } from 'zod';

export const RequirementKind = z.enum(['functional', 'data', 'interface', 'rule', 'quality', 'constraint']);
export type RequirementKind = z.infer<typeof RequirementKind>;

/** How binding a requirement is, after RFC 2119 and MoSCoW. */
export const Level = z.enum(['must', 'should', 'could']);
export type Level = z.infer<typeof Level>;

/** What stands behind a requirement: nothing yet, a task, work that passed its checks, or an admitted gap. */
export const Coverage = z.enum(['uncovered', 'planned', 'covered', 'gap']);
export type Coverage = z.infer<typeof Coverage>;

/** The place of a requirement in its document. `start` and `end` are UTF-16 offsets into the document's text, end exclusive. */
export const SourceRange = z.object({
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
  /** 1-based line of `start`. */
  line: z.number().int().positive(),
  /** Headings above the place, outermost first. */
  headings: z.array(z.string()),
  /** 1-based page of the original where `start` lies, for pdf. */
  page: z.number().int().positive().optional(),
  /** 1-based paragraph of the original where `start` lies, for docx: in document order, cells of tables and empty ones counted. */
  paragraph: z.number().int().positive().optional(),
});
export type SourceRange = z.infer<typeof SourceRange>;

/** A requirement as a reader found it, before it has an id. */
export const RequirementDraft = z.object({
  /** Short name: `R-1`. It stays with the requirement when its document is handed in again, and is never given to another. */
  key: z.string(),
  text: z.string(),
  kind: RequirementKind,
  level: Level,
  acceptance: z.array(z.string()),
  source: SourceRange,
});
export type RequirementDraft = z.infer<typeof RequirementDraft>;

/** Work of an earlier run that a requirement still rests on: the task that did it, and the files as it left them. */
export const Standing = z.object({
  runId: z.string(),
  taskId: z.string(),
  taskKey: z.string(),
  title: z.string(),
  attemptId: z.string().optional(),
  files: z.array(z.object({ path: z.string(), sha256: z.string() })),
});
export type Standing = z.infer<typeof Standing>;

export const Requirement = RequirementDraft.extend({
  id: z.string(),
  projectId: z.string(),
  runId: z.string(),
  documentId: z.string(),
  state: z.enum(['drafted', 'accepted', 'rejected']),
  coverage: Coverage,
  /** Why a gap is a gap, or which files cover it. */
  coverageNote: z.string().optional(),
  /** Only while nothing of its own run has covered it. */
  standing: Standing.optional(),
});
export type Requirement = z.infer<typeof Requirement>;
