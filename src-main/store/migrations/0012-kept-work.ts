import type { Migration } from './migration.ts';

/** What merged attempts left, work that waits for a person's word on files, and what agents were shown. */
export const keptWork: Migration = {
  id: 12,
  name: 'kept work',
  sql: `
ALTER TABLE attempts ADD COLUMN kept TEXT;
ALTER TABLE attempts ADD COLUMN adopts TEXT;
CREATE TABLE own_files (
  project_id TEXT NOT NULL,
  path TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  PRIMARY KEY (project_id, path, sha256)
) WITHOUT ROWID;
INSERT OR IGNORE INTO own_files (project_id, path, sha256)
  SELECT a.project_id, json_extract(f.value, '$.path'), json_extract(f.value, '$.sha256')
  FROM attempts a, json_each(CASE WHEN json_valid(a.output) THEN a.output END, '$.d.files') f
  WHERE a.state = 'merged' AND a.resolves IS NULL AND json_extract(f.value, '$.change') <> 'removed';
CREATE TABLE contexts (
  attempt_id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  body TEXT NOT NULL
) WITHOUT ROWID;
`,
};
