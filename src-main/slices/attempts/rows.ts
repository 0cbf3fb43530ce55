import type { Fault } from '#shared/faults.ts';
import type { Attempt, AttemptOutput, AttemptState, MergeProof } from '#shared/model/attempt.ts';
import type { Resolution } from '#shared/model/resolution.ts';
import { jsonCodec, optionalJson } from '../../store/codec.ts';
import type { Db } from '../../store/database.ts';
import { createKeptRows, keptWork } from './kept-rows.ts';
import { createOwnFileRows } from './own-files.ts';

type Row = Omit<
  Attempt,
  'feedback' | 'fault' | 'output' | 'startedAt' | 'endedAt' | 'resolves' | 'merged' | 'kept' | 'adopts'
> & {
  feedback: string | null;
  resolves: string | null;
  merged: string | null;
  fault: string | null;
  output: string | null;
  startedAt: number | null;
  endedAt: number | null;
  kept: string | null;
  adopts: string | null;
};

export type AttemptBrief = Pick<Attempt, 'id' | 'taskId' | 'runId' | 'state'>;

const COLUMNS = `id, task_id AS taskId, run_id AS runId, project_id AS projectId, number, series, agent_id AS agentId,
  agent_reason AS agentReason, state, queued_at AS queuedAt, started_at AS startedAt, ended_at AS endedAt,
  feedback, resolves, fault, output, merged, kept, adopts`;
/** Attempts of tasks whose ids are given as a JSON list. */
const OF_TASKS = 'task_id IN (SELECT value FROM json_each(?))';
const faults = optionalJson(jsonCodec<Fault>('attempts.fault'));
const outputs = optionalJson(jsonCodec<AttemptOutput>('attempts.output'));
const resolutions = optionalJson(jsonCodec<Resolution>('attempts.resolves'));
const proofs = optionalJson(jsonCodec<MergeProof>('attempts.merged'));
/** Merged worktrees of a project that are kept at most, the newest first; each is a checkout on the disk. */
const MOST_KEPT = 50;

export type AttemptRows = ReturnType<typeof createAttemptRows>;

export function createAttemptRows(db: Db) {
  return { ...attemptReads(db), ...attemptWrites(db), ...createKeptRows(db), ...createOwnFileRows(db) };
}

function attemptReads(db: Db) {
  const get = db.prepare(`SELECT ${COLUMNS} FROM attempts WHERE id = ?`);
  const brief = db.prepare('SELECT id, task_id AS taskId, run_id AS runId, state FROM attempts WHERE id = ?');
  const output = db.prepare('SELECT output FROM attempts WHERE id = ?').pluck();
  const ofTask = db.prepare(`SELECT ${COLUMNS} FROM attempts WHERE task_id = ? ORDER BY number`);
  const ofTasks = db.prepare(`SELECT ${COLUMNS} FROM attempts WHERE ${OF_TASKS} ORDER BY id`);
  const outcomes = db.prepare(
    'SELECT state, count(*) AS n FROM attempts WHERE task_id = ? AND series = ? GROUP BY state',
  );
  const atWork = db
    .prepare(`SELECT id FROM attempts WHERE ${OF_TASKS} AND state IN ('running', 'succeeded')`)
    .pluck();
  const mergedIn = db.prepare(
    `SELECT id, merged FROM attempts WHERE project_id = ? AND merged IS NOT NULL ORDER BY id DESC LIMIT ${MOST_KEPT}`,
  );
  const durations = db
    .prepare(
      `SELECT ended_at - started_at FROM attempts WHERE ${OF_TASKS} AND state = 'merged' ORDER BY id DESC`,
    )
    .pluck();
  return {
    attempt(id: string): Attempt | undefined {
      const row = get.get(id) as Row | undefined;
      return row && toAttempt(row);
    },
    /** The few columns that most decisions need. */
    attemptBrief: (id: string) => brief.get(id) as AttemptBrief | undefined,
    outputOf: (id: string) => outputs.decode((output.get(id) as string | null | undefined) ?? null),
    attemptsOf: (taskId: string): Attempt[] => (ofTask.all(taskId) as Row[]).map(toAttempt),
    attemptsOfTasks: (taskIds: readonly string[]): Attempt[] =>
      (ofTasks.all(JSON.stringify(taskIds)) as Row[]).map(toAttempt),
    /** How the attempts of one series ended. */
    outcomes(taskId: string, series: number): Partial<Record<AttemptState, number>> {
      const counts = outcomes.all(taskId, series) as { state: AttemptState; n: number }[];
      return Object.fromEntries(counts.map(({ state, n }) => [state, n]));
    },
    /** Ids of attempts that run or wait for their verdict. */
    atWork: (taskIds: readonly string[]) => atWork.all(JSON.stringify(taskIds)) as string[],
    /** Milliseconds that merged attempts took, newest first. */
    durationsOf: (taskIds: readonly string[]) => durations.all(JSON.stringify(taskIds)) as number[],
    /** The latest merged attempts of a project, with the time until which their worktrees are kept. */
    keptUntil: (projectId: string): Map<string, number> =>
      new Map(
        (mergedIn.all(projectId) as { id: string; merged: string }[]).map(({ id, merged }) => [
          id,
          proofs.decode(merged)?.sweepAt ?? 0,
        ]),
      ),
  };
}

