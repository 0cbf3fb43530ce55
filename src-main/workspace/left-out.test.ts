import { readFileSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { manualClock } from '../kernel/clock.ts';
import { readLeftOut } from './left-out.ts';
import {
  faultOf,
  put,
  removeTempFolders,
  sh,
  tempFolder,
  userRepository,
  value,
} from './repository.fixture.ts';
import { createWorktrees } from './worktrees.ts';

afterEach(removeTempFolders);

async function setUp() {
  const root = userRepository({ 'a.txt': 'a\n', 'src/b.ts': 'b\n' });
  const worktrees = createWorktrees({ home: tempFolder(), clock: manualClock(1) });
  const at = { root, attemptId: 'att_1' };
  const { path, baseCommit } = await value(worktrees.open({ ...at, taskKey: 'T-1', branch: 'main' }));
  const leaveOut = (copied: string[] = []) => worktrees.leaveOut({ ...at, copied });
  const commit = async () =>
    (await value(worktrees.commit({ ...at, baseCommit, message: 'Work' }))).files
      .map((file) => file.path)
      .sort();
  const names = async () =>
    (await readLeftOut({ folder: path, gitDir: join(root, '.git/worktrees/att_1') })).sort();
  return { root, path, leaveOut, commit, names };
}

it('commits what the work adds to a folder that the set-up made', async () => {
  const { path, leaveOut, commit, names } = await setUp();
  put(path, { 'gen/setup.txt': 'made', 'gen/deep/more.txt': 'made' });
  await value(leaveOut());
  expect(await names()).toEqual(['gen/']);
  put(path, { 'gen/work.ts': 'work' });
  expect(await names()).toEqual(['gen/deep/', 'gen/setup.txt']);
  expect(await commit()).toEqual(['gen/work.ts']);
  expect(await names()).toEqual(['gen/deep/', 'gen/setup.txt']);
});

it('commits a file of the set-up that the work changed, not one that was only made again, nor a copied one', async () => {
  const { path, leaveOut, commit } = await setUp();
  put(path, { 'gen/one.txt': 'made', 'gen/two.txt': 'made', 'src/three.txt': 'made', '.env': 'KEY=1' });
  symlinkSync('one.txt', join(path, 'gen/link'));
  await value(leaveOut(['.env']));
  put(path, { 'gen/one.txt': 'work', 'gen/two.txt': 'made', '.env': 'KEY=2' });
  utimesSync(join(path, 'gen/one.txt'), 5, 5);
  utimesSync(join(path, 'gen/two.txt'), 5, 5);
  expect(await commit()).toEqual(['gen/one.txt']);
});

it('names a folder of thousands of files by one name, and leaves a repository below it out', async () => {
  const { path, leaveOut, commit, names } = await setUp();
  put(
    path,
    Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`node_modules/p${i % 40}/f${i}.js`, 'x'])),
  );
  put(path, { 'node_modules/lib/x.js': 'x' });
  sh(join(path, 'node_modules/lib'), 'init', '-q');
  await value(leaveOut());
  expect(await names()).toEqual(['node_modules/']);
  put(path, { 'node_modules/p1/work.js': 'work', 'b.txt': 'b' });
  expect(await commit()).toEqual(['b.txt', 'node_modules/p1/work.js']);
});

it('refuses what is too much to name', async () => {
  const { root, path, leaveOut } = await setUp();
  put(path, Object.fromEntries(Array.from({ length: 501 }, (_, i) => [`src/f${i}.js`, 'x'])));
  expect(await faultOf(leaveOut())).toMatchObject({ type: 'invalid_input' });
  expect(() => readFileSync(join(root, '.git/worktrees/att_1/orchestrator-left-out'))).toThrow('ENOENT');
});
