import { TABLES } from './floors.ts';
import { isTest } from './places.ts';
import type { Source } from './scan.ts';

const NAMED = /\b(?:FROM|JOIN|INTO|UPDATE|TABLE|ON)\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?([a-z_]+)/g;
const MADE = /\bCREATE TABLE\s+(?:IF NOT EXISTS\s+)?([a-z_]+)/g;
const MIGRATIONS = 'src-main/store/migrations/';

/** Every statement that touches a table from outside the room that owns it. */
export function tableFaults({ path, texts }: Source): string[] {
  if (isTest(path) || path.startsWith(MIGRATIONS)) return [];
  return texts.flatMap(({ text, line }) =>
    [...text.matchAll(NAMED)].flatMap(([, table = '']) => {
      const owner = TABLES[table];
      return owner === undefined || path.startsWith(owner)
        ? []
        : [`${path}:${line} touches the table ${table}, which is known to ${owner} alone`];
    }),
  );
}

/** Tables that nobody owns, and owners of tables that do not exist. `made` are the migrations. */
export function ownerFaults(made: readonly Source[]): string[] {
  const tables = new Set(
    made.flatMap(({ texts }) =>
      texts.flatMap(({ text }) => [...text.matchAll(MADE)].map(([, table = '']) => table)),
    ),
  );
  const renamed = made.flatMap(({ texts }) =>
    texts.flatMap(({ text }) =>
      [...text.matchAll(/\bALTER TABLE ([a-z_]+) RENAME TO/g)].map(([, table]) => table),
    ),
  );
  for (const table of renamed) if (table !== undefined) tables.delete(table);
  return [
    ...[...tables].filter((table) => !(table in TABLES)).map((table) => `the table ${table} has no owner`),
    ...Object.keys(TABLES)
      .filter((table) => !tables.has(table))
      .map((table) => `${table} has an owner, but no migration makes it`),
  ];
}
