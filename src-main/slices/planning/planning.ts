import type { Appliers, Deciders } from '../../engine/slice.ts';
import type { Db } from '../../store/database.ts';
import { decidePlanning, type PlanningCommands } from './decide.ts';
import { createPlanningRows, type PlanningRows } from './rows.ts';

export function createPlanning(db: Db): {
  rows: PlanningRows;
  decide: Deciders<PlanningCommands>;
  apply: Appliers;
} {
  const rows = createPlanningRows(db);
  return { rows, decide: decidePlanning(rows), apply: applyPlanning(rows) };
}

function applyPlanning(rows: PlanningRows): Appliers {
  return {
    'plan.drafted': ({ plan }) => rows.insertPlan(plan),
    'tasks.added'({ planId, tasks }) {
      for (const task of tasks) {
        rows.insertTask(task);
        rows.linkTask(task);
      }
      rows.growPlan(planId, tasks.length);
    },
    'plan.proposed': ({ planId }) => rows.setPlan(planId, 'proposed'),
    'plan.approved': ({ planId }) => rows.setPlan(planId, 'approved'),
    'plan.rejected': ({ planId }) => rows.setPlan(planId, 'rejected'),
    'plan.edited'({ planId, change, ...step }, at) {
      rows.setChange(planId, change);
      rows.insertStep(planId, { ...step, change, at });
    },
    'plan.edit_undone'({ planId, number, change }) {
      rows.setChange(planId, change);
      rows.setStepUndone(planId, number, true);
    },
    'plan.edit_redone'({ planId, number, change }) {
      rows.setChange(planId, change);
      rows.setStepUndone(planId, number, false);
    },
    'replan.requested'({ planId, by, note }) {
      rows.setPlan(planId, 'replanning');
      rows.insertRevision(planId, by, note);
    },
    'replan.proposed'({ planId, version, change }) {
      rows.setRevision(planId, version, rows.tasksOf(planId));
      rows.setChange(planId, change);
      rows.setPlan(planId, 'proposed');
    },
    'replan.dropped'({ planId, change }) {
      rows.setChange(planId, change);
      rows.setPlan(planId, 'approved');
    },
    'replan.failed'({ planId }) {
      rows.cancelRevision(planId);
      rows.setPlan(planId, 'approved');
    },
    'plan.finished': ({ planId }) => rows.setPlan(planId, 'finished'),
    'plan.cancelled'({ planId }) {
      rows.cancelOpenTasks(planId);
      rows.cancelPlan(planId);
    },
    'task.finished'({ taskId, planId }) {
      rows.setTask(taskId, 'done');
      rows.freeDependents(taskId);
      rows.countEnded(planId, { done: 1 });
    },
    'task.failed'({ taskId, planId, cancelled }) {
      rows.setTask(taskId, 'failed');
      for (const id of cancelled) rows.setTask(id, 'cancelled');
      rows.countEnded(planId, { failed: 1, cancelled: cancelled.length });
    },
    'task.cancelled'({ taskId, planId, cancelled }) {
      for (const id of [taskId, ...cancelled]) rows.setTask(id, 'cancelled');
      rows.countEnded(planId, { cancelled: cancelled.length + 1 });
    },
    'task.waiting': ({ taskId }) => rows.setTask(taskId, 'waiting'),
    'attempt.queued': ({ attempt }) => rows.countAttempt(attempt.taskId),
    'attempt.started': ({ taskId }) => rows.setTask(taskId, 'running'),
    'validation.started': ({ taskId }) => rows.setTask(taskId, 'validating'),
    'checks.concluded'({ taskId, verdict }) {
      if (verdict === 'pass') rows.setTask(taskId, 'merging');
    },
  };
}
