import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { unwrap } from '#shared/faults.ts';
import { openDatabase } from './database.ts';
import { faultOf, tempFolder } from './testing.ts';

const open = (path: string) => openDatabase({ path, now: 1 });
const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

/** A folder with a database in it that holds one row, closed. */
function usedFolder(): { home: string; path: string } {
  const home = tempFolder();
  const path = join(home, 'data', 'test.db');
  const db = unwrap(open(path));
  db.exec(`INSERT INTO journal (at, data) VALUES (1, '{"v":2,"d":[]}')`);
  db.close();
  return { home, path };
}

describe('opening the database', () => {
  it('makes it with its folder on the first start, in WAL, with foreign keys and full synchronisation', () => {
    const path = join(tempFolder(), 'deep', 'er', 'test.db');
    const db = unwrap(open(path));
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(db.pragma('synchronous', { simple: true })).toBe(2);
    db.close();
    expect(existsSync(join(path, '..', 'created'))).toBe(true);
  });

  it('takes NORMAL synchronisation when asked', () => {
    const opened = openDatabase({ path: join(tempFolder(), 'test.db'), now: 1, synchronous: 'NORMAL' });
    const db = unwrap(opened);
    expect(db.pragma('synchronous', { simple: true })).toBe(1);
    db.close();
  });

  it('finds again what was written', () => {
    const { path } = usedFolder();
    const db = unwrap(open(path));
    expect(db.prepare('SELECT count(*) FROM journal').pluck().get()).toBe(1);
    db.close();
  });
});

describe('a database that was there and is not any more', () => {
  it('is a fault when the file is missing, and nothing is made in its place', () => {
    const { path } = usedFolder();
    for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
    const fault = faultOf(open(path));
    expect(fault).toMatchObject({ type: 'storage', retryable: false });
    expect(fault.message).toContain('missing or empty');
    expect(fault.hint).toContain('backups/');
    expect(existsSync(path)).toBe(false);
  });

  it('is a fault when the file is empty, and it stays empty', () => {
    const { path } = usedFolder();
    truncateSync(path);
    expect(faultOf(open(path)).message).toContain('missing or empty');
    expect(readFileSync(path)).toHaveLength(0);
  });

  it('is made when a first start broke off before anything was in it', () => {
    const path = join(tempFolder(), 'test.db');
    writeFileSync(path, '');
    unwrap(open(path)).close();
  });
});

describe('a file that is not our database', () => {
  it.each([
    ['a few bytes', Buffer.from('hello')],
    ['a page of garbage', Buffer.alloc(8192, 0x5a)],
    ['a broken header', Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(4080, 0xff)])],
  ])('is a fault and left as it is: %s', (_name, bytes) => {
    const path = join(tempFolder(), 'test.db');
    writeFileSync(path, bytes);
    const fault = faultOf(open(path));
    expect(fault).toMatchObject({ type: 'storage', retryable: false });
    expect(fault.message).toContain('damaged or is not a database');
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(readdirSync(join(path, '..'))).not.toContain('created');
  });

  it('is a fault when our own file was damaged in the middle', () => {
    const { path } = usedFolder();
    const bytes = readFileSync(path);
    bytes.fill(0xee, 4096, 8192);
    writeFileSync(path, bytes);
    const opened = open(path);
    const problem = opened.ok ? opened.value.pragma('integrity_check', { simple: true }) : 'refused';
    if (opened.ok) opened.value.close();
    expect(problem).not.toBe('ok');
  });

  it('is left alone when it belongs to another program', () => {
    const path = join(tempFolder(), 'test.db');
    const other = new Database(path);
    other.exec('CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES (1)');
    other.close();
    const before = hashOf(path);
    expect(faultOf(open(path)).message).toContain('another program');
    expect(hashOf(path)).toBe(before);
  });

  it('is a fault when it is a folder', () => {
    const path = join(tempFolder(), 'test.db');
    mkdirSync(path);
    expect(faultOf(open(path))).toMatchObject({ type: 'storage', retryable: false });
  });

  it('is a fault when its folder is a file', () => {
    const file = join(tempFolder(), 'file');
    writeFileSync(file, 'x');
    expect(faultOf(open(join(file, 'test.db')))).toMatchObject({ type: 'storage', retryable: false });
  });
});

/** Opens a database in a process that file permissions hold for; root is above them, so there it runs as nobody. */
function openUnprivileged(path: string): string {
  const script = `
    const { openDatabase } = await import(${JSON.stringify(join(import.meta.dirname, 'database.ts'))});
    const opened = openDatabase({ path: ${JSON.stringify(path)}, now: 1 });
    console.log(opened.ok ? 'opened' : opened.fault.type + ': ' + opened.fault.message + ' ' + opened.fault.hint);`;
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const ran = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
    ...nobody,
  });
  return ran.stdout.trim() || ran.stderr || String(ran.error);
}

describe.skipIf(process.platform === 'win32')('a place that cannot be written', () => {
  it('is a fault that names the permissions, for a folder', () => {
    const home = tempFolder();
    chmodSync(home, 0o555);
    expect(openUnprivileged(join(home, 'test.db'))).toMatch(/^storage: .*cannot be .*Nothing was changed/);
    expect(readdirSync(home)).toEqual([]);
  });

  it('is a fault that names the permissions, for a file', () => {
    const { home, path } = usedFolder();
    chmodSync(home, 0o755);
    chmodSync(join(home, 'data'), 0o555);
    chmodSync(path, 0o444);
    const before = hashOf(path);
    expect(openUnprivileged(path)).toMatch(/^storage: .*cannot be written.*permissions/);
    expect(hashOf(path)).toBe(before);
  });
});
