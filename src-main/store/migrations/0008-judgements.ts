import type { Migration } from './migration.ts';

export const judgements: Migration = {
  id: 8,
  name: 'judgements',
  sql: `
CREATE TABLE judgements (
  attempt_id TEXT PRIMARY KEY REFERENCES attempts (id),
  run_id TEXT NOT NULL,
  verdict TEXT NOT NULL,
  score INTEGER NOT NULL,
  reasons TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX judgements_by_run ON judgements (run_id);
CREATE TABLE check_cache (
  key TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX check_cache_by_age ON check_cache (at);
`,
};
