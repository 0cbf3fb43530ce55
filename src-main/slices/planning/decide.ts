import type { Event } from '#shared/events.ts';
import { type Fault, fail, ok, type Result } from '#shared/faults.ts';
import type { Plan, PlanState } from '#shared/model/plan.ts';
import type { Task, TaskDraft, TaskState } from '#shared/model/task.ts';
import type { Deciders, DecideTools } from '../../engine/slice.ts';
import { type ChangingCommands, decideChanges, dropRest, ending } from './decide-edits.ts';
import type { PlanningRows, TaskStanding } from './rows.ts';

export type PlanningCommands =
  | 'planning.request'
  | 'planning.draft'
  | 'planning.add_tasks'
  | 'planning.propose'
  | 'planning.approve'
  | 'planning.reject'
  | 'planning.fail'
  | 'planning.release'
  | 'planning.finish_task'
  | 'planning.hold_task'
  | 'planning.reopen_task'
  | 'planning.fail_task'
  | 'planning.cancel_task'
  | 'planning.cancel'
  | ChangingCommands;

/** Tasks released in one transaction: few enough to keep it short, many enough to keep every slot busy. */
const RELEASE_AT_ONCE = 32;

const ENDED: ReadonlySet<TaskState> = new Set(['done', 'failed', 'cancelled']);

export function decidePlanning(rows: PlanningRows): Deciders<PlanningCommands> {
  return { ...decidePlans(rows), ...decideChanges(rows), ...decideTasks(rows) };
}

type PlanCommands = Exclude<PlanningCommands, TaskCommands | ChangingCommands>;

function decidePlans(rows: PlanningRows): Deciders<PlanCommands> {
  const inState = (planId: string, state: PlanState): Result<Plan> => {
    const plan = rows.plan(planId);
    if (!plan) return fail('not_found', `There is no plan ${planId}.`);
    return plan.state === state ? ok(plan) : fail('conflict', `The plan is ${plan.state}, not ${state}.`);
  };
  return {
    'planning.request': ({ runId, projectId }) => ok([{ type: 'plan.requested', runId, projectId }]),
    'planning.draft'({ planId, runId, projectId, name, summary }, { now }) {
      if (rows.planOf(runId)) return fail('conflict', `The run ${runId} already has a plan.`);
      const counts = { total: 0, open: 0, done: 0, failed: 0, cancelled: 0 };
      const plan: Plan = {
        id: planId,
        runId,
        projectId,
        state: 'drafting',
        version: 1,
        name,
        summary,
        counts,
        createdAt: now,
      };
      return ok([{ type: 'plan.drafted', plan }]);
    },
    'planning.add_tasks'({ planId, tasks }, tools) {
      const plan = inState(planId, 'drafting');
      return plan.ok ? addTasks(rows, plan.value, tasks, tools) : plan;
    },
    'planning.propose'({ planId }) {
      const plan = inState(planId, 'drafting');
      if (!plan.ok) return plan;
      if (plan.value.counts.total === 0)
        return fail('invalid_input', 'A plan without tasks cannot be proposed.');
      return ok([{ type: 'plan.proposed', planId, runId: plan.value.runId }]);
    },
    'planning.approve'({ planId }) {
      const plan = inState(planId, 'proposed');
      if (!plan.ok) return plan;
      const approved: Event = { type: 'plan.approved', planId, runId: plan.value.runId };
      return ok([approved, ...ending(plan.value, rows.tasksOf(planId))]);
    },
    'planning.reject'({ planId }) {
      const plan = inState(planId, 'proposed');
      if (!plan.ok) return plan;
      if (plan.value.version > 1) return ok(dropRest(rows, plan.value));
      return ok([{ type: 'plan.rejected', planId, runId: plan.value.runId }]);
    },
    'planning.fail': ({ runId, fault }) => ok([{ type: 'plan.failed', runId, fault }]),
    'planning.release'({ planId }) {
      if (rows.planState(planId) !== 'approved') return ok([]);
      const taskIds = rows.releasable(planId, RELEASE_AT_ONCE);
      return ok([{ type: 'tasks.released', planId, taskIds, more: taskIds.length === RELEASE_AT_ONCE }]);
    },
    'planning.cancel'({ planId }) {
      const plan = rows.plan(planId);
      if (!plan || ['finished', 'cancelled', 'rejected'].includes(plan.state)) return ok([]);
      return ok([{ type: 'plan.cancelled', planId, runId: plan.runId }]);
    },
  };
}

