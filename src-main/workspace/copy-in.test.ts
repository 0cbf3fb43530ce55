import { existsSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { manualClock } from '../kernel/clock.ts';
import { createCheckouts } from './checkouts.ts';
import { copyIn } from './copy-in.ts';
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

describe('copying what git leaves out', () => {
  it('takes the files that match and are not there, closed to others, and follows no link', async () => {
    const root = tempFolder();
    const target = tempFolder();
    put(root, {
      '.env': 'KEY=1',
      'config/a.local.json': '{}',
      'config/a.json': '{}',
      'node_modules/.env': 'x',
      'there.env': 'new',
    });
    put(target, { 'there.env': 'old' });
    symlinkSync('/etc/passwd', join(root, 'link.env'));
    symlinkSync(tempFolder(), join(root, 'folder'));
    const patterns = ['**/*.env', '.env', 'config/*.local.json', '../**'];
    expect(await value(copyIn(root, target, patterns))).toEqual(['.env', 'config/a.local.json']);
    expect([text(target, '.env'), text(target, 'there.env')]).toEqual(['KEY=1', 'old']);
    expect(statSync(join(target, '.env')).mode & 0o777).toBe(0o600);
    expect(existsSync(join(target, 'link.env'))).toBe(false);
  });

  it('writes nothing through a link of the target that leads out', async () => {
    const root = tempFolder();
    const target = tempFolder();
    const outside = tempFolder();
    put(root, { 'config/.env': 'KEY=1' });
    symlinkSync(outside, join(target, 'config'));
    expect(await faultOf(copyIn(root, target, ['config/.env']))).toMatchObject({ type: 'invalid_input' });
    expect(existsSync(join(outside, '.env'))).toBe(false);
  });

  it('refuses what is too large before it copies anything', async () => {
    const root = tempFolder();
    const target = tempFolder();
    put(root, { '.env': 'x', 'big.env': Buffer.alloc(1024 * 1024 + 1) });
    expect(await faultOf(copyIn(root, target, ['*.env', '.env']))).toMatchObject({ type: 'invalid_input' });
    expect(existsSync(join(target, '.env'))).toBe(false);
  });
});

it('commits neither what was copied nor what the set-up left, even where the work stops ignoring it', async () => {
  const root = userRepository({ '.gitignore': '.env\n', 'a.txt': 'a\n' });
  put(root, { '.env': 'KEY=1', 'plain.local': 'x' });
  const worktrees = createWorktrees({ home: tempFolder(), clock: manualClock(1) });
  const place = { root, attemptId: 'att_1' };
  const { path, baseCommit } = await value(worktrees.open({ ...place, taskKey: 'T-1', branch: 'main' }));
  const copied = await value(copyIn(root, path, ['.env', '*.local']));
  put(path, { 'made/by/set-up.js': 'x', 'a.txt': 'changed by the set-up\n' });
  await value(worktrees.leaveOut({ ...place, copied }));
  expect(text(path, 'a.txt')).toBe('a\n');
  put(path, { 'b.txt': 'work', '.gitignore': '' });
  const commit = await value(worktrees.commit({ ...place, baseCommit, message: 'Work' }));
  expect(commit.files.map((file) => file.path).sort()).toEqual(['.gitignore', 'b.txt']);
  await value(worktrees.remove({ ...place, branch: 'main', abandon: true }));
  expect(sh(root, 'log', '--all', '--name-only', '--format=')).not.toContain('.env');
});

it('shows the files of a commit for a while, and clears what a crash left', async () => {
  const root = userRepository({ 'a.txt': 'old\n' });
  const commit = sh(root, 'rev-parse', 'HEAD');
  put(root, { 'a.txt': 'new\n' });
  const home = tempFolder();
  put(home, { 'checkouts/left/a.txt': 'x' });
  const seen = await value(
    createCheckouts(home).use(root, commit, async (folder) => ({
      ok: true,
      value: [folder, text(folder, 'a.txt')],
    })),
  );
  expect(seen[1]).toBe('old\n');
  expect([existsSync(seen[0] ?? ''), existsSync(join(home, 'checkouts/left'))]).toEqual([false, false]);
  expect(sh(root, 'status', '--porcelain')).toBe(' M a.txt');
});

it('says when there is no place for a checkout, and finds one as soon as there is', async () => {
  const root = userRepository({ 'a.txt': 'old\n' });
  const commit = sh(root, 'rev-parse', 'HEAD');
  const home = join(tempFolder(), 'home');
  writeFileSync(home, 'a file in the way');
  const checkouts = createCheckouts(home);
  const look = () =>
    checkouts.use(root, commit, async (folder) => ({ ok: true, value: text(folder, 'a.txt') }));
  expect(await faultOf(look())).toMatchObject({ type: 'storage' });
  rmSync(home);
  expect(await value(look())).toBe('old\n');
});
