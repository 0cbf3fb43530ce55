import type { Plan, PlanState, TaskCounts } from '#shared/model/plan.ts';
import type { TaskChange } from '#shared/model/plan-edit.ts';
import type { Task, TaskKind, TaskState } from '#shared/model/task.ts';
import { jsonCodec } from '../../store/codec.ts';
import type { Db } from '../../store/database.ts';
import { changeRows, revisionRows, stepRows } from './change-rows.ts';

type Body = Pick<Task, 'title' | 'brief' | 'complexity' | 'requirementKeys' | 'dependsOn' | 'expects'>;
/** What choosing an agent for a task needs. */
export type TaskBrief = Pick<
  Task,
  'id' | 'runId' | 'projectId' | 'key' | 'role' | 'needs' | 'priority' | 'attempts' | 'prefers'
>;
/** Where a task stands. */
export type TaskStanding = Pick<Task, 'id' | 'planId' | 'runId' | 'key' | 'state'>;
type TaskRow = Omit<Task, keyof Body | 'prefers'> & { prefers: string | null; body: string };
type PlanRow = Omit<Plan, 'counts'> & TaskCounts;

const PLAN = `id, project_id AS projectId, run_id AS runId, state, version, summary, name, total, open, done, failed, cancelled,
  created_at AS createdAt`;
const TASK = `id, plan_id AS planId, run_id AS runId, project_id AS projectId, state, key, kind, role, needs,
  priority, deps_left AS depsLeft, attempts, prefers, body`;
const bodies = jsonCodec<Body>('tasks.body');

export type PlanningRows = ReturnType<typeof createPlanningRows>;

export function createPlanningRows(db: Db) {
  const reads = taskReads(db);
  const writes = taskWrites(db);
  const change = changeRows(db, writes.insertTask, writes.linkTask);
  return {
    ...planStatements(db),
    ...reads,
    ...orderReads(db),
    ...writes,
    ...stepRows(db),
    ...revisionRows(db),
    setChange: (planId: string, value: TaskChange) => change(planId, value, reads.tasksOf),
  };
}

function planStatements(db: Db) {
  const get = db.prepare(`SELECT ${PLAN} FROM plans WHERE id = ?`);
  const ofRun = db.prepare(`SELECT ${PLAN} FROM plans WHERE run_id = ? ORDER BY id DESC LIMIT 1`);
  const stateOf = db.prepare('SELECT state FROM plans WHERE id = ?').pluck();
  const openOf = db.prepare('SELECT state, open, failed, cancelled FROM plans WHERE id = ?');
  const insert = db.prepare(
    `INSERT INTO plans (id, project_id, run_id, state, summary, name, total, open, done, failed, cancelled, created_at)
     VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, ?)`,
  );
  const setState = db.prepare('UPDATE plans SET state = ? WHERE id = ?');
  const grow = db.prepare('UPDATE plans SET total = total + ?, open = open + ? WHERE id = ?');
  const count = db.prepare(
    'UPDATE plans SET open = open - ?, done = done + ?, failed = failed + ?, cancelled = cancelled + ? WHERE id = ?',
  );
  const cancelRest = db.prepare(
    `UPDATE plans SET state = 'cancelled', cancelled = cancelled + open, open = 0 WHERE id = ?`,
  );
  return {
    plan(id: string): Plan | undefined {
      const row = get.get(id) as PlanRow | undefined;
      return row && toPlan(row);
    },
    planOf(runId: string): Plan | undefined {
      const row = ofRun.get(runId) as PlanRow | undefined;
      return row && toPlan(row);
    },
    planState: (id: string) => stateOf.get(id) as PlanState | undefined,
    planOpen: (id: string) =>
      openOf.get(id) as Pick<TaskCounts, 'open' | 'failed' | 'cancelled'> & Pick<Plan, 'state'>,
    insertPlan: (plan: Plan) =>
      void insert.run(
        plan.id,
        plan.projectId,
        plan.runId,
        plan.state,
        plan.summary,
        plan.name,
        plan.createdAt,
      ),
    setPlan: (id: string, state: PlanState) => void setState.run(state, id),
    growPlan: (id: string, tasks: number) => void grow.run(tasks, tasks, id),
    countEnded(
      id: string,
      { done = 0, failed = 0, cancelled = 0 }: { done?: number; failed?: number; cancelled?: number },
    ) {
      count.run(done + failed + cancelled, done, failed, cancelled, id);
    },
    cancelPlan: (id: string) => void cancelRest.run(id),
  };
}

