import type { Migration } from './migration.ts';

export const planVersions: Migration = {
  id: 7,
  name: 'plan versions',
  sql: `
ALTER TABLE plans ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE tasks ADD COLUMN prefers TEXT;
ALTER TABLE runs ADD COLUMN template TEXT;
CREATE TABLE plan_steps (
  plan_id TEXT NOT NULL REFERENCES plans (id),
  version INTEGER NOT NULL,
  number INTEGER NOT NULL,
  by TEXT NOT NULL,
  at INTEGER NOT NULL,
  undone INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (plan_id, version, number)
) WITHOUT ROWID;
CREATE TABLE plan_revisions (
  plan_id TEXT NOT NULL REFERENCES plans (id),
  version INTEGER NOT NULL,
  by TEXT NOT NULL,
  note TEXT,
  before TEXT,
  PRIMARY KEY (plan_id, version)
) WITHOUT ROWID;
CREATE TABLE templates (
  name TEXT PRIMARY KEY,
  body TEXT NOT NULL
) WITHOUT ROWID;
`,
};
