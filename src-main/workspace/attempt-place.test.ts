import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { manualClock } from '../kernel/clock.ts';
import { emptyTrash } from './attempt-place.ts';
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

const clock = manualClock(1_750_000_000_000);

async function setUp() {
  const root = userRepository({ 'a.txt': 'a\n' });
  const home = join(tempFolder(), 'home');
  const moved = join(tempFolder(), 'moved');
  const request = { root, attemptId: 'att_1', taskKey: 'T-1', branch: 'main' };
  const { path } = await value(createWorktrees({ home, clock }).open(request));
  put(path, { 'half.txt': 'not committed' });
  return { root, home, moved, request, path, others: createWorktrees({ home: moved, clock }) };
}

function left(root: string): string {
  return sh(root, 'for-each-ref', '--format=%(refname)', 'refs/orchestrator/snapshots/att_1-left-*');
}

describe('a data folder that moved', () => {
  it('takes its worktrees along: a sweep keeps what was not committed', async () => {
    const { root, home, moved, others } = await setUp();
    renameSync(home, moved);
    const report = await value(others.sweep({ root, keep: new Set() }));
    expect(report).toEqual({ removed: ['att_1'], failed: [] });
    expect(sh(root, 'show', `${left(root)}:half.txt`)).toBe('not committed');
    expect(readdirSync(join(moved, 'worktrees'))).toEqual([]);
    expect(existsSync(join(root, '.git/worktrees/att_1'))).toBe(false);
  });

  it('takes its worktrees along: a new start of the attempt keeps it too', async () => {
    const { root, home, moved, request, others } = await setUp();
    renameSync(home, moved);
    const again = await value(others.open(request));
    expect(again.path).toBe(join(moved, 'worktrees/att_1'));
    expect(existsSync(join(again.path, 'half.txt'))).toBe(false);
    expect(sh(root, 'show', `${left(root)}:half.txt`)).toBe('not committed');
  });

  it.each(['a forged file', 'a link', 'nothing'])(
    'does not take up a folder with %s for its .git',
    async (forged) => {
      const { root, home, moved, request, others } = await setUp();
      renameSync(home, moved);
      const folder = join(moved, 'worktrees/att_1');
      const pointer = readFileSync(join(folder, '.git'));
      rmSync(join(folder, '.git'));
      if (forged === 'a forged file') writeFileSync(join(folder, '.git'), `gitdir: ${tempFolder()}\n`);
      if (forged === 'a link') {
        writeFileSync(join(moved, 'pointer'), pointer);
        symlinkSync(join(moved, 'pointer'), join(folder, '.git'));
      }
      expect(await faultOf(others.open(request))).toMatchObject({ type: 'conflict' });
      const report = await value(others.sweep({ root, keep: new Set() }));
      expect(report).toMatchObject({
        removed: [],
        failed: [{ attemptId: 'att_1', fault: { type: 'conflict' } }],
      });
      expect(text(folder, 'half.txt')).toBe('not committed');
      expect(sh(root, 'branch', '--list', 'orchestrator/t-1/att_1')).toContain('att_1');
    },
  );
});

describe('two data folders on one workspace', () => {
  it('a sweep of the one leaves the running attempt of the other alone', async () => {
    const { root, path, request, others } = await setUp();
    expect(await value(others.sweep({ root, keep: new Set() }))).toEqual({ removed: [], failed: [] });
    expect(await faultOf(others.open(request))).toMatchObject({ type: 'git' });
    expect(sh(path, 'branch', '--show-current')).toBe('orchestrator/t-1/att_1');
    expect(sh(path, 'status', '--porcelain')).toBe('?? half.txt');
  });

  it('a copy does not take the worktree away from where it came from', async () => {
    const { root, home, moved, path, others } = await setUp();
    cpSync(home, moved, { recursive: true });
    const report = await value(others.sweep({ root, keep: new Set() }));
    expect(report).toMatchObject({ removed: [], failed: [{ fault: { type: 'conflict' } }] });
    expect(text(join(moved, 'worktrees/att_1'), 'half.txt')).toBe('not committed');
    expect(sh(path, 'status', '--porcelain')).toBe('?? half.txt');
  });
});

it('keeps the files of a worktree that lost its HEAD', async () => {
  const { root, home, path } = await setUp();
  rmSync(join(root, '.git/worktrees/att_1/HEAD'));
  const report = await value(createWorktrees({ home, clock }).sweep({ root, keep: new Set() }));
  expect(report).toEqual({ removed: ['att_1'], failed: [] });
  expect(existsSync(path)).toBe(false);
  expect(sh(root, 'show', `${left(root)}:half.txt`)).toBe('not committed');
  expect(sh(root, 'log', '--format=%P', left(root))).toBe('');
});

it('empties the trash, and rejects not even without a folder', async () => {
  const home = tempFolder();
  put(home, { '.trash-att_1/x': '1', 'att_2/x': '1' });
  mkdirSync(join(home, '.trash-att_3'));
  await emptyTrash(home);
  await emptyTrash(join(home, 'missing'));
  expect(readdirSync(home)).toEqual(['att_2']);
});
