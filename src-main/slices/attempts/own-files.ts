import type { Db } from '../../store/database.ts';

/** What a merged attempt wrote at its paths is known as ours from then on. */
const NOTE = `INSERT OR IGNORE INTO own_files (project_id, path, sha256)
  SELECT a.project_id, json_extract(f.value, '$.path'), json_extract(f.value, '$.sha256')
  FROM attempts a, json_each(a.output, '$.d.files') f
  WHERE a.id = ? AND json_extract(f.value, '$.change') <> 'removed' AND json_extract(f.value, '$.from') IS NULL`;

export function createOwnFileRows(db: Db) {
  const own = db.prepare('SELECT path, sha256 FROM own_files WHERE project_id = ?');
  const note = db.prepare(NOTE);
  return {
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
    noteOwn: (attemptId: string) => void note.run(attemptId),
  };
}
