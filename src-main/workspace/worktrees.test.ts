import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { manualClock } from '../kernel/clock.ts';
import { sha256 } from './files.ts';
import {
  faultOf,
  put,
  removeTempFolders,
  sh,
  tempFolder,
  text,
  userRepository,
  value,
} from './repository.fixture.ts';
import { createWorktrees } from './worktrees.ts';

afterEach(removeTempFolders);

const BYTES = Buffer.from([0, 255, 13, 10, 13, 10, 128, 10]);

function setUp(files: Record<string, string | Buffer> = { 'a.txt': 'a\n', 'src/b.ts': 'b\n' }) {
  const root = userRepository(files);
  const home = join(root, '../home with space');
  const worktrees = createWorktrees({ home, clock: manualClock(1_750_000_000_000) });
  const open = (attemptId: string, taskKey = 'T-1') =>
    value(worktrees.open({ root, attemptId, taskKey, branch: 'main' }));
  const commit = (attemptId: string, baseCommit: string) =>
    worktrees.commit({
      root,
      attemptId,
      baseCommit,
      message: 'Work',
      trailers: { Task: 'T-1', Requirement: ['R-1', 'R-2'] },
    });
  return { root, home, worktrees, open, commit };
}

describe('open', () => {
  it('makes a worktree from the tip of the branch, outside the user folder', async () => {
    const { root, home, open } = setUp();
    const opened = await open('att_1');
    expect(opened).toEqual({
      path: join(home, 'worktrees/att_1'),
      branch: 'orchestrator/t-1/att_1',
      baseCommit: sh(root, 'rev-parse', 'main'),
    });
    expect(text(opened.path, 'src/b.ts')).toBe('b\n');
    expect(sh(opened.path, 'status', '--porcelain')).toBe('');
    expect(sh(root, 'status', '--porcelain')).toBe('');
  });

  it('works eight at a time on one repository', async () => {
    const { root, open, commit } = setUp();
    const ids = Array.from({ length: 8 }, (_, i) => `att_${i}`);
    const opened = await Promise.all(ids.map((id) => open(id, `Ünïcode task/${id}`)));
    for (const { path } of opened) put(path, { 'same.txt': path });
    const commits = await Promise.all(ids.map((id, i) => value(commit(id, opened[i]?.baseCommit ?? ''))));
    expect(new Set(commits.map(({ commit }) => commit)).size).toBe(8);
    expect(sh(root, 'worktree', 'list').split('\n')).toHaveLength(9);
  });

  it('replaces what an earlier start of the same attempt left and keeps its work in snapshots', async () => {
    const { root, open, commit } = setUp();
    const first = await open('att_1');
    put(first.path, { 'done.txt': 'committed' });
    await value(commit('att_1', first.baseCommit));
    put(first.path, { 'half.txt': 'not committed' });
    writeFileSync(join(root, '.git/worktrees/att_1/index.lock'), '');
    const again = await open('att_1');
    expect(existsSync(join(again.path, 'half.txt'))).toBe(false);
    expect(existsSync(join(again.path, 'done.txt'))).toBe(false);
    const left = sh(root, 'for-each-ref', '--format=%(refname)', 'refs/orchestrator/snapshots/att_1-left-*');
    expect(sh(root, 'show', `${left}:half.txt`)).toBe('not committed');
    expect(sh(root, 'show', `${left}:done.txt`)).toBe('committed');
  });

  it('mends what a kill in the middle of making a worktree left', async () => {
    const { root, home, open } = setUp();
    mkdirSync(join(root, '.git/worktrees/att_1'), { recursive: true });
    writeFileSync(join(root, '.git/worktrees/att_1/locked'), 'initializing');
    sh(root, 'branch', 'orchestrator/t-1/att_1');
    put(home, { 'worktrees/att_1/part.txt': 'x', 'worktrees/.trash-att_0/x': '' });
    expect(existsSync(join((await open('att_1')).path, 'part.txt'))).toBe(false);
  });

  it('leaves a worktree of the user alone, even one with the name of an attempt', async () => {
    const { root, worktrees } = setUp();
    const mine = join(root, '../att_1');
    sh(root, 'worktree', 'add', '-q', '-b', 'mine', mine);
    put(mine, { 'mine.txt': 'precious' });
    const result = await worktrees.open({ root, attemptId: 'att_1', taskKey: 'T-1', branch: 'main' });
    expect(result).toMatchObject({ ok: false, fault: { type: 'git' } });
    await value(worktrees.sweep({ root, keep: new Set() }));
    expect(text(mine, 'mine.txt')).toBe('precious');
    expect(sh(mine, 'status', '--porcelain')).toBe('?? mine.txt');
  });

  it.each(['../x', 'a/b', '', '-x', '.trash'])('refuses the attempt id %j', async (attemptId) => {
    const { root, worktrees } = setUp();
    expect(await faultOf(worktrees.open({ root, attemptId, taskKey: 'T', branch: 'main' }))).toMatchObject({
      type: 'invalid_input',
    });
  });

  it.each([
    ['missing', 'not_found'],
    ['--upload-pack=x', 'invalid_input'],
    ['main\nupdate refs/heads/main', 'invalid_input'],
  ])('refuses the branch %j', async (branch, type) => {
    const { root, worktrees } = setUp();
    expect(await faultOf(worktrees.open({ root, attemptId: 'att_1', taskKey: 'T', branch }))).toMatchObject({
      type,
    });
  });

  it('says so when there is no repository or no folder', async () => {
    const { worktrees } = setUp();
    const root = tempFolder();
    const request = { attemptId: 'att_1', taskKey: 'T', branch: 'main' };
    expect(await faultOf(worktrees.open({ root, ...request }))).toMatchObject({
      type: 'git',
      retryable: false,
    });
    expect(await faultOf(worktrees.open({ root: join(root, 'x'), ...request }))).toMatchObject({
      type: 'not_found',
    });
  });
});

