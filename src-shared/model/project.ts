import { z } from 'zod';
import { CheckKind, CheckMode } from './check.ts';
import { DEFAULT_LICENCES, DEFAULT_SIZES, Licences, SizeLimits } from './check-limits.ts';

/** Who answers decisions. manual: always a person; supervised: low risk by policy; autonomous: policy takes the default. */
export const Policy = z.enum(['manual', 'supervised', 'autonomous']);
export type Policy = z.infer<typeof Policy>;

/** A program and its arguments; no shell reads them. */
export const CommandLine = z.array(z.string().min(1).max(1_000)).min(1).max(50);
export type CommandLine = z.infer<typeof CommandLine>;

/** How the repository of a project is worked on. */
export const ProjectSettings = z.object({
  /** Files that git leaves out and a worktree needs all the same, as globs relative to the root: `.env`, `config/*.local.json`. */
  copy: z.array(z.string().min(1).max(300)).max(100),
  /** Run in every new worktree before the work starts, in the sandbox. */
  setUp: CommandLine.nullable(),
  /** Whether the set-up command may use the network, as an install does. Nothing else ever may. */
  setUpNetwork: z.boolean(),
  /** The repository's own tests, formatter check and linter; null where it has none. */
  test: CommandLine.nullable(),
  format: CommandLine.nullable(),
  lint: CommandLine.nullable(),
  /** How finished work joins the integration branch. */
  joinBy: z.enum(['merge', 'rebase']),
  /** Which checks block, warn or stay away, where it is not as in `CHECK_RULES`. */
  checks: z.partialRecord(CheckKind, CheckMode),
  sizes: SizeLimits,
  licences: Licences,
  /** How long the worktree of merged work is kept, in hours; each takes the disk space of a checkout. 0 for not at all. */
  keepWorktreesHours: z.number().int().min(0).max(720),
  /** Folder, relative to the root, below which a new service gets a folder of its own; empty: the root is the service. */
  folder: z
    .string()
    .max(200)
    .regex(/^([A-Za-z0-9_][A-Za-z0-9._-]*(\/[A-Za-z0-9_][A-Za-z0-9._-]*)*)?$/, 'is no plain relative folder'),
});
export type ProjectSettings = z.infer<typeof ProjectSettings>;

export const DEFAULT_SETTINGS: ProjectSettings = {
  copy: [],
  setUp: null,
  setUpNetwork: false,
  test: null,
  format: null,
  lint: null,
  joinBy: 'merge',
  checks: {},
  sizes: DEFAULT_SIZES,
  licences: DEFAULT_LICENCES,
  keepWorktreesHours: 24,
  folder: '',
};

/** The capsule that a project was made from. */
export const ProjectOrigin = z.object({ capsuleId: z.string(), name: z.string(), version: z.string() });
export type ProjectOrigin = z.infer<typeof ProjectOrigin>;

export const Project = z.object({
  id: z.string(),
  name: z.string(),
  /** Absolute path of the workspace, a git repository. */
  root: z.string(),
  policy: Policy,
  settings: ProjectSettings,
  origin: ProjectOrigin.optional(),
  createdAt: z.number().int(),
});
export type Project = z.infer<typeof Project>;
