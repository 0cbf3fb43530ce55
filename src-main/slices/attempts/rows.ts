import type { Fault } from '#shared/faults.ts';
import type {
  Attempt,
  AttemptOutput,
  AttemptState,
  KeptFile,
  KeptWork,
  Ruling,
} from '#shared/model/attempt.ts';
import { jsonCodec, optionalJson } from '../../store/codec.ts';
import type { Db } from '../../store/database.ts';

type Row = Omit<Attempt, 'feedback' | 'fault' | 'output' | 'startedAt' | 'endedAt' | 'kept' | 'adopts'> & {
  feedback: string | null;
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
  feedback, fault, output, kept, adopts`;
/** Attempts of tasks whose ids are given as a JSON list. */
const OF_TASKS = 'task_id IN (SELECT value FROM json_each(?))';
const faults = optionalJson(jsonCodec<Fault>('attempts.fault'));
const keptWork = optionalJson(jsonCodec<KeptWork>('attempts.kept'));
const outputs = optionalJson(jsonCodec<AttemptOutput>('attempts.output'));

/** What a merged attempt left at its paths is known as ours from then on. */
const NOTE_OWN = `INSERT OR IGNORE INTO own_files (project_id, path, sha256)
  SELECT a.project_id, json_extract(f.value, '$.path'), json_extract(f.value, '$.sha256')
  FROM attempts a, json_each(a.output, '$.d.files') f
  WHERE a.id = ? AND json_extract(f.value, '$.change') <> 'removed'`;

export type AttemptRows = ReturnType<typeof createAttemptRows>;

export function createAttemptRows(db: Db) {
  return { ...attemptReads(db), ...attemptWrites(db) };
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
  const own = db.prepare('SELECT path, sha256 FROM own_files WHERE project_id = ?');
  const keptOfTask = db
    .prepare('SELECT kept FROM attempts WHERE task_id = ? AND kept IS NOT NULL ORDER BY number')
    .pluck();
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
    /** What merged attempts ever left in a project: path to the hashes of its contents. */
    ownFiles(projectId: string): Map<string, Set<string>> {
      const files = new Map<string, Set<string>>();
      for (const { path, sha256 } of own.all(projectId) as { path: string; sha256: string }[]) {
        const hashes = files.get(path);
        if (hashes) hashes.add(sha256);
        else files.set(path, new Set([sha256]));
      }
      return files;
    },
    /** What was said about files in the way of a task, the latest word last. */
    rulings: (taskId: string): KeptFile[] =>
      (keptOfTask.all(taskId) as string[])
        .flatMap((kept) => keptWork.decode(kept)?.files ?? [])
        .filter((file) => file.ruling !== undefined),
  };
}

function attemptWrites(db: Db) {
  const insert = db.prepare(
    `INSERT INTO attempts (id, task_id, run_id, project_id, number, series, agent_id, agent_reason, state, queued_at, feedback, adopts)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?)`,
  );
  const start = db.prepare(`UPDATE attempts SET state = 'running', started_at = ? WHERE id = ?`);
  const succeed = db.prepare(
    `UPDATE attempts SET state = 'succeeded', ended_at = ?, output = ? WHERE id = ?`,
  );
  const end = db.prepare('UPDATE attempts SET state = ?, ended_at = ?, fault = ? WHERE id = ?');
  const setState = db.prepare('UPDATE attempts SET state = ? WHERE id = ?');
  const reject = db.prepare(`UPDATE attempts SET state = 'rejected', feedback = ? WHERE id = ?`);
  const hold = db.prepare(`UPDATE attempts SET state = 'held', ended_at = ?, kept = ? WHERE id = ?`);
  const keptOf = db.prepare('SELECT kept FROM attempts WHERE id = ?').pluck();
  const setKept = db.prepare('UPDATE attempts SET kept = ? WHERE id = ?');
  const note = db.prepare(NOTE_OWN);
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
        row.adopts ?? null,
      ),
    start: (id: string, at: number) => void start.run(at, id),
    succeed: (id: string, at: number, output: AttemptOutput) =>
      void succeed.run(at, outputs.encode(output), id),
    end: (id: string, state: AttemptState, at: number, fault: Fault) =>
      void end.run(state, at, faults.encode(fault), id),
    setState: (id: string, state: AttemptState) => void setState.run(state, id),
    hold: (id: string, at: number, kept: KeptWork) => void hold.run(at, keptWork.encode(kept), id),
    setRuling(id: string, paths: readonly string[], ruling: Ruling) {
      const kept = keptWork.decode(keptOf.get(id) as string | null);
      if (!kept) return;
      const files = kept.files.map((file) => (paths.includes(file.path) ? { ...file, ruling } : file));
      setKept.run(keptWork.encode({ ...kept, files }), id);
    },
    setMerged(id: string) {
      setState.run('merged', id);
      note.run(id);
    },
    reject: (id: string, feedback: string) => void reject.run(feedback, id),
    cancelOfTask: (taskId: string, at: number) => void cancelTask.run(at, taskId),
    cancelOfRun: (runId: string, at: number) => void cancelRun.run(at, runId),
  };
}

function toAttempt({ feedback, fault, output, startedAt, endedAt, kept, adopts, ...attempt }: Row): Attempt {
  const whole: Attempt = attempt;
  if (feedback !== null) whole.feedback = feedback;
  if (startedAt !== null) whole.startedAt = startedAt;
  if (endedAt !== null) whole.endedAt = endedAt;
  if (fault !== null) whole.fault = faults.decode(fault);
  if (output !== null) whole.output = outputs.decode(output);
  if (kept !== null) whole.kept = keptWork.decode(kept);
  if (adopts !== null) whole.adopts = adopts;
  return whole;
}
