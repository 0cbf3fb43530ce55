import { ok } from '#shared/faults.ts';
import type { Signal } from '#shared/model/signal.ts';
import type { Appliers, Deciders } from '../../engine/slice.ts';
import { jsonCodec } from '../../store/codec.ts';
import type { Db } from '../../store/database.ts';

type Fixed = Pick<Signal, 'id' | 'projectId' | 'runId' | 'type' | 'raisedAt'>;
type Body = Omit<Signal, keyof Fixed>;
type Row = Fixed & { body: string };

const COLUMNS = 'id, project_id AS projectId, run_id AS runId, type, raised_at AS raisedAt, body';
const bodies = jsonCodec<Body>('signals.body');

export type SignalRows = ReturnType<typeof createSignalRows>;

export function createSignals(db: Db): {
  rows: SignalRows;
  decide: Deciders<'signals.raise'>;
  apply: Appliers;
} {
  const rows = createSignalRows(db);
  return {
    rows,
    decide: {
      'signals.raise': ({ projectId, runId, signal }, { now, newId }) =>
        ok([
          {
            type: 'signal.raised',
            signal: { ...signal, id: newId('signal'), projectId, runId, raisedAt: now },
          },
        ]),
    },
    apply: { 'signal.raised': ({ signal }) => rows.insert(signal) },
  };
}

function createSignalRows(db: Db) {
  const get = db.prepare(`SELECT ${COLUMNS} FROM signals WHERE id = ?`);
  const list = db.prepare(
    `SELECT ${COLUMNS} FROM signals WHERE @runId IS NULL OR run_id = @runId ORDER BY id DESC LIMIT @limit`,
  );
  const count = db.prepare('SELECT count(*) FROM signals WHERE run_id = ?').pluck();
  const insert = db.prepare(
    'INSERT INTO signals (id, project_id, run_id, type, raised_at, body) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const toSignal = ({ body, ...row }: Row): Signal => ({ ...row, ...bodies.decode(body) });
  return {
    signal(id: string): Signal | undefined {
      const row = get.get(id) as Row | undefined;
      return row && toSignal(row);
    },
    /** Newest first. */
    signals: (runId: string | undefined, limit: number) =>
      (list.all({ runId: runId ?? null, limit }) as Row[]).map(toSignal),
    signalsIn: (runId: string) => count.get(runId) as number,
    insert({ id, projectId, runId, type, raisedAt, ...body }: Signal) {
      insert.run(id, projectId, runId, type, raisedAt, bodies.encode(body));
    },
  };
}
