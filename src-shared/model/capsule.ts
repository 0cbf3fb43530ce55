import { z } from 'zod';
import { Usage } from './attempt.ts';
import { CheckResult } from './check.ts';
import { Decision } from './decision.ts';
import { Requirement } from './requirement.ts';
import { Task } from './task.ts';

export const CapsuleFile = z.object({
  /** Relative to the capsule's `files/` folder, with forward slashes. */
  path: z.string(),
  sha256: z.string(),
  bytes: z.number().int().nonnegative(),
});
export type CapsuleFile = z.infer<typeof CapsuleFile>;

/** More are not listed in a manifest. */
export const MOST_LEFT_OUT = 1_000;

/** A path of the commit that a capsule cannot hold. */
export const LeftOut = z.object({
  /** As the repository has it, cut at 4,000 characters: a name to read, never one to write to. */
  path: z.string(),
  /** Words that follow the path, such as `is a repository within the repository`. */
  reason: z.string(),
});
export type LeftOut = z.infer<typeof LeftOut>;

/** What a capsule says of itself; written as `manifest.json` beside `files/`. */
export const CapsuleManifest = z.object({
  format: z.literal('orchestrator-capsule/1'),
  id: z.string(),
  name: z.string(),
  version: z.string(),
  complete: z.boolean(),
  createdAt: z.string(),
  project: z.object({ id: z.string(), name: z.string() }),
  run: z.object({ id: z.string(), title: z.string(), openedAt: z.string() }),
  documents: z.array(z.object({ name: z.string(), sha256: z.string(), bytes: z.number() })),
  requirements: z.array(
    Requirement.pick({
      key: true,
      text: true,
      kind: true,
      level: true,
      acceptance: true,
      source: true,
      coverage: true,
      coverageNote: true,
      documentId: true,
    }),
  ),
  plan: z.object({
    id: z.string(),
    summary: z.string(),
    tasks: z.array(
      Task.pick({
        key: true,
        title: true,
        kind: true,
        role: true,
        state: true,
        requirementKeys: true,
        dependsOn: true,
        expects: true,
      }),
    ),
  }),
  checks: z.array(CheckResult.extend({ task: z.string() })),
  decisions: z.array(Decision.omit({ projectId: true, runId: true })),
  provenance: z.object({
    generator: z.string(),
    commit: z.string(),
    attempts: z.array(
      z.object({
        task: z.string(),
        number: z.number(),
        agent: z.string(),
        state: z.string(),
        commit: z.string().optional(),
      }),
    ),
  }),
  cost: Usage,
  /** Licence of the product, as its package says it. */
  licence: z.string().optional(),
  /** Hash of the bill of materials (CycloneDX) that lies beside the manifest as `sbom.cdx.json`. */
  sbomSha256: z.string().optional(),
  files: z.array(CapsuleFile),
  /**
   * What the commit holds and the capsule does not, in git's order, the first 1,000; absent where that is nothing. Only a
   * capsule from a repository that the user brought along has it: it may hold links to folders, or names that not every
   * system takes.
   */
  leftOut: z.array(LeftOut).max(MOST_LEFT_OUT).optional(),
});
export type CapsuleManifest = z.infer<typeof CapsuleManifest>;

/** Where a capsule's product was brought to. */
export const Delivery = z.object({
  kind: z.enum(['folder', 'git']),
  /** Absolute path, or the address of a repository without what it might hold of a password. */
  to: z.string(),
  /** The branch in a repository. */
  branch: z.string().optional(),
  /** Files written to a folder; those that stood there already just so are not counted. */
  files: z.number().int().nonnegative().optional(),
  at: z.number().int(),
});
export type Delivery = z.infer<typeof Delivery>;

export const Capsule = z.object({
  id: z.string(),
  projectId: z.string(),
  runId: z.string(),
  name: z.string(),
  /** Semantic version within the project. */
  version: z.string(),
  state: z.enum(['packing', 'packed', 'failed']),
  /** Whether every task of the plan was done. */
  complete: z.boolean(),
  /** Folder of the packed capsule; empty while packing. */
  path: z.string(),
  manifestSha256: z.string(),
  files: z.number().int().nonnegative(),
  bytes: z.number().int().nonnegative(),
  createdAt: z.number().int(),
  deliveries: z.array(Delivery),
});
export type Capsule = z.infer<typeof Capsule>;
