import type { Command } from '#shared/commands.ts';
import { fail, ok, type Result } from '#shared/faults.ts';
import { type Attempt, NO_USAGE } from '#shared/model/attempt.ts';
import type { CheckResult } from '#shared/model/check.ts';
import type { Requirement } from '#shared/model/requirement.ts';
import type { Task } from '#shared/model/task.ts';
import type { Sandbox } from '../../ports/sandbox.ts';
import { readInside } from '../../workspace/files.ts';
import type { CheckContext } from './checks/check-context.ts';
import { checksFor } from './checks/checks-for.ts';
import { runChecks } from './checks/run-checks.ts';

export type ValidationInput = { attempt: Attempt; task: Task; requirements: Requirement[] };

export type ValidationTools = {
  sandbox: Sandbox;
  node: string;
  signal: AbortSignal;
  log(line: string): void;
};

/** Runs the checks of a task on the worktree of an attempt. */
export async function validate(
  { attempt, task, requirements }: ValidationInput,
  worktree: string,
  tools: ValidationTools,
): Promise<Result<Command[]>> {
  if (!attempt.output) return fail('internal', `The attempt ${attempt.id} left nothing to check.`);
  const context = checkContext(worktree, { task, requirements, output: attempt.output }, tools);
  const checks = await runChecks(context, checksFor(task));
  if (!checks.ok) return checks;
  const { id: attemptId, taskId, runId, projectId } = attempt;
  return ok([{ type: 'validation.conclude', attemptId, taskId, runId, projectId, checks: checks.value }]);
}

/** The checks of the whole workspace as it stands, for an agent that validates. */
export async function checkWorkspace(
  worktree: string,
  input: Pick<CheckContext, 'task' | 'requirements'>,
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

function checkContext(
  root: string,
  about: Pick<CheckContext, 'task' | 'requirements' | 'output'>,
  tools: ValidationTools,
): CheckContext {
  const own = new Set(about.task.requirementKeys);
  return {
    root,
    ...about,
    ...tools,
    requirements: about.requirements.filter((requirement) => own.has(requirement.key)),
    async readText(path) {
      const read = await readInside(root, path);
      return read.ok ? Buffer.from(read.value).toString('utf8') : undefined;
    },
  };
}
