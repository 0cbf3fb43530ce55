import type { Sandbox } from '../ports/sandbox.ts';
import type { Examiner } from '../slices/validation/checks/examiner.ts';
import { type ValidationInput, validate } from '../slices/validation/run.ts';
import type { CheckCache } from '../store/check-cache.ts';
import type { Logs } from '../store/logs.ts';
import type { Effect } from './effect.ts';
import { afterSandboxFault, failAttempt, requirementsFor } from './effect-outcomes.ts';
import { loggedSandbox } from './logged-sandbox.ts';
import { START_TO_CLOSE_MS } from './timeouts.ts';

/** What the checks of this host work with. */
export type CheckTools = {
  worktreePath(attemptId: string): string;
  /** Refuses to run where there is no sandbox, unless the run was allowed to do without. */
  sandboxFor(unsandboxed: boolean): Sandbox;
  /** Absolute path of the Node that runs the checks. */
  node: string;
  /** Reads the files that are checked. */
  examiner: Examiner;
  /** Results of checks that need not be made again. */
  checkCache: CheckCache;
  logs: Logs;
};

/** Those of the tools that stay the same for every checking. */
export function checkTools({ node, examiner, checkCache }: CheckTools) {
  return { node, examiner, cache: checkCache };
}

export function validationEffect(tools: CheckTools): Effect<ValidationInput & { unsandboxed: boolean }> {
  return {
    load(attemptId, read) {
      const attempt = read.attempts.attempt(attemptId);
      const task = attempt && read.planning.task(attempt.taskId);
      const project = task && read.projects.get(task.projectId);
      if (attempt?.state !== 'succeeded' || !task || !project) return undefined;
      const requirements = requirementsFor(task, read);
      return { attempt, task, project, requirements, unsandboxed: read.runs.unsandboxed(attempt.runId) };
    },
    run(input, context) {
      const log = (line: string) => {
        context.beat();
        tools.logs.append(input.attempt.id, line);
      };
      return validate(input, tools.worktreePath(input.attempt.id), {
        ...checkTools(tools),
        sandbox: loggedSandbox(tools.sandboxFor(input.unsandboxed), log),
        signal: context.signal,
        log,
      });
    },
    failed: (attemptId, fault, read) =>
      fault.type === 'sandbox'
        ? afterSandboxFault(attemptId, fault, read)
        : [failAttempt(attemptId, 'failed', fault)],
    retries: 1,
    timeoutMs: () => START_TO_CLOSE_MS,
  };
}
