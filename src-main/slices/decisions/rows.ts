import type { Command } from '#shared/commands.ts';
import type { Decision, DecisionAnswer } from '#shared/model/decision.ts';
import { jsonCodec, optionalJson } from '../../store/codec.ts';
import type { Db } from '../../store/database.ts';

type Fixed = Pick<Decision, 'id' | 'projectId' | 'runId' | 'state' | 'askedAt'>;
type Body = Omit<Decision, keyof Fixed | 'taskId' | 'answer'>;
type Row = Fixed & { taskId: string | null; body: string; answer: string | null };
type Holds = Record<string, Command[]>;

const COLUMNS =
  'id, project_id AS projectId, run_id AS runId, task_id AS taskId, state, asked_at AS askedAt, body, answer';
const bodies = jsonCodec<Body>('decisions.body');
const holdsCodec = jsonCodec<Holds>('decisions.holds');
const answers = optionalJson(jsonCodec<DecisionAnswer>('decisions.answer'));

export type DecisionRows = ReturnType<typeof createDecisionRows>;

export function createDecisionRows(db: Db) {
  const get = db.prepare(`SELECT ${COLUMNS} FROM decisions WHERE id = ?`);
  const list = db.prepare(
    `SELECT ${COLUMNS} FROM decisions WHERE (@runId IS NULL OR run_id = @runId) AND (@open = 0 OR state = 'open') ORDER BY id`,
  );
  const openOf = db.prepare(
    `SELECT id, task_id AS taskId FROM decisions WHERE run_id = ? AND state = 'open' ORDER BY id`,
  );
  const holds = db.prepare('SELECT holds FROM decisions WHERE id = ?').pluck();
  const insert = db.prepare(
    `INSERT INTO decisions (id, project_id, run_id, task_id, state, asked_at, body, holds) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const bodyOf = db.prepare('SELECT body FROM decisions WHERE id = ?').pluck();
  const setBody = db.prepare('UPDATE decisions SET body = ? WHERE id = ?');
  const close = db.prepare('UPDATE decisions SET state = ?, answer = ? WHERE id = ?');
  const toDecision = ({ taskId, body, answer, ...row }: Row): Decision => {
    const given = answers.decode(answer);
    return {
      ...row,
      ...bodies.decode(body),
      ...(taskId === null ? {} : { taskId }),
      ...(given ? { answer: given } : {}),
    };
  };
  return {
    decision(id: string): Decision | undefined {
      const row = get.get(id) as Row | undefined;
      return row && toDecision(row);
    },
    decisions: (filter: { runId?: string; open?: boolean }) =>
      (list.all({ runId: filter.runId ?? null, open: filter.open ? 1 : 0 }) as Row[]).map(toDecision),
    openDecisions: (runId: string) => openOf.all(runId) as { id: string; taskId: string | null }[],
    /** The commands that the choice of an option sets free. */
    held: (id: string, optionId: string): Command[] =>
      holdsCodec.decode(holds.get(id) as string)[optionId] ?? [],
    insert({ id, projectId, runId, taskId, state, askedAt, answer: _none, ...body }: Decision, held: Holds) {
      insert.run(
        id,
        projectId,
        runId,
        taskId ?? null,
        state,
        askedAt,
        bodies.encode(body),
        holdsCodec.encode(held),
      );
    },
    setWords(id: string, title: string, context: string) {
      const body = bodies.decode(bodyOf.get(id) as string);
      setBody.run(bodies.encode({ ...body, title, context }), id);
    },
    close: (id: string, state: Decision['state'], answer: DecisionAnswer | undefined) =>
      void close.run(state, answers.encode(answer), id),
  };
}
