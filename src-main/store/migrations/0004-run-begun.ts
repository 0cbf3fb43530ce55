import type { Migration } from './migration.ts';

/** When the plan of a run was approved. It is taken from the journal, so that a replay gives the same. */
export const runBegun: Migration = {
  id: 4,
  name: 'run begun',
  sql: `
ALTER TABLE runs ADD COLUMN begun_at INTEGER;
UPDATE runs SET begun_at = approved.at FROM (
  SELECT json_extract(event.value, '$.runId') AS run_id, min(entry.at) AS at
  FROM journal entry,
    json_each(CASE WHEN json_valid(entry.data) THEN entry.data ELSE '{}' END, '$.d') caused,
    json_each(caused.value, '$.events') event
  WHERE json_extract(event.value, '$.type') = 'plan.approved'
  GROUP BY run_id
) approved WHERE approved.run_id = runs.id;
`,
};