function attemptWrites(db: Db) {
  const insert = db.prepare(
    `INSERT INTO attempts (id, task_id, run_id, project_id, number, series, agent_id, agent_reason, state, queued_at, feedback, resolves, adopts)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?)`,
  );
  const start = db.prepare(`UPDATE attempts SET state = 'running', started_at = ? WHERE id = ?`);
  const succeed = db.prepare(
    `UPDATE attempts SET state = 'succeeded', ended_at = ?, output = ? WHERE id = ?`,
  );
  const end = db.prepare('UPDATE attempts SET state = ?, ended_at = ?, fault = ? WHERE id = ?');
  const setMerged = db.prepare(`UPDATE attempts SET state = 'merged', merged = ? WHERE id = ?`);
  const reject = db.prepare(`UPDATE attempts SET state = 'rejected', feedback = ? WHERE id = ?`);
  const open = `state IN ('queued', 'running', 'succeeded', 'held')`;
  const cancelTask = db.prepare(
    `UPDATE attempts SET state = 'cancelled', ended_at = ? WHERE task_id = ? AND ${open}`,
  );
  // A scan of the table, for something that happens once in a run: an index would cost every attempt.
  const cancelRun = db.prepare(
    `UPDATE attempts SET state = 'cancelled', ended_at = ? WHERE run_id = ? AND ${open}`,
  );
  return {
    insert: (row: Attempt) =>
      void insert.run(
        row.id,
        row.taskId,
        row.runId,
        row.projectId,
        row.number,
        row.series,
        row.agentId,
        row.agentReason,
        row.queuedAt,
        row.feedback ?? null,
        resolutions.encode(row.resolves),
        row.adopts ?? null,
      ),
    start: (id: string, at: number) => void start.run(at, id),
    succeed: (id: string, at: number, output: AttemptOutput) =>
      void succeed.run(at, outputs.encode(output), id),
    end: (id: string, state: AttemptState, at: number, fault: Fault) =>
      void end.run(state, at, faults.encode(fault), id),
    setMerged: (id: string, proof: MergeProof) => void setMerged.run(proofs.encode(proof), id),
    reject: (id: string, feedback: string) => void reject.run(feedback, id),
    cancelOfTask: (taskId: string, at: number) => void cancelTask.run(at, taskId),
    cancelOfRun: (runId: string, at: number) => void cancelRun.run(at, runId),
  };
}

function toAttempt(row: Row): Attempt {
  const { feedback, resolves, fault, output, merged, startedAt, endedAt, kept, adopts, ...attempt } = row;
  const whole: Attempt = attempt;
  if (feedback !== null) whole.feedback = feedback;
  if (startedAt !== null) whole.startedAt = startedAt;
  if (endedAt !== null) whole.endedAt = endedAt;
  if (resolves !== null) whole.resolves = resolutions.decode(resolves);
  if (fault !== null) whole.fault = faults.decode(fault);
  if (output !== null) whole.output = outputs.decode(output);
  if (kept !== null) whole.kept = keptWork.decode(kept);
  if (adopts !== null) whole.adopts = adopts;
  if (merged !== null) whole.merged = proofs.decode(merged);
  return whole;
}
