import { z } from 'zod';
import { Fault } from '../faults.ts';
import { Resolution } from './resolution.ts';

export const AttemptState = z.enum([
  'queued',
  'running',
  'succeeded',
  'rejected',
  'merged',
  'failed',
  'timed_out',
  'lost',
  'cancelled',
  /** Its work is kept aside until a person says what becomes of files of theirs. */
  'held',
]);
export type AttemptState = z.infer<typeof AttemptState>;

/** A file that an attempt left behind. */
export const Artifact = z.object({
  /** Relative to the workspace, with forward slashes. */
  path: z.string(),
  sha256: z.string(),
  bytes: z.number().int().nonnegative(),
  change: z.enum(['added', 'modified', 'removed']),
  /** Where the content is not the attempt's alone: it stood so before, or a person settled a conflict. */
  from: z.enum(['before', 'settled']).optional(),
});
export type Artifact = z.infer<typeof Artifact>;

/** What an agent admits it did not do. */
export const Gap = z.object({ requirementKey: z.string(), reason: z.string() });
export type Gap = z.infer<typeof Gap>;

/** What an attempt used. Tokens and money are zero for agents that use none. */
export const Usage = z.object({
  inputTokens: z.number().int().nonnegative(),
  outputTokens: z.number().int().nonnegative(),
  /** Millionths of a US dollar. */
  microUsd: z.number().int().nonnegative(),
  /** Whether the provider reported the numbers or they were estimated. */
  measured: z.boolean(),
});
export type Usage = z.infer<typeof Usage>;

export const NO_USAGE: Usage = { inputTokens: 0, outputTokens: 0, microUsd: 0, measured: true };

/** What an attempt produced: the commit that proves it, its files, and what it says it left out. */
export const AttemptOutput = z.object({
  branch: z.string().optional(),
  baseCommit: z.string().optional(),
  commit: z.string().optional(),
  files: z.array(Artifact),
  gaps: z.array(Gap),
  /** Requirements that the files claim to satisfy. */
  covers: z.array(z.string()),
  summary: z.string(),
  usage: Usage,
});
export type AttemptOutput = z.infer<typeof AttemptOutput>;

/** The proof that an attempt's work is in the integration branch. */
export const MergeProof = z.object({
  /** The commit of the integration branch by which it came in. */
  commit: z.string(),
  /** `merge`: the attempt's own commit can be reached; `rebase`: a commit that names it can. */
  how: z.enum(['merge', 'rebase']),
  /** Epoch milliseconds after which the worktree is removed. */
  sweepAt: z.number().int(),
});
export type MergeProof = z.infer<typeof MergeProof>;
/** What becomes of a person's file: it stays, the attempt's version takes its place, or both stand side by side. */
export const Ruling = z.enum(['mine', 'new', 'both']);
export type Ruling = z.infer<typeof Ruling>;

/** A person's file that an attempt would have replaced or removed. */
export const KeptFile = z.object({
  path: z.string(),
  change: z.enum(['modified', 'removed']),
  /** Hash of the person's content: a ruling holds only as long as that is what stands there. */
  sha256: z.string(),
  ruling: Ruling.optional(),
});
export type KeptFile = z.infer<typeof KeptFile>;

/** Work that waits for a word on files of a person's: all of it, as a commit that a snapshot ref keeps. */
export const KeptWork = z.object({
  commit: z.string(),
  baseCommit: z.string(),
  files: z.array(KeptFile),
  /** Paths that the agent handed in, also of files that stood already as they should. */
  paths: z.array(z.string()),
  gaps: z.array(Gap),
  covers: z.array(z.string()),
  summary: z.string(),
});
export type KeptWork = z.infer<typeof KeptWork>;

export const Attempt = z.object({
  id: z.string(),
  taskId: z.string(),
  runId: z.string(),
  projectId: z.string(),
  /** 1 for the first attempt at a task. */
  number: z.number().int().positive(),
  /** Number of the first attempt of its series. A person's "try again" begins a new one, with all its tries. */
  series: z.number().int().positive(),
  agentId: z.string(),
  /** Why this agent was chosen, in words for the user. */
  agentReason: z.string(),
  state: AttemptState,
  /** What the checks or a person said about the attempt before, for the agent to mend. */
  feedback: z.string().optional(),
  /** A person settled a conflict: this attempt carries it out, without an agent. */
  resolves: Resolution.optional(),
  fault: Fault.optional(),
  output: AttemptOutput.optional(),
  kept: KeptWork.optional(),
  /** The held attempt whose work this one takes up instead of asking an agent. */
  adopts: z.string().optional(),
  merged: MergeProof.optional(),
  queuedAt: z.number().int(),
  startedAt: z.number().int().optional(),
  endedAt: z.number().int().optional(),
});
export type Attempt = z.infer<typeof Attempt>;
