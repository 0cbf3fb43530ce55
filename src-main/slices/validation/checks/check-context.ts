import type { Result } from '#shared/faults.ts';
import type { Artifact, AttemptOutput } from '#shared/model/attempt.ts';
import type { Finding } from '#shared/model/check.ts';
import type { SizeLimits } from '#shared/model/check-limits.ts';
import type { ProjectSettings } from '#shared/model/project.ts';
import type { Requirement } from '#shared/model/requirement.ts';
import type { Task } from '#shared/model/task.ts';
import type { Sandbox } from '../../../ports/sandbox.ts';
import type { CheckCache } from '../../../store/check-cache.ts';
import type { CompareRequest, Comparison } from './dependencies/compare.ts';
import type { FileKind } from './file-kinds.ts';
import type { OutputReport, OutputRequest } from './reports/read-report.ts';

/** What checks look at: the worktree of an attempt and what the attempt says of itself. */
export type CheckContext = {
  /** Absolute path of the worktree. */
  root: string;
  task: Task;
  /** Those that the task's `requirementKeys` name. */
  requirements: readonly Requirement[];
  output: AttemptOutput;
  /** Text of a file of the worktree by its relative path; undefined where there is none. Keeps to the worktree. */
  readText(path: string, maxBytes?: number): Promise<string | undefined>;
  sandbox: Sandbox;
  /** Absolute path of the Node that runs the project's tests. */
  node: string;
  signal: AbortSignal;
  log(line: string): void;
  /** Of the project. */
  settings: ProjectSettings;
  examine: Examine;
  compareLock: CompareLock;
  readOutput: ReadOutput;
  /** Results that are found already; without it everything is looked at again. */
  cache?: CheckCache;
  /** Id of the git tree that the worktree shows; undefined where it is not known, and nothing of the whole can be cached. */
  tree?: string | undefined;
  /** Text of a file as it was before the attempt; undefined where there was none. */
  readBase(path: string): Promise<string | undefined>;
};

/** A file that the attempt added or changed, with its text. */
export type ChangedFile = { path: string; change: Artifact['change']; text: string };

export type ExamineRequest = { kind: FileKind; file: ChangedFile; sizes: SizeLimits };

export type FileReport = {
  /** False where the check has no eyes for this kind of file. */
  looked: boolean;
  findings: Finding[];
};

/** Looks at one file. Never rejects for what a file holds; a file that ends the examiner is a finding. */
export type Examine = (request: ExamineRequest, signal: AbortSignal) => Promise<FileReport>;

/** Compares a lock file with what it was and with its manifest. Never rejects for what it holds. */
export type CompareLock = (request: CompareRequest, signal: AbortSignal) => Promise<Comparison>;

/** Reads what a program wrote. Empty where nothing in it is known, or where it takes too long. */
export type ReadOutput = (request: OutputRequest, signal: AbortSignal) => Promise<OutputReport>;

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

/** 1-based line and column of an offset, in UTF-16 units. */
export function placeAt(text: string, offset: number): { line: number; column: number } {
  const at = Math.max(0, Math.min(offset, text.length));
  return { line: lineAt(text, at), column: at - (at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1) + 1 };
}

export function isTestFile(path: string): boolean {
  return /(^|\/)(tests?|__tests__|spec)\/|[._-](test|spec)\.[cm]?[jt]sx?$|(^|\/)test_[^/]+\.py$|_test\.(py|go)$/.test(
    path,
  );
}
