import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openLogFile } from './log-file.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'log-file-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

it('appends JSON lines to logs/host.log, at once', () => {
  openLogFile(home, 'info').info({ runId: 'run_1' }, 'hello');
  openLogFile(home, 'info').debug('too quiet');
  const lines = readFileSync(join(home, 'logs', 'host.log'), 'utf8')
    .trim()
    .split('\n');
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['hello']);
});

it('sets a large log aside and keeps three generations', () => {
  mkdirSync(join(home, 'logs'));
  const large = 'x'.repeat(5 * 1024 * 1024);
  for (let start = 0; start < 5; start++) {
    writeFileSync(join(home, 'logs', 'host.log'), large);
    openLogFile(home, 'info').info(`start ${start}`);
  }
  expect(readdirSync(join(home, 'logs')).sort()).toEqual([
    'host.log',
    'host.log.1',
    'host.log.2',
    'host.log.3',
  ]);
  expect(statSync(join(home, 'logs', 'host.log')).size).toBeLessThan(1000);
});
