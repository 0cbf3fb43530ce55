import type { Event, EventOf, EventType } from '#shared/events.ts';
import { fault } from '#shared/faults.ts';
import { askAboutTask } from './follow-exhausted.ts';
import * as files from './follow-files.ts';
import * as intake from './follow-intake.ts';
import * as plans from './follow-plans.ts';
import * as runs from './follow-runs.ts';
import * as tasks from './follow-tasks.ts';
import * as handover from './handover.ts';
import type { Read } from './read.ts';
import type { Step } from './step.ts';
import * as after from './steps.ts';

const nothing = (): Step[] => [];

/** The whole story on one page: what follows from what. Nothing else makes one slice answer to another. */
const STORY: { readonly [T in EventType]: (event: EventOf<T>, read: Read) => Step[] } = {
  'run.opened': (event) => [after.deadline('run.time_out', event.run.id, event.run.id, event.run.deadlineAt)],
  'document.added': (event) => [after.effect('intake.read', event.document.id, event.document.runId)],
  'requirements.drafted': (event, read) =>
    event.rest === undefined
      ? runs.requirementsFound(event, read)
      : [after.effect('intake.read', event.documentId, event.runId)],
  'document.failed': (event, read) => intake.documentFailed(event, read),
  'intake.completed': (event, read) => intake.documentsRead(event, read),
  'difference.noted': (event, read) => intake.differenceNoted(event, read),
  'requirements.accepted': (event, read) =>
    after.withRun(read, event.runId, (run) => [
      after.command({ type: 'planning.request', runId: run.id, projectId: run.projectId }),
    ]),
  'requirements.rejected': (event) => [
    after.endRun(event.runId, 'stopped', fault('cancelled', 'The requirements were rejected.')),
  ],
  'plan.requested': (event) => [after.effect('planning.decompose', event.runId, event.runId)],
  'plan.proposed': (event, read) => plans.planProposed(event, read),
  'plan.edited': (event, read) => plans.planEdited(event, read),
  'plan.edit_undone': (event, read) => plans.planEdited(event, read),
  'plan.edit_redone': (event, read) => plans.planEdited(event, read),
  'plan.approved': (event) => [plans.release(event.planId)],
  'plan.rejected': (event) => [
    after.endRun(event.runId, 'stopped', fault('cancelled', 'The plan was rejected.')),
  ],
  'plan.failed': (event) => [after.endRun(event.runId, 'failed', event.fault)],
  'replan.requested': (event) => [plans.replanRequested(event)],
  'replan.proposed': (event, read) => plans.planProposed(event, read),
  'replan.dropped': (event) => [plans.release(event.planId)],
  'replan.failed': (event, read) => plans.replanFailed(event, read),
  'tasks.released': (event, read) => tasks.tasksReleased(event, read),
  'task.reopened': (event, read) => tasks.queueAgain(event, read),
  'task.finished': (event, read) => [
    ...event.unblocked.map((taskId) => tasks.queueTask(read, taskId)),
    ...tasks.gapSignals(event, read),
  ],
  'task.cancelled': (event, read) => tasks.taskCancelled(event, read),
  'plan.finished': (event, read) => runs.cutCapsule(event, read),
  'plan.cancelled': (event, read) => [
    { do: 'cancel', what: { runId: event.runId } },
    after.tidy(read, event.runId),
  ],
  'attempt.queued': (event) => [tasks.runAttempt(event)],
  'attempt.succeeded': (event, read) => tasks.validate(event, read),
  'validation.started': (event) => [after.effect('validation.run', event.attemptId, event.runId)],
  'attempt.failed': (event, read) =>
    event.state === 'cancelled' ? [] : tasks.nextAttempt(event, event.fault, read),
  'attempt.held': (event, read) => files.askAboutFiles(event, read),
  'attempt.ruled': (event, read) => files.takeUpWork(event, read),
  'attempt.rejected': (event, read) => [
    ...tasks.nextAttempt(event, fault('malformed_output', event.feedback, { retryable: true }), read),
    after.tidy(read, event.runId),
  ],
  'attempts.exhausted': (event, read) => askAboutTask(event, read),
  'attempt.merged': (event, read) => tasks.mergedWork(event, read),
  'checks.concluded': (event, read) => tasks.checksConcluded(event, read),
  'decision.asked': (event, read) => runs.decisionAsked(event, read),
  'decision.answered': (event, read) => runs.heldCommands(event, read),
  'decision.expired': (event, read) => runs.heldCommands(event, read),
  'run.unsandboxed': (event, read) => runs.allowTheRest(event.runId, read),
  'capsule.cut': (event) => [after.effect('capsule.pack', event.capsule.id, event.capsule.runId)],
  'capsule.packed': (event, read) => runs.runComplete(event, read),
  'capsule.failed': (event) => [after.endRun(event.runId, 'failed', event.fault)],
  'handover.begun': (event) => handover.handoverBegun(event),
  'handover.merged': (event, read) => handover.handoverMerged(event, read),
  'handover.refused': (event, read) => handover.handoverRefused(event, read),
  'handover.declined': (event, read) => handover.endOfRun(event.runId, read),
  'run.paused': (event) => [{ do: 'pause', runId: event.runId }],
  'run.resumed': (event) => [
    { do: 'resume', runId: event.runId },
    after.deadline('run.time_out', event.runId, event.runId, event.deadlineAt),
  ],
  'run.extended': (event) => [after.deadline('run.time_out', event.runId, event.runId, event.deadlineAt)],
  'run.ended': (event, read) => runs.runEnded(event, read),
  'project.created': nothing,
  'project.moved': nothing,
  'project.configured': nothing,
  'capsule.delivered': nothing,
  'capsule.moved': nothing,
  'agent.registered': nothing,
  'plan.drafted': nothing,
  'tasks.added': nothing,
  'task.waiting': nothing,
  'task.failed': nothing,
  'attempt.started': nothing,
  'signal.raised': nothing,
  'decision.restated': nothing,
  'decision.withdrawn': nothing,
  'template.saved': nothing,
  'template.removed': nothing,
  'handover.offered': nothing,
};

/** What follows from an event, in the same transaction or after it. */
export function flow(event: Event, read: Read): Step[] {
  return (STORY[event.type] as (event: Event, read: Read) => Step[])(event, read);
}
