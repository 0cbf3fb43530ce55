import type { Migration } from './migration.ts';

export const handovers: Migration = {
  id: 10,
  name: 'handovers',
  sql: 'CREATE TABLE handovers (run_id TEXT PRIMARY KEY, project_id TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;',
};
