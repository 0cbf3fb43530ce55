import type { Migration } from './migration.ts';

/** A key stays with its requirement from version to version of a document, so it is unique in a run, not in a project. */
export const documentVersions: Migration = {
  id: 6,
  name: 'document versions',
  sql: `
DROP INDEX requirements_by_key;
DROP INDEX requirements_by_run;
CREATE UNIQUE INDEX requirements_by_run ON requirements (run_id, key);
CREATE INDEX requirements_by_project ON requirements (project_id, key);
CREATE INDEX requirements_by_document ON requirements (document_id);
ALTER TABLE requirements ADD COLUMN standing TEXT;
ALTER TABLE documents ADD COLUMN replaces TEXT;
CREATE INDEX documents_by_name ON documents (project_id, name);
ALTER TABLE runs ADD COLUMN afresh INTEGER NOT NULL DEFAULT 0;
CREATE TABLE differences (
  run_id TEXT PRIMARY KEY,
  body TEXT NOT NULL
) WITHOUT ROWID;
`,
};
