import type { Command } from '#shared/commands.ts';
import { fail, ok, type Result } from '#shared/faults.ts';
import { type Attempt, NO_USAGE } from '#shared/model/attempt.ts';
import type { CheckResult } from '#shared/model/check.ts';
import type { Project } from '#shared/model/project.ts';
import type { Requirement } from '#shared/model/requirement.ts';
import type { Task } from '#shared/model/task.ts';
import type { Sandbox } from '../../ports/sandbox.ts';
import type { CheckCache } from '../../store/check-cache.ts';
import { readInside } from '../../workspace/files.ts';
import { readFileAt, treeAt } from '../../workspace/git-content.ts';
import type { CheckContext } from './checks/check-context.ts';
import { checksFor } from './checks/checks-for.ts';
import type { Examiner } from './checks/examiner.ts';
import { runChecks } from './checks/run-checks.ts';

export type ValidationInput = {
  attempt: Attempt;
  task: Task;
  requirements: Requirement[];
  project: Project;
  /** Names of tests that failed before the work began. */
  baseline?: ReadonlySet<string>;
};

export type ValidationTools = {
  sandbox: Sandbox;
  node: string;
  examiner: Examiner;
  cache: CheckCache;
  signal: AbortSignal;
  log(line: string): void;
};

/** Runs the checks of a task on the worktree of an attempt. */
export async function validate(
  { attempt, task, requirements, project, baseline }: ValidationInput,
  worktree: string,
  tools: ValidationTools,
): Promise<Result<Command[]>> {
  const { output } = attempt;
  if (!output) return fail('internal', `The attempt ${attempt.id} left nothing to check.`);
  const { settings } = project;
  const about = { task, requirements, output, settings, ...(baseline === undefined ? {} : { baseline }) };
  // The repository itself is asked: in the worktree, the attempt may have put another one in its place.
  const place = { folder: project.root };
  const shown = output.commit ?? output.baseCommit;
  const tree = shown === undefined ? undefined : await treeAt(place, shown);
  const { baseCommit } = output;
  // Where nothing was committed, what stands there already is what is to be checked, and nothing was "so before".
  const isChange = output.commit !== undefined && baseCommit !== undefined;
  const context: CheckContext = {
    ...checkContext(worktree, about, tools),
    tree,
    readBase: async (path) => (isChange ? readFileAt(place, baseCommit, path) : undefined),
  };
  const checks = await runChecks(context, checksFor(task));
  if (!checks.ok) return checks;
  const { id: attemptId, taskId, runId, projectId } = attempt;
  return ok([{ type: 'validation.conclude', attemptId, taskId, runId, projectId, checks: checks.value }]);
}

/** The tests of the whole workspace as it stands, for an agent that validates. */
export async function checkWorkspace(
  worktree: string,
  input: Pick<CheckContext, 'task' | 'requirements' | 'settings'>,
  tools: ValidationTools,
): Promise<CheckResult[]> {
  const output = { files: [], covers: [], gaps: [], summary: '', usage: NO_USAGE };
  const checks = await runChecks(checkContext(worktree, { ...input, output }, tools), ['tests']);
  if (checks.ok) return checks.value;
  const { message, hint } = checks.fault;
  return [
    {
      kind: 'tests',
      verdict: 'skipped',
      findings: [{ severity: 'warning', rule: 'tests/not-run', message, ...(hint ? { hint } : {}) }],
      summary: message,
      durationMs: 0,
    },
  ];
}

type About = Pick<CheckContext, 'task' | 'requirements' | 'output' | 'settings' | 'baseline'>;

function checkContext(root: string, about: About, { examiner, ...tools }: ValidationTools): CheckContext {
  const own = new Set(about.task.requirementKeys);
  return {
    root,
    ...about,
    ...tools,
    examine: examiner.examine,
    compareLock: examiner.compareLock,
    readOutput: examiner.readOutput,
    requirements: about.requirements.filter((requirement) => own.has(requirement.key)),
    async readText(path, maxBytes) {
      const read = await readInside(root, path, maxBytes);
      return read.ok ? Buffer.from(read.value).toString('utf8') : undefined;
    },
    readBase: async () => undefined,
  };
}
