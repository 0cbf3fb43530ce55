import type { KeptFile, KeptWork, Ruling } from '#shared/model/attempt.ts';
import { jsonCodec, optionalJson } from '../../store/codec.ts';
import type { Db } from '../../store/database.ts';

export const keptWork = optionalJson(jsonCodec<KeptWork>('attempts.kept'));

/** Work that waits for a word on files of a person's. */
export function createKeptRows(db: Db) {
  const ofTask = db
    .prepare('SELECT kept FROM attempts WHERE task_id = ? AND kept IS NOT NULL ORDER BY number')
    .pluck();
  const hold = db.prepare(`UPDATE attempts SET state = 'held', ended_at = ?, kept = ? WHERE id = ?`);
  const keptOf = db.prepare('SELECT kept FROM attempts WHERE id = ?').pluck();
  const setKept = db.prepare('UPDATE attempts SET kept = ? WHERE id = ?');
  return {
    /** What was said about files in the way of a task, the latest word last. */
    rulings: (taskId: string): KeptFile[] =>
      (ofTask.all(taskId) as string[])
        .flatMap((kept) => keptWork.decode(kept)?.files ?? [])
        .filter((file) => file.ruling !== undefined),
    hold: (id: string, at: number, kept: KeptWork) => void hold.run(at, keptWork.encode(kept), id),
    setRuling(id: string, paths: readonly string[], ruling: Ruling) {
      const kept = keptWork.decode(keptOf.get(id) as string | null);
      if (!kept) return;
      const files = kept.files.map((file) => (paths.includes(file.path) ? { ...file, ruling } : file));
      setKept.run(keptWork.encode({ ...kept, files }), id);
    },
  };
}
