import type { Event } from '#shared/events.ts';
import { type Fault, fail, ok, type Result } from '#shared/faults.ts';
import type { Plan } from '#shared/model/plan.ts';
import type { Task } from '#shared/model/task.ts';
import { balancePlan } from '#shared/plan/balance-plan.ts';
import { checkEdited, editPlan } from '#shared/plan/edit-plan.ts';
import { mergeRest, toDraft } from '#shared/plan/merge-rest.ts';
import type { Deciders } from '../../engine/slice.ts';
import type { PlanningRows } from './rows.ts';
import { changeBack, changeRestoring, changeTo, standings } from './task-change.ts';

type EditCommands = 'planning.edit' | 'planning.undo' | 'planning.redo';
type ReplanCommands = 'planning.replan' | 'planning.propose_rest' | 'planning.fail_replan';

export type ChangingCommands = EditCommands | ReplanCommands;

/** Commands that change which tasks a plan has. */
export function decideChanges(rows: PlanningRows): Deciders<ChangingCommands> {
  return { ...decideEdits(rows), ...decideReplan(rows) };
}

function decideEdits(rows: PlanningRows): Deciders<EditCommands> {
  const editable = (planId: string): Result<Plan> => {
    const plan = rows.plan(planId);
    if (!plan) return fail('not_found', `There is no plan ${planId}.`);
    if (plan.state === 'proposed') return ok(plan);
    const hint =
      plan.state === 'approved'
        ? 'Nothing was changed. Re-plan the rest of the run first; what has not begun can be edited then.'
        : 'Nothing was changed.';
    return fail('conflict', `The plan is ${plan.state}; it can be edited only while it waits for approval.`, {
      hint,
    });
  };
  return {
    'planning.edit'({ planId, edits, requirements, by }, { newId }) {
      const plan = editable(planId);
      if (!plan.ok) return plan;
      const tasks = rows.tasksOf(planId);
      const edited = editPlan(tasks.map(toDraft), edits, { requirements, ...standings(tasks) });
      if (!edited.ok) return edited;
      const change = changeTo(plan.value, tasks, edited.value, newId);
      if (change.before.length + change.after.length === 0)
        return fail('invalid_input', 'That would change nothing in the plan.');
      const number = (rows.lastStep(planId, plan.value.version)?.number ?? 0) + 1;
      return ok([{ type: 'plan.edited', planId, runId: plan.value.runId, number, edits, by, change }]);
    },
    'planning.undo'({ planId }) {
      const plan = editable(planId);
      if (!plan.ok) return plan;
      const step = rows.lastStep(planId, plan.value.version);
      if (!step) return fail('conflict', 'There is nothing to undo in this plan.');
      const change = changeBack(rows.tasksOf(planId), step.change.after, step.change.before);
      if (!change.ok) return change;
      const { runId } = plan.value;
      return ok([{ type: 'plan.edit_undone', planId, runId, number: step.number, change: change.value }]);
    },
    'planning.redo'({ planId }) {
      const plan = editable(planId);
      if (!plan.ok) return plan;
      const step = rows.nextStep(planId, plan.value.version);
      if (!step) return fail('conflict', 'There is nothing to do again in this plan.');
      const change = changeBack(rows.tasksOf(planId), step.change.before, step.change.after);
      if (!change.ok) return change;
      const { runId } = plan.value;
      return ok([{ type: 'plan.edit_redone', planId, runId, number: step.number, change: change.value }]);
    },
  };
}

function decideReplan(rows: PlanningRows): Deciders<ReplanCommands> {
  const failed = (plan: Plan, why: Fault): Event[] => [
    { type: 'replan.failed', planId: plan.id, runId: plan.runId, fault: why },
    ...ending(plan, rows.tasksOf(plan.id)),
  ];
  return {
    'planning.replan'({ runId, note, by }) {
      const plan = rows.planOf(runId);
      if (!plan) return fail('conflict', 'The run has no plan yet, so there is nothing to plan anew.');
      if (plan.state !== 'approved') {
        const hint =
          plan.state === 'proposed'
            ? 'Edit it as it is, or answer the open decision.'
            : 'Nothing was changed.';
        return fail(
          'conflict',
          `The plan is ${plan.state}; only one that is being worked on is planned anew.`,
          {
            hint,
          },
        );
      }
      return ok([{ type: 'replan.requested', planId: plan.id, runId, by, ...(note ? { note } : {}) }]);
    },
    'planning.propose_rest'({ planId, tasks: proposed, requirements }, { newId }) {
      const plan = rows.plan(planId);
      if (plan?.state !== 'replanning') return fail('conflict', 'No new rest of the plan is asked for.');
      const tasks = rows.tasksOf(planId);
      const { locked, dead } = standings(tasks);
      const wanted = balancePlan(mergeRest(tasks, proposed), requirements, locked);
      const sound = checkEdited(tasks.map(toDraft), wanted, { requirements, dead });
      if (!sound.ok) return ok(failed(plan, sound.fault));
      const change = changeTo(plan, tasks, sound.value, newId);
      const version = plan.version + 1;
      return ok([{ type: 'replan.proposed', planId, runId: plan.runId, version, change }]);
    },
    'planning.fail_replan'({ planId, fault }) {
      const plan = rows.plan(planId);
      return ok(plan?.state === 'replanning' ? failed(plan, fault) : []);
    },
  };
}

/** Back to the rest as it was planned before; what began or ended meanwhile stays so. */
export function dropRest(rows: PlanningRows, plan: Plan): Event[] {
  const tasks = rows.tasksOf(plan.id);
  const change = changeRestoring(tasks, rows.revision(plan.id, plan.version)?.before ?? []);
  const gone = new Set(change.before.map(({ id }) => id));
  const left = [...tasks.filter(({ id }) => !gone.has(id)), ...change.after];
  return [{ type: 'replan.dropped', planId: plan.id, runId: plan.runId, change }, ...ending(plan, left)];
}

const ENDED: ReadonlySet<string> = new Set(['done', 'failed', 'cancelled']);

/** A plan that goes on with no task left open is finished at once: it could not be while it was in question. */
export function ending({ id: planId, runId }: Plan, tasks: readonly Pick<Task, 'state'>[]): Event[] {
  if (tasks.some(({ state }) => !ENDED.has(state))) return [];
  return [{ type: 'plan.finished', planId, runId, complete: tasks.every(({ state }) => state === 'done') }];
}
