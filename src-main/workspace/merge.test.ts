import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { unwrap } from '#shared/faults.ts';
import { manualClock } from '../kernel/clock.ts';
import { faultOf, put, removeTempFolders, sh, text, userRepository, value } from './repository.fixture.ts';
import { createWorktrees } from './worktrees.ts';

afterEach(removeTempFolders);

const START = { 'a.txt': 'a\n', 'src/b.ts': 'b\n', 'c.txt': '1\n2\n3\n4\n5\n' };

function setUp(files: Record<string, string | Buffer> = START) {
  const root = userRepository(files);
  const worktrees = createWorktrees({ home: join(root, '../home'), clock: manualClock(1_750_000_000_000) });
  const branch = 'main';
  const attempt = async (attemptId: string, change: (path: string) => void) => {
    const { path, baseCommit } = await value(worktrees.open({ root, attemptId, taskKey: 'T-1', branch }));
    change(path);
    return (await value(worktrees.commit({ root, attemptId, baseCommit, message: `Work ${attemptId}` })))
      .commit;
  };
  const merge = (attemptId: string, commit: string) =>
    worktrees.merge({ root, branch, attemptId, commit, message: `Merge ${attemptId}` });
  return { root, worktrees, attempt, merge };
}

/** Everything a person could lose: files, index, and what every ref stands at. */
function state(root: string): string {
  return [
    sh(root, 'for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads', 'refs/orchestrator/pending'),
    sh(root, 'ls-files', '-s'),
    sh(root, 'status', '--porcelain', '--ignored'),
    sh(root, 'diff', 'HEAD'),
  ].join('\n');
}