/** Work that waits for an answer is still somebody's work, and its worktree is wanted. */
const WITH_WORK = `state IN ('running', 'validating', 'merging', 'waiting')`;
const UNDER_WAY = `state IN ('running', 'validating', 'merging')`;

function taskReads(db: Db) {
  const get = db.prepare(`SELECT ${TASK} FROM tasks WHERE id = ?`);
  const brief = db.prepare(
    'SELECT id, run_id AS runId, project_id AS projectId, key, role, needs, priority, attempts, prefers FROM tasks WHERE id = ?',
  );
  const standing = db.prepare(
    'SELECT id, plan_id AS planId, run_id AS runId, key, state FROM tasks WHERE id = ?',
  );
  const idByKey = db.prepare('SELECT id FROM tasks WHERE plan_id = ? AND key = ?').pluck();
  const ofPlan = db.prepare(`SELECT ${TASK} FROM tasks WHERE plan_id = ? ORDER BY id`);
  const page = db.prepare(
    `SELECT ${TASK} FROM tasks WHERE (@runId IS NULL OR run_id = @runId) AND (@state IS NULL OR state = @state) AND id > @after
     ORDER BY id LIMIT @limit`,
  );
  const kindOf = db.prepare('SELECT kind FROM tasks WHERE id = ?').pluck();
  const attemptsIn = db.prepare('SELECT coalesce(sum(attempts), 0) FROM tasks WHERE run_id = ?').pluck();
  const underWay = db.prepare(`SELECT ${TASK} FROM tasks WHERE run_id = ? AND ${UNDER_WAY}`);
  const idsUnderWay = db.prepare(`SELECT id FROM tasks WHERE run_id = ? AND ${WITH_WORK}`).pluck();
  const idsIn = db.prepare('SELECT id FROM tasks WHERE run_id = ?').pluck();
  const lastDone = db
    .prepare(`SELECT id FROM tasks WHERE kind = ? AND state = 'done' ORDER BY id DESC LIMIT ?`)
    .pluck();
  return {
    task(id: string): Task | undefined {
      const row = get.get(id) as TaskRow | undefined;
      return row && toTask(row);
    },
    taskStanding: (id: string) => standing.get(id) as TaskStanding | undefined,
    taskBrief(id: string): TaskBrief | undefined {
      const row = brief.get(id) as (Omit<TaskBrief, 'prefers'> & { prefers: string | null }) | undefined;
      return row && withPreference(row);
    },
    taskKind: (id: string) => kindOf.get(id) as TaskKind | undefined,
    taskIdByKey: (planId: string, key: string) => idByKey.get(planId, key) as string | undefined,
    tasksOf: (planId: string): Task[] => (ofPlan.all(planId) as TaskRow[]).map(toTask),
    tasksUnderWay: (runId: string): Task[] => (underWay.all(runId) as TaskRow[]).map(toTask),
    taskIdsWithWork: (runId: string) => idsUnderWay.all(runId) as string[],
    taskIdsIn: (runId: string) => idsIn.all(runId) as string[],
    /** Ids of the latest tasks of a kind that were done. */
    lastDone: (kind: TaskKind, limit: number) => lastDone.all(kind, limit) as string[],
    taskPage: (filter: { runId?: string; state?: TaskState; after?: string; limit: number }): Task[] =>
      (page.all({ runId: null, state: null, after: '', ...filter }) as TaskRow[]).map(toTask),
    attemptsIn: (runId: string) => attemptsIn.get(runId) as number,
  };
}

