import type { Command } from '#shared/commands.ts';
import type { Fault } from '#shared/faults.ts';
import type { Requirement } from '#shared/model/requirement.ts';
import type { Task } from '#shared/model/task.ts';
import type { Read } from './read.ts';
import { runUnsandboxed } from './task-questions.ts';

export function failAttempt(
  attemptId: string,
  state: 'failed' | 'timed_out' | 'lost',
  fault: Fault,
): Command {
  return { type: 'attempts.fail', attemptId, state, fault };
}

/** The checks could not be run for want of a sandbox: the task waits, and a person is asked. */
export function afterSandboxFault(attemptId: string, fault: Fault, read: Read): Command[] {
  const attempt = read.attempts.attempt(attemptId);
  const task = attempt && read.planning.task(attempt.taskId);
  const run = attempt && read.runs.get(attempt.runId);
  if (!attempt || !task || !run) return [];
  // Consent was given and it did not help: to ask again would never end.
  if (read.runs.unsandboxed(attempt.runId)) return [failAttempt(attemptId, 'failed', fault)];
  const { taskId, runId } = attempt;
  const again: Command = { type: 'validation.start', attemptId, taskId, runId };
  return [
    { type: 'planning.hold_task', taskId },
    { type: 'decisions.ask', question: runUnsandboxed(task, again, fault), policy: run.policy },
  ];
}

/** The requirements a task answers for. */
export function requirementsFor(task: Task, read: Read): Requirement[] {
  const own = new Set(task.requirementKeys);
  return read.intake.requirementsOf(task.runId).filter((requirement) => own.has(requirement.key));
}