describe('merge', () => {
  it('merges side by side work and brings a clean checkout along', async () => {
    const { root, attempt, merge } = setUp();
    const before = sh(root, 'rev-parse', 'main');
    const one = await attempt('att_1', (path) =>
      put(path, { 'new/deep/x.txt': 'x\r\n', 'c.txt': 'one\n2\n3\n4\n5\n' }),
    );
    const two = await attempt('att_2', (path) => {
      rmSync(join(path, 'src/b.ts'));
      put(path, { 'c.txt': '1\n2\n3\n4\nfive\n', run: '#!/bin/sh\n' });
      chmodSync(join(path, 'run'), 0o755);
      symlinkSync('a.txt', join(path, 'link'));
    });
    await value(merge('att_1', one));
    const { commit } = await value(merge('att_2', two));
    expect(sh(root, 'rev-parse', 'main')).toBe(commit);
    expect(sh(root, 'log', '-1', '--format=%s %P')).toBe(
      `Merge att_2 ${sh(root, 'rev-parse', 'main^')} ${two}`,
    );
    expect(sh(root, 'status', '--porcelain')).toBe('');
    expect(text(root, 'c.txt')).toBe('one\n2\n3\n4\nfive\n');
    expect(text(root, 'new/deep/x.txt')).toBe('x\r\n');
    expect(existsSync(join(root, 'src'))).toBe(false);
    expect(statSync(join(root, 'run')).mode & 0o111).toBe(0o111);
    expect(readlinkSync(join(root, 'link'))).toBe('a.txt');
    expect(
      sh(root, 'for-each-ref', '--format=%(objectname)', 'refs/orchestrator/snapshots/att_1-before-*'),
    ).toBe(before);
    expect(sh(root, 'for-each-ref', 'refs/orchestrator/pending')).toBe('');
  });

  it('merges the same commit once, however often it is asked', async () => {
    const { root, attempt, merge } = setUp();
    const one = await attempt('att_1', (path) => put(path, { 'x.txt': 'x' }));
    const first = await value(merge('att_1', one));
    put(root, { 'x.txt': 'edited by the user' });
    expect(await value(merge('att_1', one))).toEqual(first);
    expect(text(root, 'x.txt')).toBe('edited by the user');
  });

  it('names the merge of a commit, also when others were merged since', async () => {
    const { root, attempt, merge } = setUp();
    const one = await attempt('att_1', (path) => put(path, { 'x.txt': 'x' }));
    const two = await attempt('att_2', (path) => put(path, { 'y.txt': 'y' }));
    const first = await value(merge('att_1', one));
    const second = await value(merge('att_2', two));
    expect(await value(merge('att_1', one))).toEqual(first);
    expect(await value(merge('att_2', two))).toEqual(second);
    sh(root, 'checkout', '-q', '-b', 'other');
    sh(root, 'commit', '-q', '--allow-empty', '-m', 'By hand');
    sh(root, 'checkout', '-q', 'main');
    sh(root, 'merge', '-q', '--ff-only', 'other');
    const tip = sh(root, 'rev-parse', 'main');
    expect(await value(merge('att_3', tip))).toEqual({ commit: tip, how: 'merge' });
  });

  it('lists the files of a contradiction and changes nothing', async () => {
    const { root, attempt, merge } = setUp();
    const one = await attempt('att_1', (path) => put(path, { 'a.txt': 'one\n', 'ü b.txt': 'one' }));
    const two = await attempt('att_2', (path) => put(path, { 'a.txt': 'two\n', 'ü b.txt': 'two' }));
    await value(merge('att_1', one));
    const before = state(root);
    const fault = await faultOf(merge('att_2', two));
    expect(fault).toMatchObject({ type: 'conflict', retryable: false, cause: 'a.txt\nü b.txt' });
    expect(state(root)).toBe(before);
  });

  it('leaves a user on another branch with open work alone', async () => {
    const { root, attempt, merge } = setUp();
    sh(root, 'checkout', '-q', '-b', 'mine');
    put(root, { 'a.txt': 'my work\n', 'staged.txt': 'staged', 'untracked.txt': 'new' });
    sh(root, 'add', 'staged.txt');
    const before = [
      sh(root, 'status', '--porcelain'),
      sh(root, 'diff'),
      sh(root, 'diff', '--cached'),
      sh(root, 'log'),
    ];
    const one = await attempt('att_1', (path) => put(path, { 'a.txt': 'one\n', 'staged.txt': 'other' }));
    await value(merge('att_1', one));
    expect(sh(root, 'show', 'main:a.txt')).toBe('one');
    expect([
      sh(root, 'status', '--porcelain'),
      sh(root, 'diff'),
      sh(root, 'diff', '--cached'),
      sh(root, 'log'),
    ]).toEqual(before);
  });

  it('keeps local edits in files that the merge does not touch', async () => {
    const { root, attempt, merge } = setUp();
    put(root, { 'a.txt': 'local\n', 'mine.txt': 'staged' });
    sh(root, 'add', 'mine.txt');
    const one = await attempt('att_1', (path) => put(path, { 'src/b.ts': 'one\n' }));
    await value(merge('att_1', one));
    expect(sh(root, 'status', '--porcelain')).toBe(' M a.txt\nA  mine.txt');
    expect([text(root, 'a.txt'), text(root, 'src/b.ts')]).toEqual(['local\n', 'one\n']);
  });

  const inTheWay: [string, (root: string) => void, string][] = [
    ['an edited file', (root) => put(root, { 'a.txt': 'local\n' }), 'a.txt'],
    [
      'a staged file',
      (root) => {
        put(root, { 'a.txt': 'local\n' });
        sh(root, 'add', 'a.txt');
      },
      'a.txt',
    ],
    [
      'a staged edit undone on disk',
      (root) => {
        put(root, { 'a.txt': 'local\n' });
        sh(root, 'add', 'a.txt');
        put(root, { 'a.txt': 'a\n' });
      },
      'a.txt',
    ],
    ['a deleted file', (root) => rmSync(join(root, 'a.txt')), 'a.txt'],
    ['an untracked file', (root) => put(root, { 'new/x.txt': 'mine' }), 'new/x.txt'],
    [
      'an ignored file',
      (root) => put(root, { '.git/info/exclude': 'new/', 'new/x.txt': 'mine' }),
      'new/x.txt',
    ],
    ['a file where a folder comes', (root) => put(root, { new: 'mine' }), 'new/x.txt'],
    ['a folder where a file comes', (root) => put(root, { 'a.txt.d/y': '', 'flat/y.txt': 'mine' }), 'flat'],
    ['a link where a folder comes', (root) => symlinkSync('/tmp', join(root, 'new')), 'new/x.txt'],
    ['an edited file to be removed', (root) => put(root, { 'src/b.ts': 'local' }), 'src/b.ts'],
    ['a changed mode', (root) => chmodSync(join(root, 'a.txt'), 0o755), 'a.txt'],
  ];
  it.each(inTheWay)('does not overwrite %s', async (_, edit, file) => {
    const { root, attempt, merge } = setUp();
    const one = await attempt('att_1', (path) => {
      put(path, { 'a.txt': 'one\n', 'new/x.txt': 'x', flat: 'file' });
      rmSync(join(path, 'src/b.ts'));
    });
    edit(root);
    const before = state(root);
    expect(await faultOf(merge('att_1', one))).toMatchObject({ type: 'conflict', cause: file });
    expect(state(root)).toBe(before);
    expect(sh(root, 'for-each-ref', 'refs/orchestrator/pending')).toBe('');
  });

  it('takes a local file that is already what the merge brings', async () => {
    const { root, attempt, merge } = setUp();
    const one = await attempt('att_1', (path) => put(path, { 'a.txt': 'one\n', 'new.txt': 'new' }));
    put(root, { 'a.txt': 'one\n', 'new.txt': 'new' });
    await value(merge('att_1', one));
    expect(sh(root, 'status', '--porcelain')).toBe('');
  });

  it('turns files into folders and folders into files', async () => {
    const { root, attempt, merge } = setUp({ 'x/y.txt': 'y', 'x/z/w.txt': 'w', f: 'f', '.gitignore': '' });
    mkdirSync(join(root, 'x/empty'));
    const one = await attempt('att_1', (path) => {
      rmSync(join(path, 'x'), { recursive: true });
      rmSync(join(path, 'f'));
      put(path, { x: 'a file', 'f/g/h.txt': 'h' });
    });
    await value(merge('att_1', one));
    expect([text(root, 'x'), text(root, 'f/g/h.txt')]).toEqual(['a file', 'h']);
    expect(sh(root, 'status', '--porcelain')).toBe('');
  });

  it('writes line endings as the repository of the user wants them', async () => {
    const { root, attempt, merge } = setUp({
      '.gitattributes': '*.txt text eol=crlf\n*.bin -text\n',
      'a.txt': 'a\r\n',
    });
    const one = await attempt('att_1', (path) => put(path, { 'a.txt': 'b\r\nc\r\n', 'x.bin': 'r\r\nn\n' }));
    await value(merge('att_1', one));
    expect([text(root, 'a.txt'), text(root, 'x.bin')]).toEqual(['b\r\nc\r\n', 'r\r\nn\n']);
    expect(sh(root, 'status', '--porcelain')).toBe('');
  });

  it.each([
    ['merge', (root: string) => sh(root, 'merge', '--no-commit', '--no-ff', 'side')],
    [
      'rebase',
      (root: string) => sh(root, '-c', 'sequence.editor=sed -i s/^pick/edit/', 'rebase', '-i', 'HEAD~1'),
    ],
  ])('waits while the user is in the middle of a %s', async (name, begin) => {
    const { root, attempt, merge } = setUp();
    sh(root, 'checkout', '-q', '-b', 'side');
    sh(root, 'commit', '-q', '--allow-empty', '-m', 'side');
    sh(root, 'checkout', '-q', 'main');
    put(root, { 'd.txt': 'd' });
    sh(root, 'add', '.');
    sh(root, 'commit', '-q', '-m', 'second');
    const one = await attempt('att_1', (path) => put(path, { 'x.txt': 'x' }));
    begin(root);
    const tip = sh(root, 'rev-parse', 'main');
    const fault = await faultOf(merge('att_1', one));
    expect(fault).toMatchObject({ type: 'conflict' });
    expect(fault.message).toContain(name);
    expect(sh(root, 'rev-parse', 'main')).toBe(tip);
  });

  it('brings a worktree of the user along that has the branch checked out', async () => {
    const { root, attempt, merge } = setUp();
    sh(root, 'checkout', '-q', '-b', 'elsewhere');
    const mine = join(root, '../mine');
    sh(root, 'worktree', 'add', '-q', mine, 'main');
    const one = await attempt('att_1', (path) => put(path, { 'x.txt': 'x' }));
    await value(merge('att_1', one));
    expect(text(mine, 'x.txt')).toBe('x');
    expect([sh(mine, 'status', '--porcelain'), sh(root, 'status', '--porcelain')]).toEqual(['', '']);
  });

  it('says what is missing', async () => {
    const { root, worktrees, attempt, merge } = setUp();
    expect(await faultOf(merge('att_1', 'f'.repeat(40)))).toMatchObject({ type: 'not_found' });
    const commit = await attempt('att_1', (path) => put(path, { 'x.txt': 'x' }));
    const request = { root, branch: 'gone', attemptId: 'att_1', commit, message: '' };
    expect(await faultOf(worktrees.merge(request))).toMatchObject({ type: 'not_found' });
  });
});

