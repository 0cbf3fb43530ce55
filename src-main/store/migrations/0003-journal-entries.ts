import type { Migration } from './migration.ts';

/** One row for each transaction instead of one for each event. */
export const journalEntries: Migration = {
  id: 3,
  name: 'journal entries',
  sql: `
CREATE TABLE entries (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  data TEXT NOT NULL
);
INSERT INTO entries (seq, at, data)
  SELECT seq, at, CASE WHEN json_valid(data) THEN json_object('v', 2, 'd',
    json_array(json_object('by', by, 'events', json_array(json_extract(data, '$.d'))))) ELSE data END
  FROM journal;
DROP TABLE journal;
ALTER TABLE entries RENAME TO journal;
`,
};
