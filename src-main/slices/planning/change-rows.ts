import type { PlanEdit, PlanStep, TaskChange } from '#shared/model/plan-edit.ts';
import type { Task } from '#shared/model/task.ts';
import { jsonCodec, optionalJson } from '../../store/codec.ts';
import type { Db } from '../../store/database.ts';

type StepBody = { edits: PlanEdit[]; change: TaskChange };
type StepRow = Omit<PlanStep, 'edits' | 'undone'> & { undone: number; body: string };
/** A step with what it did. */
export type FullStep = PlanStep & { change: TaskChange };

const STEP = 'plan_id AS planId, version, number, by, at, undone, body';
const stepBodies = jsonCodec<StepBody>('plan_steps.body');
const befores = optionalJson(jsonCodec<Task[]>('plan_revisions.before'));

/** What was edited in a proposal, so that it can be undone and done again. */
export function stepRows(db: Db) {
  const list = db.prepare(`SELECT ${STEP} FROM plan_steps WHERE plan_id = ? AND version = ? ORDER BY number`);
  const last = db.prepare(
    `SELECT ${STEP} FROM plan_steps WHERE plan_id = ? AND version = ? AND undone = 0 ORDER BY number DESC LIMIT 1`,
  );
  const next = db.prepare(
    `SELECT ${STEP} FROM plan_steps WHERE plan_id = ? AND version = ? AND undone = 1 ORDER BY number LIMIT 1`,
  );
  const forget = db.prepare('DELETE FROM plan_steps WHERE plan_id = ? AND version = ? AND undone = 1');
  const insert = db.prepare(
    `INSERT INTO plan_steps (plan_id, version, number, by, at, undone, body)
     SELECT id, version, ?, ?, ?, 0, ? FROM plans WHERE id = ?`,
  );
  const setUndone = db.prepare(
    'UPDATE plan_steps SET undone = ? WHERE plan_id = ? AND version = ? AND number = ?',
  );
  const versionOf = db.prepare('SELECT version FROM plans WHERE id = ?').pluck();
  const one = (row: unknown) => (row === undefined ? undefined : toStep(row as StepRow));
  return {
    /** Steps of the present proposal, oldest first; those undone come last. */
    planSteps: (planId: string): FullStep[] =>
      (list.all(planId, versionOf.get(planId)) as StepRow[]).map(toStep),
    /** The step that undo takes back. */
    lastStep: (planId: string, version: number) => one(last.get(planId, version)),
    /** The step that redo does again. */
    nextStep: (planId: string, version: number) => one(next.get(planId, version)),
    /** A new step leaves no way back to what was undone before. */
    insertStep(planId: string, step: Pick<FullStep, 'number' | 'by' | 'at' | 'edits' | 'change'>) {
      forget.run(planId, versionOf.get(planId));
      const { edits, change } = step;
      insert.run(step.number, step.by, step.at, stepBodies.encode({ edits, change }), planId);
    },
    setStepUndone: (planId: string, number: number, undone: boolean) =>
      void setUndone.run(undone ? 1 : 0, planId, versionOf.get(planId), number),
  };
}

/** Who asked for a re-plan and why, and the tasks before it. */
export function revisionRows(db: Db) {
  const get = db.prepare('SELECT by, note, before FROM plan_revisions WHERE plan_id = ? AND version = ?');
  const insert = db.prepare(
    `INSERT INTO plan_revisions (plan_id, version, by, note)
     SELECT id, version + 1, ?, ? FROM plans WHERE id = ?`,
  );
  const remove = db.prepare(
    'DELETE FROM plan_revisions WHERE plan_id = ? AND version = (SELECT version + 1 FROM plans WHERE id = ?)',
  );
  const setBefore = db.prepare('UPDATE plan_revisions SET before = ? WHERE plan_id = ? AND version = ?');
  const setVersion = db.prepare('UPDATE plans SET version = ? WHERE id = ?');
  return {
    /** `before`: the tasks as they stood when the new rest was proposed. */
    revision(planId: string, version: number) {
      const row = get.get(planId, version) as
        | { by: string; note: string | null; before: string | null }
        | undefined;
      return (
        row && {
          by: row.by,
          ...(row.note === null ? {} : { note: row.note }),
          before: befores.decode(row.before) ?? [],
        }
      );
    },
    insertRevision: (planId: string, by: string, note: string | undefined) =>
      void insert.run(by, note ?? null, planId),
    cancelRevision: (planId: string) => void remove.run(planId, planId),
    setRevision(planId: string, version: number, before: Task[]) {
      setBefore.run(befores.encode(before), planId, version);
      setVersion.run(version, planId);
    },
  };
}

/** Statements that change which tasks a plan has. */
export function changeRows(db: Db, putTask: (task: Task) => void, linkTask: (task: Task) => void) {
  const dropDeps = db.prepare(
    'DELETE FROM task_deps WHERE needs_id IN (SELECT id FROM tasks WHERE plan_id = ?)',
  );
  const dropDep = db.prepare(
    'DELETE FROM task_deps WHERE task_id = ? AND needs_id = (SELECT id FROM tasks WHERE plan_id = ? AND key = ?)',
  );
  const dropTask = db.prepare('DELETE FROM tasks WHERE id = ?');
  const recount = db.prepare(
    `UPDATE plans SET (total, open, done, failed, cancelled) = (
       SELECT count(*), coalesce(sum(state NOT IN ('done', 'failed', 'cancelled')), 0),
         coalesce(sum(state = 'done'), 0), coalesce(sum(state = 'failed'), 0), coalesce(sum(state = 'cancelled'), 0)
       FROM tasks WHERE plan_id = plans.id) WHERE id = ?`,
  );
  return (planId: string, { before, after }: TaskChange, tasksOf: (planId: string) => Task[]) => {
    const was = new Map(before.map((task) => [task.id, task]));
    if (before.length === after.length && after.every(({ id, key }) => was.get(id)?.key === key)) {
      for (const task of after) {
        for (const key of was.get(task.id)?.dependsOn ?? []) dropDep.run(task.id, planId, key);
        putTask(task);
        linkTask(task);
      }
      recount.run(planId);
      return;
    }
    dropDeps.run(planId);
    const stay = new Set(after.map(({ id }) => id));
    for (const { id } of before) if (!stay.has(id)) dropTask.run(id);
    for (const task of after) putTask(task);
    for (const task of tasksOf(planId)) linkTask(task);
    recount.run(planId);
  };
}

function toStep({ undone, body, ...row }: StepRow): FullStep {
  return { ...row, undone: undone === 1, ...stepBodies.decode(body) };
}
