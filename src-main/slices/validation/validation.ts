import { ok } from '#shared/faults.ts';
import { judge } from '#shared/judge.ts';
import type { Check, CheckResult, Judgement } from '#shared/model/check.ts';
import type { Appliers, Deciders } from '../../engine/slice.ts';
import { jsonCodec } from '../../store/codec.ts';
import type { Db } from '../../store/database.ts';

type Body = Pick<Check, 'findings' | 'summary' | 'durationMs' | 'mode'>;
type Row = Omit<Check, keyof Body> & { body: string };

const COLUMNS =
  'id, attempt_id AS attemptId, task_id AS taskId, run_id AS runId, project_id AS projectId, kind, verdict, at, body';
const bodies = jsonCodec<Body>('checks.body');
const reasonsColumn = jsonCodec<string[]>('judgements.reasons');

export type CheckRows = ReturnType<typeof createCheckRows>;

type ValidationCommands = 'validation.start' | 'validation.conclude';

export function createValidation(db: Db): {
  rows: CheckRows;
  decide: Deciders<ValidationCommands>;
  apply: Appliers;
} {
  const rows = createCheckRows(db);
  return {
    rows,
    decide: {
      'validation.start': ({ attemptId, taskId, runId }) =>
        ok([{ type: 'validation.started', attemptId, taskId, runId }]),
      'validation.conclude'({ attemptId, taskId, runId, projectId, checks }, { now, newId }) {
        const judgement = { attemptId, ...judge(checks) };
        const { verdict } = judgement;
        const recorded = checks.map((check: CheckResult) => ({
          ...check,
          id: newId('check'),
          attemptId,
          taskId,
          runId,
          projectId,
          at: now,
        }));
        return ok([
          { type: 'checks.concluded', attemptId, taskId, runId, verdict, checks: recorded, judgement },
        ]);
      },
    },
    apply: {
      'checks.concluded': ({ attemptId, runId, checks, judgement }) => {
        for (const check of checks) rows.insert(check);
        rows.insertJudgement(runId, judgement ?? { attemptId, ...judge(checks) });
      },
    },
  };
}

function createCheckRows(db: Db) {
  const get = db.prepare(`SELECT ${COLUMNS} FROM checks WHERE id = ?`);
  const ofAttempt = db.prepare(`SELECT ${COLUMNS} FROM checks WHERE attempt_id = ? ORDER BY id`);
  const ofRun = db.prepare(`SELECT ${COLUMNS} FROM checks WHERE run_id = ? ORDER BY id`);
  const insert = db.prepare(
    `INSERT INTO checks (id, attempt_id, task_id, run_id, project_id, kind, verdict, at, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const judgement = db.prepare(
    'SELECT attempt_id AS attemptId, verdict, score, reasons FROM judgements WHERE attempt_id = ?',
  );
  // Checks made again, after a person allowed them without a sandbox, are judged anew.
  const insertJudgement = db.prepare(
    'INSERT OR REPLACE INTO judgements (attempt_id, run_id, verdict, score, reasons) VALUES (?, ?, ?, ?, ?)',
  );
  const toCheck = ({ body, ...row }: Row): Check => ({ ...row, ...bodies.decode(body) });
  return {
    check(id: string): Check | undefined {
      const row = get.get(id) as Row | undefined;
      return row && toCheck(row);
    },
    checksOfAttempt: (attemptId: string) => (ofAttempt.all(attemptId) as Row[]).map(toCheck),
    checksOfRun: (runId: string) => (ofRun.all(runId) as Row[]).map(toCheck),
    judgementOf(attemptId: string): Judgement | undefined {
      const row = judgement.get(attemptId) as (Omit<Judgement, 'reasons'> & { reasons: string }) | undefined;
      return row && { ...row, reasons: reasonsColumn.decode(row.reasons) };
    },
    insertJudgement(runId: string, { attemptId, verdict, score, reasons }: Judgement) {
      insertJudgement.run(attemptId, runId, verdict, score, reasonsColumn.encode(reasons));
    },
    insert({ id, attemptId, taskId, runId, projectId, kind, verdict, at, ...body }: Check) {
      insert.run(id, attemptId, taskId, runId, projectId, kind, verdict, at, bodies.encode(body));
    },
  };
}
