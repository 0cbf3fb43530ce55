/** `implementation/src/store.ts` of a generated service. */
export const STORE = `import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What the store adds to every record. Times are ISO 8601 in UTC. */
export type Stored = { id: string; createdAt: string; updatedAt: string };

export type Collection<T> = {
  insert(fields: T): T & Stored;
  get(id: string): (T & Stored) | undefined;
  has(id: string): boolean;
  /** In order of creation. */
  list(): (T & Stored)[];
  replace(id: string, fields: T): T & Stored;
  remove(id: string): void;
};

export type Store = {
  collection<T extends object = Record<string, unknown>>(name: string): Collection<T>;
};

type Row = Record<string, unknown> & Stored;

/** Keeps records in memory and, when given a file, in that file too. A change is on disk before it is answered. */
export function createStore(options: { file?: string } = {}): Store {
  const collections = load(options.file);

  function save(): void {
    if (options.file === undefined) return;
    const data = [...collections].map(([name, rows]) => [name, [...rows.values()]]);
    const fresh = \`\${options.file}.new\`;
    mkdirSync(dirname(options.file), { recursive: true });
    writeFileSync(fresh, JSON.stringify(Object.fromEntries(data)));
    renameSync(fresh, options.file);
  }

  return {
    collection<T extends object>(name: string): Collection<T> {
      const rows = collections.get(name) ?? new Map<string, Row>();
      collections.set(name, rows);
      return collectionOf<T>(rows, save);
    },
  };
}

function collectionOf<T extends object>(rows: Map<string, Row>, save: () => void): Collection<T> {
  const put = (row: T & Stored): T & Stored => {
    rows.set(row.id, row as unknown as Row);
    save();
    return row;
  };
  const get = (id: string) => rows.get(id) as unknown as (T & Stored) | undefined;
  return {
    insert(fields) {
      const now = new Date().toISOString();
      return put({ ...fields, id: randomUUID(), createdAt: now, updatedAt: now });
    },
    get,
    has: (id) => rows.has(id),
    list: () => [...rows.values()] as unknown as (T & Stored)[],
    replace(id, fields) {
      const now = new Date().toISOString();
      return put({ ...fields, id, createdAt: get(id)?.createdAt ?? now, updatedAt: now });
    },
    remove(id) {
      rows.delete(id);
      save();
    },
  };
}

function load(file: string | undefined): Map<string, Map<string, Row>> {
  if (file === undefined || !existsSync(file)) return new Map();
  const data = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Row[]>;
  return new Map(
    Object.entries(data).map(([name, rows]) => [name, new Map(rows.map((row) => [row.id, row]))]),
  );
}
`;
