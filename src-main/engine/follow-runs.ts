import type { EventOf } from '#shared/events.ts';
import { fault } from '#shared/faults.ts';
import { afterPacking } from './handover.ts';
import type { Read } from './read.ts';
import type { Step } from './step.ts';
import { command, deadline, endRun, mustPlan, signal, tidy } from './steps.ts';

export function requirementsFound(event: EventOf<'requirements.drafted'>, read: Read): Step[] {
  const document = read.intake.document(event.documentId);
  const count = document ? read.intake.countInDocument(document.id) : 0;
  if (!document || count === 0) return [];
  return [
    signal(document, {
      type: 'requirement',
      title: `${count} requirements in ${document.name}`,
      detail: 'New work came in.',
      urgency: 'medium',
      impact: 'high',
      confidence: 1,
      source: 'engine',
    }),
  ];
}

export function cutCapsule(event: EventOf<'plan.finished'>, read: Read): Step[] {
  const plan = mustPlan(read, event.planId);
  if (plan.counts.done === 0) {
    return [
      endRun(
        event.runId,
        'failed',
        fault('internal', 'No task of the plan succeeded.', { hint: 'See the tasks for why.' }),
      ),
    ];
  }
  const { runId, projectId, name } = plan;
  const complete = event.complete && !nothingCovered(runId, read);
  const after = read.projects.get(projectId)?.origin?.version;
  return [command({ type: 'capsules.cut', runId, projectId, name, complete, ...(after ? { after } : {}) })];
}

export function decisionAsked({ decision }: EventOf<'decision.asked'>, read: Read): Step[] {
  if (read.decisions.decision(decision.id)?.state !== 'open') return [];
  const steps = [
    signal(decision, {
      type: 'decision_needed',
      title: decision.title,
      detail: decision.context,
      urgency: 'high',
      impact: decision.risk,
      confidence: 1,
      source: 'engine',
      ...(decision.taskId === undefined ? {} : { taskId: decision.taskId }),
    }),
  ];
  if (decision.deadlineAt === undefined) return steps;
  return [...steps, deadline('decision.expire', decision.id, decision.runId, decision.deadlineAt)];
}

/** Consent to run without a sandbox is given for the run, so the same question is not asked again. */
export function allowTheRest(runId: string, read: Read): Step[] {
  return read.decisions
    .decisions({ runId, open: true })
    .filter((decision) => decision.kind === 'run_unsandboxed')
    .map((decision) =>
      command({
        type: 'decisions.answer',
        decisionId: decision.id,
        optionId: 'allow',
        by: 'policy:same-run',
      }),
    );
}

/** All work may be done and still nothing of what was asked be there: then the run is not called finished. */
function nothingCovered(runId: string, read: Read): boolean {
  const { covered = 0, ...open } = read.intake.coverageOf(runId);
  return covered === 0 && Object.keys(open).length > 0;
}

export function runComplete(event: EventOf<'capsule.packed'>, read: Read): Step[] {
  const capsule = read.capsules.capsule(event.capsuleId);
  if (!capsule) return [];
  return [
    signal(capsule, {
      type: 'integration',
      title: `${capsule.name} ${capsule.version} is packed`,
      detail: capsule.complete
        ? 'Every task of the plan was done.'
        : nothingCovered(capsule.runId, read)
          ? 'All tasks were done, but none of the requirements is covered; each is listed as a gap.'
          : 'Some tasks were not done; the manifest says which.',
      urgency: 'low',
      impact: 'high',
      confidence: 1,
      source: 'engine',
    }),
    ...afterPacking(event.runId, read),
  ];
}

export function runEnded(event: EventOf<'run.ended'>, read: Read): Step[] {
  const plan = read.planning.planOf(event.runId);
  return [
    { do: 'cancel', what: { runId: event.runId } },
    { do: 'resume', runId: event.runId },
    command({ type: 'decisions.withdraw', runId: event.runId, reason: 'The run is over.' }),
    ...(plan ? [command({ type: 'planning.cancel', planId: plan.id })] : []),
    tidy(read, event.runId),
  ];
}

/** What the chosen option sets free; a note goes along to the agent that tries again, and files to the attempt that settles. */
export function heldCommands(
  { decisionId, answer }: EventOf<'decision.answered' | 'decision.expired'>,
  read: Read,
): Step[] {
  return read.decisions.held(decisionId, answer.optionId).map((held) => {
    if (held.type === 'planning.reopen_task' && answer.note) return command({ ...held, note: answer.note });
    if (held.type === 'attempts.resolve' && answer.files) return command({ ...held, files: answer.files });
    return command(held);
  });
}