/** A task may depend only on tasks that were added before it, so no cycle can ever be built. */
function addTasks(
  rows: PlanningRows,
  plan: Plan,
  drafts: TaskDraft[],
  { newId }: DecideTools,
): Result<Event[]> {
  const earlier = new Set<string>();
  const tasks: Task[] = [];
  for (const draft of drafts) {
    if (earlier.has(draft.key) || rows.taskIdByKey(plan.id, draft.key)) {
      return fail('invalid_input', `The plan has two tasks with the key ${draft.key}.`);
    }
    const dependsOn = [...new Set(draft.dependsOn)];
    const unknown = dependsOn.find((key) => !earlier.has(key) && !rows.taskIdByKey(plan.id, key));
    if (unknown !== undefined) {
      return fail(
        'invalid_input',
        `Task ${draft.key} depends on ${unknown}, which does not come before it in the plan.`,
      );
    }
    earlier.add(draft.key);
    tasks.push({
      ...draft,
      dependsOn,
      id: newId('task'),
      planId: plan.id,
      runId: plan.runId,
      projectId: plan.projectId,
      state: 'blocked',
      depsLeft: dependsOn.length,
      attempts: 0,
    });
  }
  return ok([{ type: 'tasks.added', planId: plan.id, tasks }]);
}

type TaskCommands =
  | 'planning.finish_task'
  | 'planning.hold_task'
  | 'planning.reopen_task'
  | 'planning.fail_task'
  | 'planning.cancel_task';

function decideTasks(rows: PlanningRows): Deciders<TaskCommands> {
  const open = (taskId: string): Result<TaskStanding> => {
    const task = rows.taskStanding(taskId);
    if (!task) return fail('not_found', `There is no task ${taskId}.`);
    return ENDED.has(task.state)
      ? fail('conflict', `The task ${task.key} is already ${task.state}.`)
      : ok(task);
  };
  /** The plan is finished with the task that leaves none open, unless it is in question what else is to be done. */
  const closing = (task: TaskStanding, ended: number, failed: boolean): Event[] => {
    const plan = rows.planOpen(task.planId);
    if (plan.state !== 'approved' || plan.open > ended) return [];
    const complete = !failed && plan.failed === 0 && plan.cancelled === 0;
    return [{ type: 'plan.finished', planId: task.planId, runId: task.runId, complete }];
  };
  const giveUp = (task: TaskStanding, make: (cancelled: string[]) => Event): Result<Event[]> => {
    const cancelled = rows.blockedBelow(task.id);
    return ok([make(cancelled), ...closing(task, cancelled.length + 1, true)]);
  };
  return {
    'planning.finish_task'({ taskId, evidence }) {
      const task = open(taskId);
      if (!task.ok) return task;
      const { planId, runId } = task.value;
      const { attemptId, covers, gaps } = evidence;
      const unblocked = rows.planState(planId) === 'approved' ? rows.unblockedBy(taskId) : [];
      return ok([
        { type: 'task.finished', taskId, planId, runId, attemptId, covers, gaps, unblocked },
        ...closing(task.value, 1, false),
      ]);
    },
    'planning.hold_task'({ taskId }) {
      const task = open(taskId);
      return task.ok ? ok([{ type: 'task.waiting', taskId, runId: task.value.runId }]) : task;
    },
    'planning.reopen_task'({ taskId, note }) {
      const task = rows.taskStanding(taskId);
      if (task?.state !== 'waiting')
        return fail('conflict', 'Only a task that waits for a person can be tried again.');
      return ok([{ type: 'task.reopened', taskId, runId: task.runId, ...(note ? { note } : {}) }]);
    },
    'planning.fail_task'({ taskId, fault }: { taskId: string; fault: Fault }) {
      const task = open(taskId);
      if (!task.ok) return task;
      const { planId, runId } = task.value;
      return giveUp(task.value, (cancelled) => ({
        type: 'task.failed',
        taskId,
        planId,
        runId,
        fault,
        cancelled,
      }));
    },
    'planning.cancel_task'({ taskId }) {
      const task = open(taskId);
      if (!task.ok) return task;
      const { planId, runId } = task.value;
      return giveUp(task.value, (cancelled) => ({
        type: 'task.cancelled',
        taskId,
        planId,
        runId,
        cancelled,
      }));
    },
  };
}