describe('commit', () => {
  it('commits everything the worktree shows and lists the files', async () => {
    const { root, open, commit } = setUp({ 'a.txt': 'a\n', 'old.txt': 'old', '.gitignore': 'dist/\n' });
    const { path, baseCommit, branch } = await open('att_1');
    rmSync(join(path, 'old.txt'));
    put(path, {
      'a.txt': 'changed\r\n',
      'bytes.bin': BYTES,
      'dist/x.js': 'ignored',
      'größe/日本 語.txt': 'ü',
      'run.sh': '#!',
    });
    const long = `${'n'.repeat(251)}.txt`;
    put(path, { [long]: 'long' });
    chmodSync(join(path, 'run.sh'), 0o755);
    const done = await value(commit('att_1', baseCommit));
    expect(done.branch).toBe(branch);
    expect(done.files.sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual(
      [
        { path: 'a.txt', sha256: sha256('changed\r\n'), bytes: 9, change: 'modified' },
        { path: 'bytes.bin', sha256: sha256(BYTES), bytes: 8, change: 'added' },
        { path: 'größe/日本 語.txt', sha256: sha256('ü'), bytes: 2, change: 'added' },
        { path: long, sha256: sha256('long'), bytes: 4, change: 'added' },
        { path: 'old.txt', sha256: sha256('old'), bytes: 3, change: 'removed' },
        { path: 'run.sh', sha256: sha256('#!'), bytes: 2, change: 'added' },
      ].sort((a, b) => (a.path < b.path ? -1 : 1)),
    );
    expect(sh(root, 'ls-tree', done.commit, 'run.sh')).toMatch(/^100755/);
    expect(sh(root, 'log', '-1', '--format=%B%an|%aI', done.commit)).toMatch(
      /^Work\n\nTask: T-1\nRequirement: R-1\nRequirement: R-2\n\n?.+\|2025-06-15T15:06:40(Z|\+00:00)$/,
    );
    expect(sh(path, 'status', '--porcelain')).toBe('');
  });

  it('gives the same commit again when it is repeated', async () => {
    const { open, commit } = setUp();
    const { path, baseCommit } = await open('att_1');
    put(path, { 'x.txt': '1' });
    const first = await value(commit('att_1', baseCommit));
    expect(await value(commit('att_1', baseCommit))).toEqual(first);
    put(path, { 'x.txt': '2' });
    const second = await value(commit('att_1', baseCommit));
    expect(second.commit).not.toBe(first.commit);
    expect(second.files).toHaveLength(1);
  });

  it('says when there is nothing to commit', async () => {
    const { open, commit } = setUp();
    const { baseCommit } = await open('att_1');
    expect((await faultOf(commit('att_1', baseCommit))).message).toMatch(/nothing to commit/);
  });

  it.each([
    ['evil', '/etc/passwd'],
    ['evil', '../outside'],
    ['src/evil', '../../outside'],
    ['evil', '.git/config'],
    ['evil', 'src/../../outside'],
  ])('refuses the link %s to %s', async (name, target) => {
    const { open, commit } = setUp();
    const { path, baseCommit } = await open('att_1');
    symlinkSync(target, join(path, name));
    expect(await faultOf(commit('att_1', baseCommit))).toMatchObject({ type: 'invalid_input', cause: name });
  });

  it('takes a link that stays inside', async () => {
    const { open, commit } = setUp();
    const { path, baseCommit } = await open('att_1');
    symlinkSync('../a.txt', join(path, 'src/link'));
    expect((await value(commit('att_1', baseCommit))).files).toMatchObject([{ path: 'src/link' }]);
  });

  it('refuses a repository inside, and starts nothing that its settings name', async () => {
    const { open, commit } = setUp();
    const { path, baseCommit } = await open('att_1');
    const inner = join(path, 'inner');
    mkdirSync(inner);
    sh(inner, 'init', '-q');
    sh(inner, 'commit', '-q', '--allow-empty', '-m', 'x');
    const proof = join(path, '../started');
    sh(inner, 'config', 'core.fsmonitor', `touch '${proof}'`);
    expect(await faultOf(commit('att_1', baseCommit))).toMatchObject({
      type: 'invalid_input',
      cause: 'inner',
    });
    expect(existsSync(proof)).toBe(false);
  });

  it('believes neither a forged .git in the worktree nor hooks of the repository', async () => {
    const { root, open, commit } = setUp();
    const { path, baseCommit } = await open('att_1');
    const proof = join(path, '../started');
    const forged = join(path, '../forged');
    mkdirSync(forged);
    sh(forged, 'init', '-q');
    sh(forged, 'config', 'core.fsmonitor', `touch '${proof}'`);
    sh(forged, 'config', 'filter.x.clean', `touch '${proof}'`);
    writeFileSync(join(path, '.git'), `gitdir: ${forged}/.git\n`);
    put(path, { 'x.txt': '1', '.gitattributes': '* filter=x\n' });
    for (const hook of ['pre-commit', 'reference-transaction', 'post-checkout', 'post-index-change']) {
      put(root, { [`.git/hooks/${hook}`]: `#!/bin/sh\ntouch '${proof}'\n` });
      chmodSync(join(root, '.git/hooks', hook), 0o755);
    }
    const done = await value(commit('att_1', baseCommit));
    expect(sh(root, 'show', `${done.commit}:x.txt`)).toBe('1');
    await open('att_2');
    expect(existsSync(proof)).toBe(false);
  });

  it('is not confused by an environment that names another repository', async () => {
    const { root, open, commit } = setUp();
    const { path, baseCommit } = await open('att_1');
    put(path, { 'x.txt': '1' });
    process.env.GIT_DIR = '/nowhere';
    try {
      await value(commit('att_1', baseCommit));
    } finally {
      delete process.env.GIT_DIR;
    }
    expect(sh(root, 'show', 'orchestrator/t-1/att_1:x.txt')).toBe('1');
  });
});

describe('remove', () => {
  it('removes the worktree and the branch of merged work, and is done when repeated', async () => {
    const { root, worktrees, open, commit } = setUp();
    const { path, baseCommit } = await open('att_1');
    put(path, { 'x.txt': '1' });
    const { commit: made } = await value(commit('att_1', baseCommit));
    await value(
      worktrees.merge({ root, branch: 'main', attemptId: 'att_1', commit: made, message: 'Merge' }),
    );
    const request = { root, attemptId: 'att_1', branch: 'main' };
    await value(worktrees.remove(request));
    await value(worktrees.remove(request));
    expect(existsSync(path)).toBe(false);
    expect(sh(root, 'worktree', 'list').split('\n')).toHaveLength(1);
    expect(sh(root, 'for-each-ref', 'refs/heads/orchestrator')).toBe('');
    expect(sh(root, 'for-each-ref', 'refs/orchestrator/snapshots/att_1-branch-*')).toBe('');
  });

  it('keeps unmerged work unless told to abandon it, and then in a snapshot', async () => {
    const { root, worktrees, open, commit } = setUp();
    const { path, baseCommit } = await open('att_1');
    put(path, { 'x.txt': '1' });
    const { commit: made } = await value(commit('att_1', baseCommit));
    const request = { root, attemptId: 'att_1', branch: 'main' };
    expect(await faultOf(worktrees.remove(request))).toMatchObject({ type: 'conflict' });
    expect(existsSync(path)).toBe(true);
    await value(worktrees.remove({ ...request, abandon: true }));
    expect(existsSync(path)).toBe(false);
    expect(
      sh(root, 'for-each-ref', '--format=%(objectname)', 'refs/orchestrator/snapshots/att_1-branch-*'),
    ).toBe(made);
  });

  it('does not follow links out of the worktree', async () => {
    const { root, worktrees, open } = setUp();
    const { path } = await open('att_1');
    const outside = tempFolder();
    put(outside, { 'precious.txt': 'x' });
    symlinkSync(outside, join(path, 'link'));
    await value(worktrees.remove({ root, attemptId: 'att_1', branch: 'main', abandon: true }));
    expect(text(outside, 'precious.txt')).toBe('x');
  });
});

describe('sweep', () => {
  it('removes what crashed hosts left and keeps what is wanted', async () => {
    const { root, home, worktrees, open } = setUp();
    const kept = await open('att_1');
    const dropped = await open('att_2');
    put(dropped.path, { 'half.txt': 'half' });
    sh(root, 'branch', 'orchestrator/t-9/att_3');
    writeFileSync(join(root, '.git/worktrees/att_2/index.lock'), '');
    writeFileSync(join(root, '.git/index.lock'), '');
    const report = await value(worktrees.sweep({ root, keep: new Set(['att_1']) }));
    expect(report).toEqual({ removed: expect.arrayContaining(['att_2', 'att_3']), failed: [] });
    expect(readdirSync(join(home, 'worktrees'))).toEqual(['att_1']);
    expect(readdirSync(join(root, '.git/worktrees'))).toEqual(['att_1']);
    expect(statSync(join(root, '.git/index.lock')).size).toBe(0);
    rmSync(join(root, '.git/index.lock'));
    expect(sh(kept.path, 'status', '--porcelain')).toBe('');
    const left = sh(root, 'for-each-ref', '--format=%(refname)', 'refs/orchestrator/snapshots/att_2-left-*');
    expect(sh(root, 'show', `${left}:half.txt`)).toBe('half');
  });

  it('finishes what a kill interrupted: a removal, a merge, a change of branches', async () => {
    const { root, home, worktrees, open, commit } = setUp();
    sh(root, 'config', 'orchestrator.branch', 'main');
    const { path, baseCommit } = await open('att_1');
    put(path, { 'x.txt': '1' });
    const { commit: made } = await value(commit('att_1', baseCommit));
    await value(worktrees.merge({ root, branch: 'main', attemptId: 'att_1', commit: made, message: 'M' }));
    sh(root, 'update-ref', 'refs/orchestrator/pending/main', baseCommit);
    sh(root, 'read-tree', '-m', '-u', 'main', baseCommit);
    rmSync(path, { recursive: true });
    for (const name of readdirSync(join(root, '.git/worktrees/att_1')).filter((one) => one !== 'gitdir')) {
      rmSync(join(root, '.git/worktrees/att_1', name), { recursive: true });
    }
    const stale = ['refs/heads/orchestrator/t-1/att_9.lock', 'refs/orchestrator/snapshots/att_9.lock'];
    put(root, Object.fromEntries(stale.map((name) => [`.git/${name}`, ''])));
    for (const name of stale) utimesSync(join(root, '.git', name), 1, 1);
    put(root, { '.git/refs/heads/orchestrator/t-1/att_8.lock': 'young' });
    await value(worktrees.sweep({ root, keep: new Set() }));
    expect(sh(root, 'status', '--porcelain')).toBe('');
    expect(text(root, 'x.txt')).toBe('1');
    expect(readdirSync(join(home, 'worktrees'))).toEqual([]);
    expect(existsSync(join(root, '.git/worktrees/att_1'))).toBe(false);
    for (const name of stale) expect(existsSync(join(root, '.git', name))).toBe(false);
    expect(existsSync(join(root, '.git/refs/heads/orchestrator/t-1/att_8.lock'))).toBe(true);
    expect(sh(root, 'for-each-ref', 'refs/heads/orchestrator', 'refs/orchestrator/pending')).toBe('');
  });

  it('takes no attempt for a leftover that begins while it works', async () => {
    const { root, worktrees, open } = setUp();
    await Promise.all(['att_1', 'att_2'].map((id) => open(id)));
    const [report, opened] = await Promise.all([worktrees.sweep({ root, keep: new Set() }), open('att_3')]);
    expect(report).toMatchObject({ value: { removed: ['att_1', 'att_2'] } });
    expect(text(opened.path, 'a.txt')).toBe('a\n');
  });

  it('leaves the worktrees of other workspaces alone', async () => {
    const first = setUp();
    const root = userRepository({ 'other.txt': 'x' });
    const { path } = await value(
      first.worktrees.open({ root, attemptId: 'att_other', taskKey: 'T-1', branch: 'main' }),
    );
    await value(first.worktrees.sweep({ root: first.root, keep: new Set() }));
    expect(text(path, 'other.txt')).toBe('x');
  });
});
