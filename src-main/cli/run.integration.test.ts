import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RunSummary } from '#shared/model/summary.ts';
import type { WorktreeEntry } from '#shared/model/worktree.ts';
import { type Ended, orchestrator, type Program } from './process-testing.ts';

const DOCUMENT = `# Notes service

## Notes
- A note must have a title (required, at most 100 characters) and a text (optional, at most 2000 characters).
- A user must be able to create a note.
- A user must be able to list all notes.
- A user must be able to delete a note.
`;

let folder: string;
let started: Program[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-run-'));
  writeFileSync(join(folder, 'notes.md'), DOCUMENT);
  started = [];
});
afterEach(async () => {
  for (const program of started) program.signal('SIGKILL');
  await Promise.all(started.map(({ ended }) => ended));
  rmSync(folder, { recursive: true, force: true });
});

function start(...args: string[]): Program {
  const program = orchestrator(args, folder);
  started.push(program);
  return program;
}
const run = (...args: string[]) => start(...args).ended;

const PrintedSummary = RunSummary.omit({ runId: true }).strict();

function summaryOf({ stdout, stderr }: Ended) {
  expect(stdout, stderr).toMatch(/^\{.*\}\n$/);
  return PrintedSummary.parse(JSON.parse(stdout));
}

async function newestRun(): Promise<string> {
  return JSON.parse((await run('status', '--json')).stdout).runs[0].runId;
}

/** The capsule goes to a folder, to a repository, and becomes a project of its own. */
async function takeCapsuleAlong(): Promise<void> {
  expect(await run('export', 'latest', '--to', 'out.tar.gz')).toMatchObject({ code: 0 });
  expect(await run('verify', 'out.tar.gz')).toMatchObject({ code: 0 });
  expect((await run('compare', 'latest', 'out.tar.gz')).stdout).toContain('nothing differs');

  expect((await run('deliver', '--to', 'product')).stdout).toMatch(/ [1-9]\d* files written to/);
  expect((await run('deliver', '--to', 'product')).stdout).toContain(' 0 files written to');
  const remote = join(folder, 'remote.git');
  execFileSync('git', ['init', '-q', '--bare', remote]);
  expect(await run('deliver', 'latest', '--git', remote)).toMatchObject({ code: 0 });
  const refs = execFileSync('git', ['for-each-ref', '--format=%(refname)'], {
    cwd: remote,
    encoding: 'utf8',
  });
  expect(refs).toMatch(/^refs\/heads\/capsule\/.+-0\.1\.0\nrefs\/tags\/.+-v0\.1\.0\n$/);

  const opened = await run('open', 'out.tar.gz', '--project', 'again', '--json');
  expect(JSON.parse(opened.stdout), opened.stderr).toMatchObject({ origin: { version: '0.1.0' } });
  const status = execFileSync('git', ['status', '--porcelain'], {
    cwd: join(folder, 'again'),
    encoding: 'utf8',
  });
  expect(status).toBe('');
  const twice = await run('open', 'out.tar.gz', '--project', 'product');
  expect([twice.code, twice.stderr]).toEqual([1, expect.stringContaining('not empty')]);
}

describe('a run', () => {
  it('goes from a document to a capsule that verifies, with one line on stdout', async () => {
    const ended = await run('run', 'notes.md', '--yes', '--json');
    const summary = summaryOf(ended);
    expect([ended.code, summary.status], ended.stderr).toEqual([0, 'finished']);
    expect(summary.workspace).toBe(join(folder, 'orchestrator-workspace', 'notes'));
    expect(summary.tasks.done).toBe(summary.tasks.total);
    expect(ended.stderr).toMatch(/T-1 .+: started by /);
    expect(ended.stderr).toMatch(/T-1 .+: done by /);
    expect(existsSync(join(folder, 'home', 'logs', 'host.log'))).toBe(true);

    expect(await run('export', 'latest', '--to', 'out')).toMatchObject({ code: 0 });
    expect(await run('export', 'latest', '--to', 'out.zip')).toMatchObject({ code: 0 });
    expect((await run('export', 'latest', '--to', 'out')).code).not.toBe(0);
    expect(await run('verify', 'out')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('is intact'),
    });
    expect(await run('verify', 'out.zip')).toMatchObject({ code: 0 });
    const task = (await run('task', 't-2', '--context')).stdout;
    expect(task).toMatch(/attempt 1 +merged[\s\S]*Given to read: \d+ files, about \d+ tokens/);
    expect((await run('task', 'T-999')).code).toBe(2);
    await takeCapsuleAlong();

    const files = join(folder, 'out', 'files');
    const victim = readdirSync(files, { withFileTypes: true }).find((entry) => entry.isFile())?.name ?? '';
    writeFileSync(join(files, victim), 'tampered');
    writeFileSync(join(files, 'stranger.txt'), '');
    const broken = await run('verify', 'out');
    expect(broken.code).toBe(1);
    expect(broken.stdout).toContain(`changed  files/${victim}`);
    expect(broken.stdout).toContain('extra    files/stranger.txt');
  });

  it('waits with code 3 for an answer that nobody there can give, and goes on with it', async () => {
    const waiting = await run('run', 'notes.md', '--policy', 'manual', '--json');
    const { status, decisionsOpen } = summaryOf(waiting);
    const runId = await newestRun();
    expect([waiting.code, status, decisionsOpen]).toEqual([3, 'waiting', 1]);

    const told = await run('status', runId);
    expect(told.stdout).toContain('Waiting for an answer');
    const [, decisionId = '', optionId = ''] = /orchestrator decide (\S+) (\S+)/.exec(told.stdout) ?? [];
    expect((await run('decide', decisionId, 'nonsense')).code).toBe(2);
    expect(await run('decide', decisionId, optionId)).toMatchObject({ code: 0 });
    expect(await run('decide', decisionId, optionId)).toMatchObject({ code: 1 });

    const ended = await run('run', '--resume', '--yes', '--json');
    expect(summaryOf(ended), ended.stderr).toMatchObject({ status: 'finished' });
    expect((await run('run', '--resume', runId)).stderr).toContain('has ended (finished)');
  });

  it('is paused by Ctrl-C, keeps everything, and can be gone on with', async () => {
    const running = start('run', 'notes.md', '--yes', '--json');
    await running.line(/: started by /);
    running.signal('SIGINT');
    const paused = await running.ended;
    const { status } = summaryOf(paused);
    expect([paused.code, status], paused.stderr).toEqual([130, 'paused']);
    expect((await run('status')).stdout).toContain('paused');
    const ended = await run('run', '--resume', '--json');
    expect([ended.code, summaryOf(ended).status], ended.stderr).toEqual([0, 'finished']);
  });

  it('is stopped by a second Ctrl-C', async () => {
    const running = start('run', 'notes.md', '--yes', '--json');
    await running.line(/^T-2 .*being checked/);
    running.signal('SIGINT');
    await running.line(/Press Ctrl-C again/);
    running.signal('SIGINT');
    const stopped = await running.ended;
    expect([stopped.code, summaryOf(stopped).status], stopped.stderr).toEqual([130, 'stopped']);
    // Merged work keeps its worktree for a day; nothing is left of what was cut short.
    const left = JSON.parse((await run('worktrees', '--json')).stdout);
    expect(left.map(({ taskKey, proven }: WorktreeEntry) => [taskKey, proven])).toEqual([['T-1', true]]);
  });
});

