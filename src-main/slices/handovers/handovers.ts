import { fail, ok, type Result } from '#shared/faults.ts';
import type { Handover } from '#shared/model/handover.ts';
import type { Appliers, Deciders } from '../../engine/slice.ts';
import { jsonCodec } from '../../store/codec.ts';
import type { Db } from '../../store/database.ts';

type HandoverCommands =
  | 'handovers.offer'
  | 'handovers.begin'
  | 'handovers.finish'
  | 'handovers.refuse'
  | 'handovers.decline';

export type HandoverRows = ReturnType<typeof createHandoverRows>;

const bodies = jsonCodec<Handover>('handovers.body');

/** The way of finished work into the branch of a person: one for each run that has something to hand over. */
export function createHandovers(db: Db): {
  rows: HandoverRows;
  decide: Deciders<HandoverCommands>;
  apply: Appliers;
} {
  const rows = createHandoverRows(db);
  const inState = (runId: string, ...states: Handover['state'][]): Result<Handover> => {
    const handover = rows.handover(runId);
    if (!handover) return fail('not_found', `The run ${runId} has nothing to hand over.`);
    return states.includes(handover.state)
      ? ok(handover)
      : fail('conflict', `The work of ${runId} is ${handover.state} already.`);
  };
  return {
    rows,
    decide: {
      'handovers.offer': ({ handover }) => ok([{ type: 'handover.offered', handover }]),
      'handovers.begin'({ runId }) {
        const found = inState(runId, 'offered', 'refused');
        return found.ok ? ok([{ type: 'handover.begun', runId }]) : found;
      },
      'handovers.finish'({ runId, commit }) {
        const found = inState(runId, 'merging');
        return found.ok ? ok([{ type: 'handover.merged', runId, commit }]) : found;
      },
      'handovers.refuse'({ runId, fault }) {
        const found = inState(runId, 'merging');
        return found.ok ? ok([{ type: 'handover.refused', runId, fault }]) : found;
      },
      'handovers.decline'({ runId }) {
        const found = inState(runId, 'offered', 'refused');
        return found.ok ? ok([{ type: 'handover.declined', runId }]) : found;
      },
    },
    apply: {
      'handover.offered': ({ handover }) => rows.insert(handover),
      'handover.begun': ({ runId }) => rows.setState(runId, { state: 'merging', fault: undefined }),
      'handover.merged': ({ runId, commit }) => rows.setState(runId, { state: 'merged', merge: commit }),
      'handover.refused': ({ runId, fault }) => rows.setState(runId, { state: 'refused', fault }),
      'handover.declined': ({ runId }) => rows.setState(runId, { state: 'declined' }),
      'run.ended'({ runId }) {
        const state = rows.handover(runId)?.state;
        if (state === 'offered' || state === 'refused') rows.setState(runId, { state: 'declined' });
      },
    },
  };
}

function createHandoverRows(db: Db) {
  const get = db.prepare('SELECT body FROM handovers WHERE run_id = ?');
  const write = db.prepare('INSERT OR REPLACE INTO handovers (run_id, project_id, body) VALUES (?, ?, ?)');
  const handover = (runId: string): Handover | undefined => {
    const row = get.get(runId) as { body: string } | undefined;
    return row && bodies.decode(row.body);
  };
  const insert = (row: Handover) => void write.run(row.runId, row.projectId, bodies.encode(row));
  return {
    handover,
    insert,
    setState(runId: string, change: Partial<Handover>) {
      const row = handover(runId);
      if (row) insert({ ...row, ...change });
    },
  };
}
