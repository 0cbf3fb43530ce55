import type { Result } from '#shared/faults.ts';
import type { Artifact, AttemptOutput } from '#shared/model/attempt.ts';
import type { Finding } from '#shared/model/check.ts';
import type { ProjectSettings } from '#shared/model/project.ts';
import type { Requirement } from '#shared/model/requirement.ts';
import type { Task } from '#shared/model/task.ts';
import type { Sandbox } from '../../../ports/sandbox.ts';

/** What checks look at: the worktree of an attempt and what the attempt says of itself. */
export type CheckContext = {
  /** Absolute path of the worktree. */
  root: string;
  task: Task;
  /** Those that the task's `requirementKeys` name. */
  requirements: readonly Requirement[];
  output: AttemptOutput;
  /** Text of a file of the worktree by its relative path; undefined where there is none. Keeps to the worktree. */
  readText(path: string): Promise<string | undefined>;
  sandbox: Sandbox;
  /** Absolute path of the Node that runs the project's tests. */
  node: string;
  signal: AbortSignal;
  log(line: string): void;
  /** Of the project. */
  settings: ProjectSettings;
};

/** A file that the attempt added or changed, with its text. */
export type ChangedFile = { path: string; change: Artifact['change']; text: string };

export type CheckOutcome = {
  findings: Finding[];
  summary: string;
  /** Nothing to look at: neither pass nor fail. */
  skipped?: boolean;
};

/** A fault means that the check could not be made, which says nothing of the work. */
export type CheckRun = (
  context: CheckContext,
  changed: readonly ChangedFile[],
) => Promise<Result<CheckOutcome>> | Result<CheckOutcome>;

export async function readChanged(context: CheckContext): Promise<ChangedFile[]> {
  const present = context.output.files.filter((file) => file.change !== 'removed');
  const read = await Promise.all(
    present.map(async ({ path, change }) => ({ path, change, text: await context.readText(path) })),
  );
  return read.flatMap(({ path, change, text }) => (text === undefined ? [] : [{ path, change, text }]));
}

/** 1-based line of an offset. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

export function isTestFile(path: string): boolean {
  return /(^|\/)(tests?|__tests__|spec)\/|[._-](test|spec)\.[cm]?[jt]sx?$|(^|\/)test_[^/]+\.py$|_test\.(py|go)$/.test(
    path,
  );
}