/** What may start, and what waits for what. */
function orderReads(db: Db) {
  const releasable = db
    .prepare(
      `SELECT id FROM tasks WHERE plan_id = +? AND state = 'blocked' AND deps_left = 0 ORDER BY id LIMIT +?`,
    )
    .pluck();
  const startsNext = db
    .prepare(
      `SELECT t.id FROM task_deps d JOIN tasks t ON t.id = d.task_id
       WHERE d.needs_id = +? AND t.deps_left = 1 AND t.state = 'blocked' ORDER BY d.task_id`,
    )
    .pluck();
  const dependents = db
    .prepare(
      `WITH RECURSIVE below (id) AS (
         SELECT task_id FROM task_deps WHERE needs_id = ?
         UNION SELECT d.task_id FROM task_deps d JOIN below b ON d.needs_id = b.id)
       SELECT t.id FROM below b JOIN tasks t ON t.id = b.id WHERE t.state = 'blocked' ORDER BY t.id`,
    )
    .pluck();
  return {
    releasable: (planId: string, limit: number) => releasable.all(planId, limit) as string[],
    /** Tasks that wait for nothing but this one. */
    unblockedBy: (taskId: string) => startsNext.all(taskId) as string[],
    /** Tasks that can never start when this one is not done. */
    blockedBelow: (taskId: string) => dependents.all(taskId) as string[],
  };
}

function taskWrites(db: Db) {
  const insert = db.prepare(
    `INSERT INTO tasks (id, plan_id, run_id, project_id, state, key, kind, role, needs, priority, deps_left, attempts, prefers, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)
     ON CONFLICT (id) DO UPDATE SET (state, key, kind, role, needs, priority, deps_left, prefers, body) = (excluded.state, excluded.key,
       excluded.kind, excluded.role, excluded.needs, excluded.priority, excluded.deps_left, excluded.prefers, excluded.body)`,
  );
  const insertDep = db.prepare(
    'INSERT INTO task_deps (needs_id, task_id) SELECT id, ? FROM tasks WHERE plan_id = ? AND key = ?',
  );
  const setState = db.prepare('UPDATE tasks SET state = ? WHERE id = ?');
  const countAttempt = db.prepare(`UPDATE tasks SET attempts = attempts + 1, state = 'ready' WHERE id = ?`);
  const waitingFor = db.prepare('SELECT task_id FROM task_deps WHERE needs_id = +?').pluck();
  const free = db.prepare('UPDATE tasks SET deps_left = deps_left - 1 WHERE id = ?');
  const cancelOpen = db.prepare(
    `UPDATE tasks SET state = 'cancelled' WHERE plan_id = ? AND state NOT IN ('done', 'failed', 'cancelled')`,
  );
  return {
    insertTask(task: Task) {
      const {
        id,
        planId,
        runId,
        projectId,
        state,
        key,
        kind,
        role,
        needs,
        priority,
        depsLeft,
        attempts: _none,
        prefers = null,
        ...body
      } = task;
      insert.run(
        id,
        planId,
        runId,
        projectId,
        state,
        key,
        kind,
        role,
        needs,
        priority,
        depsLeft,
        prefers,
        bodies.encode(body),
      );
    },
    linkTask({ id, planId, dependsOn }: Task) {
      for (const needed of dependsOn) insertDep.run(id, planId, needed);
    },
    setTask: (id: string, state: TaskState) => void setState.run(state, id),
    countAttempt: (id: string) => void countAttempt.run(id),
    freeDependents(id: string) {
      for (const waiting of waitingFor.all(id)) free.run(waiting);
    },
    cancelOpenTasks: (planId: string) => void cancelOpen.run(planId),
  };
}

function toPlan({ total, open, done, failed, cancelled, ...plan }: PlanRow): Plan {
  return { ...plan, counts: { total, open, done, failed, cancelled } };
}

function toTask({ body, ...row }: TaskRow): Task {
  return { ...withPreference(row), ...bodies.decode(body) };
}

function withPreference<T extends { prefers: string | null }>({
  prefers,
  ...row
}: T): Omit<T, 'prefers'> & { prefers?: string } {
  return prefers === null ? row : { ...row, prefers };
}
