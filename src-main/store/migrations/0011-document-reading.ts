import type { Migration } from './migration.ts';

/** `reading` is what is known of how a document was read; the text that ranges point into lies in the blob `text_sha256`. */
export const documentReading: Migration = {
  id: 11,
  name: 'document reading',
  sql: `
ALTER TABLE documents ADD COLUMN reading TEXT;
ALTER TABLE documents ADD COLUMN text_sha256 TEXT;
CREATE INDEX documents_by_bytes ON documents (project_id, sha256);
`,
};
