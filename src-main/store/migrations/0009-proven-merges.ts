import type { Migration } from './migration.ts';

export const provenMerges: Migration = {
  id: 9,
  name: 'proven merges, settled conflicts, counted crashes',
  sql: `
ALTER TABLE attempts ADD COLUMN resolves TEXT;
ALTER TABLE attempts ADD COLUMN merged TEXT;
CREATE INDEX attempts_merged ON attempts (project_id, id) WHERE merged IS NOT NULL;
ALTER TABLE outbox ADD COLUMN crashes INTEGER NOT NULL DEFAULT 0;
`,
};
