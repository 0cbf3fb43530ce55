import { ok } from '#shared/faults.ts';
import type { Check, CheckResult, Verdict } from '#shared/model/check.ts';
import type { Appliers, Deciders } from '../../engine/slice.ts';
import { jsonCodec } from '../../store/codec.ts';
import type { Db } from '../../store/database.ts';

type Body = Pick<Check, 'findings' | 'summary' | 'durationMs'>;
type Row = Omit<Check, keyof Body> & { body: string };

const COLUMNS =
  'id, attempt_id AS attemptId, task_id AS taskId, run_id AS runId, project_id AS projectId, kind, verdict, at, body';
const bodies = jsonCodec<Body>('checks.body');

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
        const verdict = verdictOf(checks);
        const recorded = checks.map((check: CheckResult) => ({
          ...check,
          id: newId('check'),
          attemptId,
          taskId,
          runId,
          projectId,
          at: now,
        }));
        return ok([{ type: 'checks.concluded', attemptId, taskId, runId, verdict, checks: recorded }]);
      },
    },
    apply: {
      'checks.concluded': ({ checks }) => {
        for (const check of checks) rows.insert(check);
      },
    },
  };
}

/** Passing needs evidence: at least one check that looked and found nothing wrong. */
function verdictOf(checks: readonly CheckResult[]): Verdict {
  const verdicts = new Set(checks.map((check) => check.verdict));
  return verdicts.has('pass') && !verdicts.has('fail') ? 'pass' : 'fail';
}

function createCheckRows(db: Db) {
  const get = db.prepare(`SELECT ${COLUMNS} FROM checks WHERE id = ?`);
  const ofAttempt = db.prepare(`SELECT ${COLUMNS} FROM checks WHERE attempt_id = ? ORDER BY id`);
  const ofRun = db.prepare(`SELECT ${COLUMNS} FROM checks WHERE run_id = ? ORDER BY id`);
  const insert = db.prepare(
    `INSERT INTO checks (id, attempt_id, task_id, run_id, project_id, kind, verdict, at, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const toCheck = ({ body, ...row }: Row): Check => ({ ...row, ...bodies.decode(body) });
  return {
    check(id: string): Check | undefined {
      const row = get.get(id) as Row | undefined;
      return row && toCheck(row);
    },
    checksOfAttempt: (attemptId: string) => (ofAttempt.all(attemptId) as Row[]).map(toCheck),
    checksOfRun: (runId: string) => (ofRun.all(runId) as Row[]).map(toCheck),
    insert({ id, attemptId, taskId, runId, projectId, kind, verdict, at, ...body }: Check) {
      insert.run(id, attemptId, taskId, runId, projectId, kind, verdict, at, bodies.encode(body));
    },
  };
}
