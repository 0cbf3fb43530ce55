import type { Migration } from './migration.ts';

export const projectSettings: Migration = {
  id: 2,
  name: 'project settings',
  sql: 'ALTER TABLE projects ADD COLUMN settings TEXT;',
};
