import type { Event } from '#shared/events.ts';
import { assertNever, fault } from '#shared/faults.ts';
import * as runs from './follow-runs.ts';
import * as tasks from './follow-tasks.ts';
import { acceptRequirements, approvePlan } from './questions.ts';
import type { Read } from './read.ts';
import type { Step } from './step.ts';
import * as after from './steps.ts';

/** The whole story on one page: what follows from what. Nothing else makes one slice answer to another. */
export function flow(event: Event, read: Read): Step[] {
  switch (event.type) {
    case 'run.opened':
      return [after.deadline('run.time_out', event.run.id, event.run.id, event.run.deadlineAt)];
    case 'document.added':
      return [after.effect('intake.read', event.document.id, event.document.runId)];
    case 'requirements.drafted':
      return runs.requirementsFound(event, read);
    case 'intake.completed':
      return event.requirements === 0
        ? [after.endRun(event.runId, 'failed', runs.noRequirements(event.failed))]
        : after.ask(read, event.runId, (run) =>
            acceptRequirements(run, read.intake.requirementsOf(run.id), event.failed),
          );
    case 'requirements.accepted':
      return after.withRun(read, event.runId, (run) => [
        after.command({ type: 'planning.request', runId: run.id, projectId: run.projectId }),
      ]);
    case 'requirements.rejected':
      return [after.endRun(event.runId, 'stopped', fault('cancelled', 'The requirements were rejected.'))];
    case 'plan.requested':
      return [after.effect('planning.decompose', event.runId, event.runId)];
    case 'plan.proposed':
      return after.ask(read, event.runId, (run) => approvePlan(run, after.mustPlan(read, event.planId)));
    case 'plan.approved':
      return [after.command({ type: 'planning.release', planId: event.planId })];
    case 'plan.rejected':
      return [after.endRun(event.runId, 'stopped', fault('cancelled', 'The plan was rejected.'))];
    case 'plan.failed':
      return [after.endRun(event.runId, 'failed', event.fault)];
    case 'tasks.released':
      return tasks.tasksReleased(event, read);
    case 'task.reopened':
      return [tasks.queueAgain(event, read)];
    case 'task.finished':
      return [
        ...event.unblocked.map((taskId) => tasks.queueTask(read, taskId)),
        ...tasks.gapSignals(event, read),
      ];
    case 'task.cancelled':
      return tasks.taskCancelled(event, read);
    case 'plan.finished':
      return runs.cutCapsule(event, read);
    case 'plan.cancelled':
      return [{ do: 'cancel', what: { runId: event.runId } }, after.tidy(read, event.runId)];
    case 'attempt.queued':
      return [tasks.runAttempt(event)];
    case 'attempt.succeeded':
      return tasks.validate(event, read);
    case 'validation.started':
      return [after.effect('validation.run', event.attemptId, event.runId)];
    case 'attempt.failed':
      return event.state === 'cancelled' ? [] : tasks.nextAttempt(event, event.fault, read);
    case 'attempt.rejected':
      return [
        ...tasks.nextAttempt(event, fault('malformed_output', event.feedback, { retryable: true }), read),
        after.tidy(read, event.runId),
      ];
    case 'attempts.exhausted':
      return tasks.askAboutTask(event, read);
    case 'attempt.merged':
      return tasks.mergedWork(event, read);
    case 'checks.concluded':
      return tasks.checksConcluded(event, read);
    case 'decision.asked':
      return runs.decisionAsked(event, read);
    case 'decision.answered':
    case 'decision.expired':
      return runs.heldCommands(event, read);
    case 'run.unsandboxed':
      return runs.allowTheRest(event.runId, read);
    case 'capsule.cut':
      return [after.effect('capsule.pack', event.capsule.id, event.capsule.runId)];
    case 'capsule.packed':
      return runs.runComplete(event, read);
    case 'capsule.failed':
      return [after.endRun(event.runId, 'failed', event.fault)];
    case 'run.paused':
      return [{ do: 'pause', runId: event.runId }];
    case 'run.resumed':
      return [
        { do: 'resume', runId: event.runId },
        after.deadline('run.time_out', event.runId, event.runId, event.deadlineAt),
      ];
    case 'run.extended':
      return [after.deadline('run.time_out', event.runId, event.runId, event.deadlineAt)];
    case 'run.ended':
      return runs.runEnded(event, read);
    case 'project.created':
    case 'agent.registered':
    case 'document.failed':
    case 'plan.drafted':
    case 'tasks.added':
    case 'task.waiting':
    case 'task.failed':
    case 'attempt.started':
    case 'signal.raised':
    case 'decision.withdrawn':
      return [];
    default:
      return assertNever(event);
  }
}