describe('merge after a crash', () => {
  /** Undoes what comes after the branch has moved, as far as a crash may have come. */
  async function crashed(keepFile: boolean) {
    const kit = setUp();
    const one = await kit.attempt('att_1', (path) => {
      put(path, { 'a.txt': 'one\n', 'new/x.txt': 'x' });
      rmSync(join(path, 'src/b.ts'));
    });
    const before = sh(kit.root, 'rev-parse', 'main');
    const { commit } = await value(kit.merge('att_1', one));
    sh(kit.root, 'update-ref', 'refs/orchestrator/pending/main', before);
    sh(kit.root, 'read-tree', before);
    put(kit.root, { 'src/b.ts': 'b\n' });
    put(kit.root, { 'new/.orchestrator-0123456789abcdef.tmp': 'half' });
    if (!keepFile) {
      put(kit.root, { 'a.txt': 'a\n' });
      rmSync(join(kit.root, 'new'), { recursive: true });
    }
    return { ...kit, one, commit };
  }

  it.each([true, false])('finishes the files when it is repeated (half written: %s)', async (half) => {
    const { root, merge, one, commit } = await crashed(half);
    expect(await value(merge('att_1', one))).toEqual({ commit, how: 'merge' });
    expect(sh(root, 'status', '--porcelain')).toBe('');
    expect([text(root, 'a.txt'), text(root, 'new/x.txt')]).toEqual(['one\n', 'x']);
    expect([existsSync(join(root, 'src/b.ts')), readdirSync(join(root, 'new'))]).toEqual([false, ['x.txt']]);
    expect(sh(root, 'for-each-ref', 'refs/orchestrator/pending')).toBe('');
  });

  it('finishes the files before the next merge', async () => {
    const { root, attempt, merge } = await crashed(false);
    const two = await attempt('att_2', (path) => put(path, { 'a.txt': 'two\n' }));
    await value(merge('att_2', two));
    expect(sh(root, 'status', '--porcelain')).toBe('');
    expect([text(root, 'a.txt'), text(root, 'new/x.txt')]).toEqual(['two\n', 'x']);
  });

  it('keeps what the user edited since, and goes on when that is settled', async () => {
    const { root, merge, one } = await crashed(false);
    put(root, { 'a.txt': 'edited\n' });
    expect(await faultOf(merge('att_1', one))).toMatchObject({ type: 'conflict', cause: 'a.txt' });
    expect(text(root, 'a.txt')).toBe('edited\n');
    put(root, { 'a.txt': 'a\n' });
    await value(merge('att_1', one));
    expect(text(root, 'a.txt')).toBe('one\n');
  });

  it('loses nothing of the merge when the user commits instead', async () => {
    const { root, merge, one } = await crashed(false);
    put(root, { 'a.txt': 'edited\n' });
    const fault = await faultOf(merge('att_1', one));
    expect(fault.hint).toMatch(/^The merge itself is done.*Move or undo your changes/);
    expect(fault.hint).not.toContain('Commit');
    expect([text(root, 'new/x.txt'), existsSync(join(root, 'src/b.ts'))]).toEqual(['x', false]);
    expect(sh(root, 'diff', '--name-only', '--cached', 'HEAD')).toBe('a.txt');
    sh(root, 'commit', '-q', '-a', '-m', 'By hand');
    await value(merge('att_1', one));
    expect(sh(root, 'diff', '--name-only', 'main^', 'main')).toBe('a.txt');
    expect(sh(root, 'for-each-ref', 'refs/orchestrator/pending')).toBe('');
    expect([sh(root, 'status', '--porcelain'), text(root, 'a.txt')]).toEqual(['', 'edited\n']);
  });

  it('forgets about the files when the branch is checked out nowhere any more', async () => {
    const { root, merge, one, commit } = await crashed(false);
    sh(root, 'symbolic-ref', 'HEAD', 'refs/heads/other');
    expect(await value(merge('att_1', one))).toEqual({ commit, how: 'merge' });
    expect(lstatSync(join(root, 'a.txt')).isFile()).toBe(true);
    expect(text(root, 'a.txt')).toBe('a\n');
  });

  it('takes its lock off the index when that was all that was left to do', async () => {
    const { root, attempt, merge } = setUp();
    const one = await attempt('att_1', (path) => put(path, { 'x.txt': 'x' }));
    const before = sh(root, 'rev-parse', 'main');
    const { commit } = await value(merge('att_1', one));
    sh(root, 'update-ref', 'refs/orchestrator/pending/main', before);
    put(root, { '.git/index.lock': 'orchestrator\n', '.git/orchestrator-index-00ff': '' });
    utimesSync(join(root, '.git/index.lock'), 1, 1);
    expect(await value(merge('att_1', one))).toEqual({ commit, how: 'merge' });
    expect(readdirSync(join(root, '.git')).filter((name) => /lock|orchestrator/.test(name))).toEqual([]);
  });

  it('ignores a note from before the branch moved', async () => {
    const { root, attempt, merge } = setUp();
    sh(root, 'update-ref', 'refs/orchestrator/pending/main', 'main');
    const one = await attempt('att_1', (path) => put(path, { 'x.txt': 'x' }));
    await value(merge('att_1', one));
    expect(text(root, 'x.txt')).toBe('x');
  });
});

