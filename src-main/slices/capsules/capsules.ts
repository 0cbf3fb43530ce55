import semver from 'semver';
import { fail, ok } from '#shared/faults.ts';
import type { Capsule, Delivery } from '#shared/model/capsule.ts';
import type { Appliers, Deciders } from '../../engine/slice.ts';
import { jsonCodec, optionalJson } from '../../store/codec.ts';
import type { Db } from '../../store/database.ts';

type Row = Omit<Capsule, 'complete' | 'deliveries'> & { complete: number; deliveries: string | null };

const COLUMNS = `id, project_id AS projectId, run_id AS runId, name, version, state, complete, path,
  manifest_sha256 AS manifestSha256, files, bytes, created_at AS createdAt, deliveries`;
const deliveryList = optionalJson(jsonCodec<Delivery[]>('capsules.deliveries'));

export type CapsuleRows = ReturnType<typeof createCapsuleRows>;

type CapsuleCommands =
  | 'capsules.cut'
  | 'capsules.pack'
  | 'capsules.fail'
  | 'capsules.move'
  | 'capsules.deliver';

export function createCapsules(db: Db): {
  rows: CapsuleRows;
  decide: Deciders<CapsuleCommands>;
  apply: Appliers;
} {
  const rows = createCapsuleRows(db);
  return {
    rows,
    decide: decideCapsules(rows),
    apply: {
      'capsule.cut': ({ capsule }) => rows.insert(capsule),
      'capsule.packed': ({ capsuleId, path, manifestSha256, files, bytes }) =>
        rows.packed(capsuleId, { path, manifestSha256, files, bytes }),
      'capsule.failed': ({ capsuleId }) => rows.failed(capsuleId),
      'capsule.moved': ({ capsuleId, path }) => rows.setPath(capsuleId, path),
      'capsule.delivered': ({ capsuleId, delivery }) => rows.setDelivered(capsuleId, delivery),
      'run.ended': ({ runId }) => rows.unpacked(runId),
    },
  };
}

const FIRST_VERSION = '0.1.0';

/** Each capsule of a project is a minor version on from the newest before it. */
export function nextVersion(earlier: readonly string[]): string {
  const newest = semver.rsort([...earlier])[0];
  return newest === undefined ? FIRST_VERSION : (semver.inc(newest, 'minor') ?? FIRST_VERSION);
}

function decideCapsules(rows: CapsuleRows): Deciders<CapsuleCommands> {
  const packing = (capsuleId: string) => {
    const capsule = rows.capsule(capsuleId);
    return capsule?.state === 'packing'
      ? ok(capsule)
      : fail('conflict', `The capsule ${capsuleId} is not being packed.`);
  };
  return {
    'capsules.cut'({ runId, projectId, name, complete, after }, { now, newId }) {
      const capsule: Capsule = {
        id: newId('capsule'),
        projectId,
        runId,
        name,
        version: nextVersion([...rows.versions(projectId), ...(after === undefined ? [] : [after])]),
        state: 'packing',
        complete,
        path: '',
        manifestSha256: '',
        files: 0,
        bytes: 0,
        createdAt: now,
        deliveries: [],
      };
      return ok([{ type: 'capsule.cut', capsule }]);
    },
    'capsules.pack'({ type: _type, capsuleId, ...packed }) {
      const capsule = packing(capsuleId);
      return capsule.ok
        ? ok([{ type: 'capsule.packed', capsuleId, runId: capsule.value.runId, ...packed }])
        : capsule;
    },
    'capsules.fail'({ capsuleId, fault }) {
      const capsule = packing(capsuleId);
      return capsule.ok
        ? ok([{ type: 'capsule.failed', capsuleId, runId: capsule.value.runId, fault }])
        : capsule;
    },
    'capsules.move'({ capsuleId, path }) {
      if (rows.capsule(capsuleId)?.state !== 'packed')
        return fail('conflict', `The capsule ${capsuleId} is not packed.`);
      return ok([{ type: 'capsule.moved', capsuleId, path }]);
    },
    'capsules.deliver'({ capsuleId, delivery }, { now }) {
      if (rows.capsule(capsuleId)?.state !== 'packed')
        return fail('conflict', `The capsule ${capsuleId} is not packed.`);
      return ok([{ type: 'capsule.delivered', capsuleId, delivery: { ...delivery, at: now } }]);
    },
  };
}

function createCapsuleRows(db: Db) {
  const get = db.prepare(`SELECT ${COLUMNS} FROM capsules WHERE id = ?`);
  const list = db.prepare(
    `SELECT ${COLUMNS} FROM capsules WHERE @projectId IS NULL OR project_id = @projectId ORDER BY id DESC`,
  );
  const ofRun = db.prepare(`SELECT ${COLUMNS} FROM capsules WHERE run_id = ? ORDER BY id DESC LIMIT 1`);
  const versions = db.prepare('SELECT version FROM capsules WHERE project_id = ?').pluck();
  const insert = db.prepare(
    `INSERT INTO capsules (id, project_id, run_id, name, version, state, complete, path, manifest_sha256, files, bytes, created_at)
     VALUES (?, ?, ?, ?, ?, 'packing', ?, '', '', 0, 0, ?)`,
  );
  const packed = db.prepare(
    `UPDATE capsules SET state = 'packed', path = ?, manifest_sha256 = ?, files = ?, bytes = ? WHERE id = ?`,
  );
  const unpacked = db.prepare(`UPDATE capsules SET state = 'failed' WHERE run_id = ? AND state = 'packing'`);
  const failed = db.prepare(`UPDATE capsules SET state = 'failed' WHERE id = ?`);
  const setPath = db.prepare('UPDATE capsules SET path = ? WHERE id = ?');
  const setDeliveries = db.prepare('UPDATE capsules SET deliveries = ? WHERE id = ?');
  const toCapsule = (row: Row): Capsule => ({
    ...row,
    complete: row.complete === 1,
    deliveries: deliveryList.decode(row.deliveries) ?? [],
  });
  const one = (row: unknown) => (row ? toCapsule(row as Row) : undefined);
  return {
    capsule: (id: string) => one(get.get(id)),
    capsuleOf: (runId: string) => one(ofRun.get(runId)),
    /** Newest first. */
    capsules: (projectId?: string) => (list.all({ projectId: projectId ?? null }) as Row[]).map(toCapsule),
    versions: (projectId: string) => versions.all(projectId) as string[],
    insert: (row: Capsule) =>
      void insert.run(
        row.id,
        row.projectId,
        row.runId,
        row.name,
        row.version,
        row.complete ? 1 : 0,
        row.createdAt,
      ),
    packed: (id: string, result: Pick<Capsule, 'path' | 'manifestSha256' | 'files' | 'bytes'>) =>
      void packed.run(result.path, result.manifestSha256, result.files, result.bytes, id),
    failed: (id: string) => void failed.run(id),
    setPath: (id: string, path: string) => void setPath.run(path, id),
    setDelivered(id: string, delivery: Delivery) {
      const earlier = one(get.get(id))?.deliveries ?? [];
      setDeliveries.run(deliveryList.encode([...earlier, delivery]), id);
    },
    /** What was still being packed when its run ended will never be. */
    unpacked: (runId: string) => void unpacked.run(runId),
  };
}
