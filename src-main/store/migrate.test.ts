import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { unwrap } from '#shared/faults.ts';
import { type Db, openDatabase } from './database.ts';
import { migrationHash } from './migrate.ts';
import { MIGRATIONS } from './migrations/all.ts';
import type { Migration } from './migrations/migration.ts';
import { faultOf, tempFolder } from './testing.ts';

/** Fingerprints of every migration that ever left this house. A line here never changes; new ones are added. */
const RELEASED: Record<string, string> = {
  first: 'efc18fc828dcabdd1bc22001f00e763810cb46873c7e19af6818a0f6028e0cfb',
  'project settings': 'b145c34f5406829b234634beeab471afa93b3a0fb0edfea4edec4edfdda7135d',
  'journal entries': 'f91b7ca878e194bdbbf520d7b620efe5cdb6a2fbacaf5e9e28dcf6fe53198664',
  'run begun': '9c171e826789bd49ed8f292857816c778a25452c54ac58d7d2519d3dcea40b6f',
  deliveries: 'ca2ad9b44e392cad5b4f4d8d37e844821b6c0f0449c6755e8961cd4a36591429',
  'document versions': '108356471251e2940b8420e4e1f2068500b60f3c7c4c635fe631516fb712da90',
  'plan versions': '91f9678658468d49311ab2f74f59e4ec515bde3a320f2352ea127e3c3bf21e8f',
  judgements: '35177a44d3f473e565c8a1f3b5f23b8bf515b7d16efecd274151360700a3b4a8',
  'proven merges, settled conflicts, counted crashes':
    'fe7c1e1f11314c856b5392ff57812605849b57c4427fcdc550e91b2877262e19',
  handovers: 'c5c449e2ee83915282810988ce1345114f0123b627c3ecd72020bcc875bb5291',
  'document reading': '0136234d19923b47b79ed2604175200fd1ceafa16abf5c2429d2bc9d5f90982c',
  'kept work': 'd2861db85c5dac8ad4bf51763f2019c23dce75f47d16a8e8d4fba95592c0a4a8',
};

/** Tables that a migration gave another shape; the test of each shows that what they say is kept. */
const RESHAPED = new Set(['journal']);

const FAMILY: Migration[] = [
  {
    id: 1,
    name: 'family',
    sql: `CREATE TABLE parents (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
          CREATE TABLE children (id INTEGER PRIMARY KEY, parent INTEGER NOT NULL REFERENCES parents (id));`,
  },
  { id: 2, name: 'surnames', sql: `ALTER TABLE parents ADD COLUMN surname TEXT NOT NULL DEFAULT 'Doe'` },
];

function open(path: string, migrations: readonly Migration[], now = 1) {
  return openDatabase({ path, migrations, now });
}

function rows(db: Db, table: string) {
  return db.prepare(`SELECT * FROM ${table} ORDER BY 1`).all();
}

/** A closed database of the first version with a family in it. */
function oldDatabase(): string {
  const path = join(tempFolder(), 'test.db');
  const db = unwrap(open(path, FAMILY.slice(0, 1)));
  db.exec(`INSERT INTO parents VALUES (1, 'Ada'); INSERT INTO children VALUES (7, 1)`);
  db.close();
  return path;
}

const backupsOf = (path: string) => {
  try {
    return readdirSync(join(dirname(path), 'backups'));
  } catch {
    return [];
  }
};

describe('migrations', () => {
  it('are numbered by their place and never change once released', () => {
    expect(MIGRATIONS.map(({ id }) => id)).toEqual(MIGRATIONS.map((_, index) => index + 1));
    const hashes = Object.fromEntries(
      MIGRATIONS.map((migration) => [migration.name, migrationHash(migration)]),
    );
    expect(hashes).toEqual(RELEASED);
  });

  it('give the same database step by step as in one go', () => {
    const schemaOf = (db: Db) => db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all();
    const straight = unwrap(open(join(tempFolder(), 'test.db'), MIGRATIONS));
    for (const [index] of MIGRATIONS.entries()) {
      const path = join(tempFolder(), 'test.db');
      unwrap(open(path, MIGRATIONS.slice(0, index + 1))).close();
      const stepped = unwrap(open(path, MIGRATIONS));
      expect(schemaOf(stepped)).toEqual(schemaOf(straight));
      stepped.close();
    }
    straight.close();
  });

  it('keep the rows of every past version', () => {
    for (const [index] of MIGRATIONS.entries()) {
      const path = join(tempFolder(), 'test.db');
      const old = unwrap(open(path, MIGRATIONS.slice(0, index + 1)));
      const before = fillEveryTable(old);
      old.close();
      const db = unwrap(open(path, MIGRATIONS));
      for (const [table, filled] of Object.entries(before)) {
        if (!RESHAPED.has(table)) expect(rows(db, table)).toMatchObject(filled);
        else expect(rows(db, table)).toHaveLength(filled.length);
      }
      db.close();
    }
  });
});

