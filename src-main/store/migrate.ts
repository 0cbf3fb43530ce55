import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { fail, ok, type Result } from '#shared/faults.ts';
import type { Migration } from './migrations/migration.ts';

type Applied = { id: number; name: string; sha256: string };

/** Fingerprint of a migration; one that was released never changes. */
export function migrationHash(migration: Migration): string {
  return createHash('sha256').update(`${migration.id}\n${migration.name}\n${migration.sql}`).digest('hex');
}

/**
 * Brings the database to the newest version, each step in its own transaction. Existing data is backed up first with
 * VACUUM INTO. Foreign keys are off while it happens (they cannot be switched inside a transaction) and checked before commit.
 */
export function migrate(
  db: Database,
  migrations: readonly Migration[],
  where: { path: string; now: number },
): Result<undefined> {
  db.pragma('foreign_keys = OFF');
  db.exec(
    'CREATE TABLE IF NOT EXISTS migrations (id INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at INTEGER NOT NULL)',
  );
  const applied = db.prepare('SELECT id, name, sha256 FROM migrations ORDER BY id').all() as Applied[];
  const known = checkApplied(applied, migrations, where.path);
  if (!known.ok) return known;
  const missing = migrations.slice(applied.length);
  if (missing.length > 0 && applied.length > 0) backUp(db, where, applied.length);
  for (const migration of missing) {
    const broken = apply(db, migration, where.now);
    if (broken > 0) {
      return fail(
        'storage',
        `Bringing ${where.path} to version ${migration.id} would break ${broken} references.`,
        {
          hint: 'The database is as it was before. A backup lies in backups/. Please report this.',
        },
      );
    }
  }
  return ok(undefined);
}

function checkApplied(applied: Applied[], migrations: readonly Migration[], path: string): Result<undefined> {
  const newest = applied.at(-1);
  if (newest && newest.id > migrations.length) {
    return fail(
      'storage',
      `The database ${path} was written by a newer Orchestrator (version ${newest.id}, here ${migrations.length}).`,
      {
        hint: 'Nothing was changed. Update Orchestrator, or choose another data folder.',
      },
    );
  }
  for (const [index, entry] of applied.entries()) {
    const migration = migrations[index];
    if (!migration || entry.id !== migration.id || entry.sha256 !== migrationHash(migration)) {
      return fail(
        'storage',
        `The history of the database ${path} does not match this version (step ${entry.id}, ${entry.name}).`,
        {
          hint: 'Nothing was changed. It was made by a different build; use that one or choose another data folder.',
        },
      );
    }
  }
  return ok(undefined);
}

function backUp(db: Database, where: { path: string; now: number }, version: number): void {
  const folder = join(dirname(where.path), 'backups');
  mkdirSync(folder, { recursive: true });
  const target = join(folder, `version-${version}-${where.now}.db`);
  if (!existsSync(target)) db.prepare('VACUUM INTO ?').run(target);
}

/** Returns the number of broken references; more than zero means that nothing was changed. */
function apply(db: Database, migration: Migration, now: number): number {
  db.exec('BEGIN IMMEDIATE');
  try {
    db.exec(migration.sql);
    const broken = (db.pragma('foreign_key_check') as unknown[]).length;
    if (broken > 0) {
      db.exec('ROLLBACK');
      return broken;
    }
    db.prepare('INSERT INTO migrations (id, name, sha256, applied_at) VALUES (?, ?, ?, ?)').run(
      migration.id,
      migration.name,
      migrationHash(migration),
      now,
    );
    db.exec('COMMIT');
    return 0;
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
