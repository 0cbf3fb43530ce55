import { type Fault, shown } from '#shared/faults.ts';
import type { Run, RunPhase, RunState } from '#shared/model/run.ts';
import { jsonCodec, optionalJson } from '../../store/codec.ts';
import type { Db } from '../../store/database.ts';

type Row = Omit<Run, 'fault' | 'endedAt' | 'template' | 'afresh'> & {
  endedAt: number | null;
  fault: string | null;
  template: string | null;
  afresh: 0 | 1;
};

const COLUMNS = `id, project_id AS projectId, title, policy, state, phase, opened_at AS openedAt,
  deadline_at AS deadlineAt, ended_at AS endedAt, fault, template, afresh`;
const faults = optionalJson(jsonCodec<Fault>('runs.fault'));

export type RunRows = ReturnType<typeof createRunRows>;

export function createRunRows(db: Db) {
  const get = db.prepare(`SELECT ${COLUMNS} FROM runs WHERE id = ?`);
  const list = db.prepare(`SELECT ${COLUMNS} FROM runs ORDER BY id DESC`);
  const openRuns = db.prepare('SELECT id FROM runs WHERE project_id = ? AND ended_at IS NULL').pluck();
  const begunAt = db.prepare('SELECT begun_at FROM runs WHERE id = ?').pluck();
  const unsandboxed = db.prepare('SELECT unsandboxed FROM runs WHERE id = ?').pluck();
  const insert = db.prepare(
    `INSERT INTO runs (id, project_id, title, policy, state, phase, unsandboxed, opened_at, deadline_at, template, afresh)
     VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)`,
  );
  const pausedAt = db.prepare('SELECT paused_at FROM runs WHERE id = ?').pluck();
  const setDeadline = db.prepare('UPDATE runs SET deadline_at = ? WHERE id = ?');
  const setPaused = db.prepare(`UPDATE runs SET state = 'paused', paused_at = ? WHERE id = ?`);
  const setResumed = db.prepare(
    `UPDATE runs SET state = 'active', paused_at = NULL, deadline_at = ? WHERE id = ?`,
  );
  const setPhase = db.prepare('UPDATE runs SET phase = ? WHERE id = ?');
  const setBegun = db.prepare('UPDATE runs SET begun_at = coalesce(begun_at, ?) WHERE id = ?');
  const setUnsandboxed = db.prepare('UPDATE runs SET unsandboxed = 1 WHERE id = ?');
  const setAfresh = db.prepare('UPDATE runs SET afresh = 1 WHERE id = ?');
  const end = db.prepare(`UPDATE runs SET state = ?, phase = 'ended', ended_at = ?, fault = ? WHERE id = ?`);
  return {
    get(id: string): Run | undefined {
      const row = get.get(id) as Row | undefined;
      return row && toRun(row);
    },
    list: (): Run[] => (list.all() as Row[]).map(toRun),
    pausedAt: (id: string) => (pausedAt.get(id) as number | null) ?? undefined,
    /** Ids of the runs of a project that have not ended. */
    openRuns: (projectId: string) => openRuns.all(projectId) as string[],
    /** When its plan was approved, and the first work could begin. */
    begunAt: (id: string) => (begunAt.get(id) as number | null) ?? undefined,
    /** Whether the user allowed this run to execute checks without a sandbox. */
    unsandboxed: (id: string): boolean => unsandboxed.get(id) === 1,
    insert: (run: Run) =>
      void insert.run(
        run.id,
        run.projectId,
        run.title,
        run.policy,
        run.state,
        run.phase,
        run.openedAt,
        run.deadlineAt,
        run.template ?? null,
        run.afresh ? 1 : 0,
      ),
    setDeadline: (id: string, deadlineAt: number) => void setDeadline.run(deadlineAt, id),
    setPaused: (id: string, at: number) => void setPaused.run(at, id),
    setResumed: (id: string, deadlineAt: number) => void setResumed.run(deadlineAt, id),
    setPhase: (id: string, phase: RunPhase) => void setPhase.run(phase, id),
    setBegun: (id: string, at: number) => void setBegun.run(at, id),
    setUnsandboxed: (id: string) => void setUnsandboxed.run(id),
    setAfresh: (id: string) => void setAfresh.run(id),
    end: (id: string, state: RunState, at: number, fault: Fault | undefined) =>
      void end.run(state, at, faults.encode(fault && shown(fault)), id),
  };
}

function toRun({ endedAt, fault, template, afresh, ...row }: Row): Run {
  const decoded = faults.decode(fault);
  return {
    ...row,
    ...(template === null ? {} : { template }),
    ...(afresh === 1 ? { afresh: true } : {}),
    ...(endedAt === null ? {} : { endedAt }),
    ...(decoded ? { fault: decoded } : {}),
  };
}