/** One row in every table, with a value in every column, so that a migration that drops something is seen. */
function fillEveryTable(db: Db): Record<string, object[]> {
  db.pragma('foreign_keys = OFF');
  const names = db
    .prepare(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('migrations') AND name NOT LIKE 'sqlite%'`,
    )
    .pluck()
    .all() as string[];
  for (const name of names) {
    const columns = db.pragma(`table_info(${name})`) as { name: string; type: string }[];
    // Every reference points at a row, since all ids are the same.
    const values = columns.map(({ type }) => (type === 'INTEGER' ? 1 : 'same'));
    db.prepare(`INSERT INTO ${name} VALUES (${values.map(() => '?').join(', ')})`).run(values);
  }
  return Object.fromEntries(names.map((name) => [name, rows(db, name) as object[]]));
}

describe('bringing a database up', () => {
  it('keeps its rows and backs up the old one first', () => {
    const path = oldDatabase();
    const db = unwrap(open(path, FAMILY, 42));
    expect(rows(db, 'parents')).toEqual([{ id: 1, name: 'Ada', surname: 'Doe' }]);
    db.close();
    expect(backupsOf(path)).toEqual(['version-1-42.db']);
    const backup = new Database(join(dirname(path), 'backups', 'version-1-42.db'), { readonly: true });
    expect(rows(backup, 'parents')).toEqual([{ id: 1, name: 'Ada' }]);
    expect(rows(backup, 'children')).toEqual([{ id: 7, parent: 1 }]);
    backup.close();
  });

  it('backs up nothing on the first start, nor when there is nothing to bring up', () => {
    const path = oldDatabase();
    unwrap(open(path, FAMILY.slice(0, 1))).close();
    expect(backupsOf(path)).toEqual([]);
  });

  it.each([
    ['breaks references', 'DELETE FROM parents', 'break 1 references'],
    ['fails half-way', 'DELETE FROM children; INSERT INTO nowhere VALUES (1)', 'nowhere'],
  ])('undoes a step that %s', (_name, sql, message) => {
    const path = oldDatabase();
    const fault = faultOf(open(path, [...FAMILY.slice(0, 1), { id: 2, name: 'bad', sql }]));
    expect(fault.type).toBe('storage');
    expect(fault.message).toContain(message);
    expect(backupsOf(path)).toHaveLength(1);
    const db = unwrap(open(path, FAMILY.slice(0, 1)));
    expect(rows(db, 'parents')).toEqual([{ id: 1, name: 'Ada' }]);
    expect(rows(db, 'children')).toEqual([{ id: 7, parent: 1 }]);
    db.close();
  });
});

describe('a database with another history', () => {
  it('is refused when it comes from the future', () => {
    const path = oldDatabase();
    unwrap(open(path, FAMILY)).close();
    const fault = faultOf(open(path, FAMILY.slice(0, 1)));
    expect(fault.message).toContain('newer Orchestrator (version 2, here 1)');
    expect(fault.hint).toContain('Nothing was changed');
  });

  it('is refused when a step was edited after it had been applied', () => {
    const path = oldDatabase();
    const edited = FAMILY.map((migration) => ({ ...migration, sql: `${migration.sql} -- better` }));
    expect(faultOf(open(path, edited)).message).toContain('step 1, family');
    const db = unwrap(open(path, FAMILY));
    expect(rows(db, 'children')).toEqual([{ id: 7, parent: 1 }]);
    db.close();
  });
});
