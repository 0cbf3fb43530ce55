import { type ValidationInput, validate } from '../slices/validation/run.ts';
import { validationTools } from './agent-tools.ts';
import type { CheckTools } from './check-tools.ts';
import type { Effect } from './effect.ts';
import { afterSandboxFault, failAttempt, requirementsFor } from './effect-outcomes.ts';
import { START_TO_CLOSE_MS } from './timeouts.ts';

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
    run: (input, context) =>
      validate(input, tools.worktreePath(input.attempt.id), validationTools(tools, input, context)),
    failed: (attemptId, fault, read) =>
      fault.type === 'sandbox'
        ? afterSandboxFault(attemptId, fault, read)
        : [failAttempt(attemptId, 'failed', fault)],
    retries: 1,
    timeoutMs: () => START_TO_CLOSE_MS,
  };
}
