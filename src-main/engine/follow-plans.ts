import type { EventOf } from '#shared/events.ts';
import type { Run } from '#shared/model/run.ts';
import { planWarnings } from '#shared/plan/plan-warnings.ts';
import { approvePlan, approveRest } from './questions.ts';
import type { Read } from './read.ts';
import type { Step } from './step.ts';
import { ask, command, effect, mustPlan, signal, withRun } from './steps.ts';

export function planProposed(event: EventOf<'plan.proposed' | 'replan.proposed'>, read: Read): Step[] {
  return ask(read, event.runId, (run) => questionAbout(run, event.planId, read));
}

/** The open question shows the plan as it stands now. */
export function planEdited(
  event: EventOf<'plan.edited' | 'plan.edit_undone' | 'plan.edit_redone'>,
  read: Read,
): Step[] {
  return withRun(read, event.runId, (run) => {
    const { title, context } = questionAbout(run, event.planId, read);
    return read.decisions
      .decisions({ runId: run.id, open: true })
      .filter(({ kind }) => kind === 'approve_plan' || kind === 'approve_replan')
      .map(({ id }) => command({ type: 'decisions.restate', decisionId: id, title, context }));
  });
}

export function replanFailed({ planId, fault }: EventOf<'replan.failed'>, read: Read): Step[] {
  return [
    signal(mustPlan(read, planId), {
      type: 'quality_issue',
      title: 'No new rest of the plan could be made',
      detail: [fault.message, fault.hint, 'The rest goes on as it was planned.'].filter(Boolean).join(' '),
      urgency: 'medium',
      impact: 'medium',
      confidence: 1,
      source: 'engine',
    }),
    release(planId),
  ];
}

export function release(planId: string): Step {
  return command({ type: 'planning.release', planId });
}

export function replanRequested({ planId, runId }: EventOf<'replan.requested'>): Step {
  return effect('planning.replan', planId, runId);
}

function questionAbout(run: Run, planId: string, read: Read) {
  const plan = mustPlan(read, planId);
  const tasks = read.planning.tasksOf(planId);
  const warnings = planWarnings(
    tasks.filter(({ state }) => state !== 'failed' && state !== 'cancelled'),
    read.intake.requirementsOf(run.id).filter(({ standing }) => standing === undefined),
  );
  if (plan.version === 1) return approvePlan(run, plan, warnings);
  const { note } = read.planning.revision(planId, plan.version) ?? {};
  return approveRest(run, plan, { tasks, warnings, ...(note === undefined ? {} : { note }) });
}
