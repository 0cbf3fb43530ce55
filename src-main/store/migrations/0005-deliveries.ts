import type { Migration } from './migration.ts';

/** Where capsules were brought, and which projects began as one. */
export const deliveries: Migration = {
  id: 5,
  name: 'deliveries',
  sql: `
ALTER TABLE capsules ADD COLUMN deliveries TEXT;
ALTER TABLE projects ADD COLUMN origin TEXT;
`,
};
