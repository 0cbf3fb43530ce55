import type { EventOf } from '#shared/events.ts';
import type { Read } from './read.ts';
import type { Step } from './step.ts';
import { ask, command, mustTask, signal } from './steps.ts';
import { mergeConflict, partsDisagree, runUnsandboxed, taskStuck } from './task-questions.ts';

/** What a project wants done before the work, such as its set-up, needs a sandbox just as the checks do. */
function wantsSandbox({ fault, runId }: EventOf<'attempts.exhausted'>, read: Read): boolean {
  return fault.type === 'sandbox' && !read.runs.unsandboxed(runId);
}

/** The attempt whose work is in a conflict: for one that was to settle the conflict of another, that other. */
function disputedAttempt(
  { attemptId, fault }: EventOf<'attempts.exhausted'>,
  read: Read,
): string | undefined {
  if (fault.type !== 'conflict') return undefined;
  const disputed = read.attempts.attempt(attemptId)?.resolves?.attemptId ?? attemptId;
  return read.attempts.outputOf(disputed)?.commit === undefined ? undefined : disputed;
}

export function askAboutTask(event: EventOf<'attempts.exhausted'>, read: Read): Step[] {
  const task = mustTask(read, event.taskId);
  const disputed = disputedAttempt(event, read);
  const question = disputed
    ? () => mergeConflict(task, event.fault, disputed)
    : wantsSandbox(event, read)
      ? () => runUnsandboxed(task, { type: 'planning.reopen_task', taskId: task.id }, event.fault)
      : () => (task.kind === 'milestone' ? partsDisagree : taskStuck)(task, event.fault);
  return [
    command({ type: 'planning.hold_task', taskId: task.id }),
    signal(task, {
      type: 'quality_issue',
      title: `${task.key} did not succeed`,
      detail: event.fault.message,
      urgency: 'high',
      impact: task.priority === 'critical' ? 'high' : 'medium',
      confidence: 1,
      source: 'engine',
      taskId: task.id,
    }),
    ...ask(read, task.runId, question),
  ];
}
