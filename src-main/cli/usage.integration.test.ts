import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { orchestrator } from './process-testing.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) => orchestrator(args, folder).ended;

describe('the program', () => {
  it('explains itself on stdout', async () => {
    const { code, stdout, stderr } = await run('run', '--help');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('Exit codes: 0 finished');
  });

  it.each([
    ['an unknown command', ['frobnicate']],
    ['an unknown option', ['run', '--frobnicate']],
    ['no document', ['run']],
    ['an unknown policy', ['run', 'a.md', '--policy', 'sometimes']],
    ['two policies', ['run', 'a.md', '--yes', '--policy', 'manual']],
    ['documents to resume', ['run', 'a.md', '--resume', 'run_1']],
    ['a policy for a run that has one', ['run', '--resume', '--policy', 'manual']],
    ['a title for a run that has one', ['run', '--resume', 'run_1', '--title', 'Shop']],
    ['a document in the place of a run', ['run', '--resume', 'a.md']],
    ['a project beside a run', ['run', '--resume', 'run_1', '--project', 'here']],
    ['an empty title', ['run', 'a.md', '--title', ' ']],
    ['an export without a target', ['export', 'latest']],
    ['a port that is none', ['serve', '--port', '99999']],
  ])('refuses %s with code 2 and no stack', async (_what, args) => {
    const { code, stdout, stderr } = await run(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error: /);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('names every bad document before anything starts, and makes nothing', async () => {
    mkdirSync(join(folder, 'docs'));
    writeFileSync(join(folder, 'empty.md'), '');
    writeFileSync(join(folder, 'blob.md'), Uint8Array.from([0, 1, 2]));
    writeFileSync(join(folder, 'good.md'), '# Good\n');
    const { code, stdout, stderr } = await run(
      'run',
      '--json',
      '--yes',
      'good.md',
      'gone.md',
      'docs',
      'empty.md',
      'blob.md',
    );
    expect([code, stdout]).toEqual([2, '']);
    for (const name of ['./gone.md', './docs', './empty.md', './blob.md'])
      expect(stderr).toContain(`${name}: `);
    expect(stderr).not.toContain('./good.md');
    expect(readdirSync(folder).sort()).toEqual(['blob.md', 'docs', 'empty.md', 'good.md']);
  });

  it('makes nothing by looking at an empty data folder', async () => {
    expect(await run('status')).toMatchObject({ code: 0, stdout: expect.stringContaining('No runs yet') });
    const { stdout } = await run('status', '--json');
    expect(JSON.parse(stdout)).toEqual({ home: join(folder, 'home'), host: 'none', runs: [], decisions: [] });
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['a file', 'file', /file is a file, not a folder\.\nNothing was changed/],
    ['a place that takes no folders', '/proc/orchestrator', /cannot be made\.\nNothing was changed/],
  ])('refuses %s as data folder', async (_what, home, words) => {
    writeFileSync(join(folder, 'file'), '');
    writeFileSync(join(folder, 'good.md'), '# Good\n\nIt must be good.\n');
    const { code, stderr } = await run('run', 'good.md', '--home', home);
    expect([code, stderr]).toEqual([1, expect.stringMatching(words)]);
    expect((await run('doctor', '--home', home)).stdout).toMatch(/PROBLEM data folder/);
    expect(readdirSync(folder).sort()).toEqual(['file', 'good.md']);
  });

  it('says that a database has gone missing, instead of that there was none', async () => {
    mkdirSync(join(folder, 'home'));
    writeFileSync(join(folder, 'home', 'created'), '');
    const { code, stderr } = await run('status');
    expect([code, stderr]).toEqual([1, expect.stringContaining('is missing or empty, but there was one')]);
  });

  it('refuses to verify what is no capsule', async () => {
    writeFileSync(join(folder, 'file.txt'), 'hello');
    for (const path of ['gone', 'file.txt', '.']) {
      const { code, stderr } = await run('verify', path);
      expect([path, code]).toEqual([path, expect.toBeOneOf([1, 2])]);
      expect(stderr).toMatch(/^error: /);
    }
  });

  it('examines the machine without making a data folder', async () => {
    const { code, stdout } = await run('doctor', '--json');
    const report = JSON.parse(stdout);
    expect(report.findings.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['node', 'git', 'sandbox', 'data folder', 'disk', 'database', 'page']),
    );
    expect(code).toBe(report.healthy ? 0 : 1);
    expect(readdirSync(folder)).toEqual([]);
  });
});