describe('a run in one terminal', () => {
  it('can be seen and joined from another, which goes on when the first ends', async () => {
    const first = start('run', 'notes.md', '--yes', '--json');
    await first.line(/: started by /);
    expect(JSON.parse((await run('status', '--json')).stdout)).toMatchObject({ host: 'running' });
    writeFileSync(join(folder, 'more.md'), DOCUMENT.replaceAll('ote', 'ail'));
    const second = start('run', 'more.md', '--yes', '--json');
    const [one, two] = [await first.ended, await second.ended];
    expect([one.code, summaryOf(one).status], one.stderr).toEqual([0, 'finished']);
    expect([two.code, summaryOf(two).status], two.stderr).toEqual([0, 'finished']);
    expect(existsSync(join(folder, 'home', 'host.json'))).toBe(false);
  });

  it('says on stderr why it failed, and takes a document without requirements for bad input', async () => {
    writeFileSync(join(folder, 'poem.md'), '# Roses\n\nRoses are red.\n');
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    const ended = await run('run', 'poem.md', '--yes', '--json');
    expect([ended.code, summaryOf(ended).status], ended.stderr).toEqual([2, 'failed']);
    expect(ended.stderr).toContain('error: No requirement was found in the documents.\n');
    expect(ended.stderr).toMatch(/^warning: .+ lies inside the git repository \.;/m);
  });

  it('reads UTF-16', async () => {
    writeFileSync(join(folder, 'wide.md'), Buffer.from(`\ufeff${DOCUMENT}`, 'utf16le'));
    const ended = await run('run', 'wide.md', '--policy', 'manual', '--json');
    expect(summaryOf(ended), ended.stderr).toMatchObject({ status: 'waiting', requirements: 4 });
  });
});

describe('a host that serves', () => {
  it('does the work of run, status and decide, and stops cleanly', async () => {
    const host = start('serve');
    const link = await host.line(/^http:/);
    expect((await fetch(link, { redirect: 'manual' })).status).toBe(303);
    await host.line(/Ctrl-C stops it/);

    const waiting = await run('run', 'notes.md', '--policy', 'manual', '--json');
    expect(waiting.code, waiting.stderr).toBe(3);
    const { host: state, decisions } = JSON.parse((await run('status', '--json')).stdout);
    expect([state, decisions.length]).toEqual(['running', 1]);
    const answered = await run(
      'decide',
      decisions[0].id,
      decisions[0].defaultOption,
      '--note',
      'fine',
      '--json',
    );
    expect(JSON.parse(answered.stdout).answer).toMatchObject({ note: 'fine' });
    const ended = await run('run', '--resume', '--yes', '--json');
    expect([ended.code, summaryOf(ended).status], ended.stderr).toEqual([0, 'finished']);
    expect((await run('doctor', '--json')).code).toBe(0);

    host.signal('SIGINT');
    expect(await host.ended).toMatchObject({ code: 0, signal: null });
    expect(existsSync(join(folder, 'home', 'host.json'))).toBe(false);
    expect(JSON.parse((await run('status', '--json')).stdout).host).toBe('none');
  });

  it('is found dead after SIGKILL, and its data folder goes on without it', async () => {
    const host = start('serve');
    await host.line(/Ctrl-C stops it/);
    host.signal('SIGKILL');
    await host.ended;
    expect(existsSync(join(folder, 'home', 'host.json'))).toBe(true);
    expect(JSON.parse((await run('status', '--json')).stdout).host).toBe('none');
  });
});