describe('locks', () => {
  it('waits for another git that holds a lock', async () => {
    const { root, attempt, merge } = setUp();
    const one = await attempt('att_1', (path) => put(path, { 'x.txt': 'x' }));
    const lock = join(root, '.git/refs/heads/main.lock');
    writeFileSync(lock, '');
    const merging = merge('att_1', one);
    await vi.waitFor(
      () => expect(existsSync(join(root, '.git/refs/orchestrator/pending/main'))).toBe(true),
      5_000,
    );
    rmSync(lock);
    expect(unwrap(await merging).commit).toBe(sh(root, 'rev-parse', 'main'));
  });

  it('removes a lock that a crash left on a branch', async () => {
    const { root, attempt, merge } = setUp();
    const one = await attempt('att_1', (path) => put(path, { 'x.txt': 'x' }));
    for (const name of ['refs/heads/main.lock', 'HEAD.lock', 'packed-refs.lock']) {
      writeFileSync(join(root, '.git', name), '');
      utimesSync(join(root, '.git', name), 1, 1);
    }
    const { commit } = await value(merge('att_1', one));
    expect(sh(root, 'rev-parse', 'main')).toBe(commit);
  });

  it('removes a lock on the index that it left itself in a crash', async () => {
    const { root, attempt, merge } = setUp();
    const one = await attempt('att_1', (path) => put(path, { 'x.txt': 'x' }));
    put(root, { '.git/index.lock': 'orchestrator\n', '.git/orchestrator-index-00ff': '' });
    utimesSync(join(root, '.git/index.lock'), 1, 1);
    await value(merge('att_1', one));
    expect(sh(root, 'status', '--porcelain')).toBe('');
    expect(readdirSync(join(root, '.git')).filter((name) => /lock|orchestrator/.test(name))).toEqual([]);
  });

  it('never removes the lock on an index of the user; gives up, says what to do, and can be repeated', async () => {
    const { root, attempt, merge } = setUp();
    const one = await attempt('att_1', (path) => put(path, { 'x.txt': 'x' }));
    const lock = join(root, '.git/index.lock');
    writeFileSync(lock, '');
    utimesSync(lock, 1, 1);
    const fault = await faultOf(merge('att_1', one));
    expect(fault).toMatchObject({ type: 'git', retryable: true, hint: expect.stringContaining('lock') });
    rmSync(lock);
    await value(merge('att_1', one));
    expect(sh(root, 'status', '--porcelain')).toBe('');
  }, 20_000);
});
