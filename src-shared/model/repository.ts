import { z } from 'zod';
import { CommandLine } from './project.ts';

export const LanguageShare = z.object({
  name: z.string(),
  files: z.number().int().nonnegative(),
  bytes: z.number().int().nonnegative(),
});
export type LanguageShare = z.infer<typeof LanguageShare>;

/** Commands that a repository says it has; null where it says nothing. */
export const FoundCommands = z.object({
  setUp: CommandLine.nullable(),
  build: CommandLine.nullable(),
  test: CommandLine.nullable(),
  format: CommandLine.nullable(),
  lint: CommandLine.nullable(),
});
export type FoundCommands = z.infer<typeof FoundCommands>;

export const Conventions = z.object({
  sourceFolders: z.array(z.string()),
  testFolders: z.array(z.string()),
  testFiles: z.number().int().nonnegative(),
  /** `tab`, or a number of spaces; null where it cannot be told. */
  indent: z.union([z.literal('tab'), z.number().int().positive()]).nullable(),
  quotes: z.enum(['single', 'double']).nullable(),
  lineEnding: z.enum(['lf', 'crlf']).nullable(),
  /** `conventional` where most subjects begin with a type such as `fix:`. */
  commitStyle: z.enum(['conventional', 'free']).nullable(),
  /** SPDX id of the licence where its text or a manifest tells it. */
  license: z.string().nullable(),
});
export type Conventions = z.infer<typeof Conventions>;

/** What a folder with code shows of itself, found by looking alone: nothing of it is run. */
export const RepositoryFacts = z.object({
  /** By bytes, largest first. */
  languages: z.array(LanguageShare),
  packageManagers: z.array(z.string()),
  buildTools: z.array(z.string()),
  commands: FoundCommands,
  conventions: Conventions,
  /** Files that configure continuous integration. */
  ci: z.array(z.string()),
  hasReadme: z.boolean(),
});
export type RepositoryFacts = z.infer<typeof RepositoryFacts>;

export const RepositoryProfile = RepositoryFacts.extend({
  root: z.string(),
  /** `none`: no repository; `bare`: one without files; `unborn`: one without a commit. */
  state: z.enum(['none', 'bare', 'unborn', 'ready']),
  /** Null when HEAD is at no branch. */
  branch: z.string().nullable(),
  commit: z.string().nullable(),
  shallow: z.boolean(),
  /** Tracked files that differ from the last commit, in index or folder. */
  changedFiles: z.number().int().nonnegative(),
  /** Files looked at, packages and build output left out. */
  files: z.number().int().nonnegative(),
  /** Whether there were more than are looked at. */
  truncated: z.boolean(),
  links: z.number().int().nonnegative(),
  submodules: z.array(z.string()),
  nestedRepositories: z.array(z.string()),
  usesLfs: z.boolean(),
  /** What a person should know before work begins, one sentence each. */
  notes: z.array(z.string()),
});
export type RepositoryProfile = z.infer<typeof RepositoryProfile>;
