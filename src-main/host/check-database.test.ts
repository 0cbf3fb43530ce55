import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { manualClock } from '../kernel/clock.ts';
import { openDatabase } from '../store/database.ts';
import { lockHome } from '../store/lock.ts';
import { checkDatabase } from './check-database.ts';
import { homePaths } from './home.ts';

let home: string;
beforeEach(() => {
  home = join(mkdtempSync(join(tmpdir(), 'check-database-')), 'home');
});
afterEach(() => rmSync(join(home, '..'), { recursive: true, force: true }));

const check = () => checkDatabase(home, manualClock());

function make(): void {
  const opened = openDatabase({ path: homePaths(home).database, now: 0 });
  if (opened.ok) opened.value.close();
}

it('makes no database where there was none', () => {
  expect(check()).toMatchObject({ ok: true });
  expect(existsSync(home)).toBe(false);
  mkdirSync(join(home, 'logs'), { recursive: true });
  expect(check()).toMatchObject({ ok: true });
  expect(existsSync(homePaths(home).database)).toBe(false);
});

it('opens the one that is there and lets go of it', () => {
  make();
  expect(check()).toEqual({ ok: true, value: 'orchestrator.db opens' });
  expect(check()).toEqual({ ok: true, value: 'orchestrator.db opens' });
});

it('leaves one alone that is in use', () => {
  make();
  const lock = lockHome(home);
  expect(check()).toEqual({ ok: true, value: 'in use by a running Orchestrator' });
  if (lock.ok) lock.value.release();
});

it('tells a damaged and a lost database', () => {
  make();
  writeFileSync(homePaths(home).database, 'nonsense'.repeat(1000));
  expect(check()).toMatchObject({ ok: false, fault: { type: 'storage' } });
  rmSync(homePaths(home).database);
  expect(check()).toMatchObject({ ok: false, fault: { type: 'storage' } });
});
