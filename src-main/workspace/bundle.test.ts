import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { bundleRepository, restoreRepository } from './bundle.ts';
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

afterEach(removeTempFolders);

const AT = 1_700_000_000_000;

describe('a repository in one file', () => {
  it('comes back with branches, tags, snapshots and what was not committed', async () => {
    const root = userRepository({ 'a.txt': 'a', 'gone.txt': 'x' });
    sh(root, 'tag', 'v1');
    sh(root, 'branch', 'side');
    sh(root, 'update-ref', 'refs/orchestrator/snapshots/s-1', 'HEAD');
    put(root, { 'a.txt': 'edited', 'new.txt': 'new' });
    rmSync(join(root, 'gone.txt'));
    const before = sh(root, 'status', '--porcelain');
    const file = join(tempFolder(), 'project.bundle');
    const bundle = await value(bundleRepository(root, file, AT));
    expect(sh(root, 'status', '--porcelain')).toBe(before);

    const again = join(tempFolder(), 'again');
    await value(restoreRepository(file, bundle, again));
    expect(sh(again, 'status', '--porcelain')).toBe(before);
    expect([text(again, 'a.txt'), text(again, 'new.txt')]).toEqual(['edited', 'new']);
    expect(existsSync(join(again, 'gone.txt'))).toBe(false);
    const refs = (folder: string) =>
      sh(
        folder,
        'for-each-ref',
        '--format=%(refname) %(objectname)',
        'refs/heads',
        'refs/tags',
        'refs/orchestrator/snapshots',
      );
    expect(refs(again)).toBe(refs(root));
    expect(sh(again, 'symbolic-ref', '--short', 'HEAD')).toBe('main');
  });

  it('says nothing of changes where there are none, and keeps a checkout without a branch', async () => {
    const root = userRepository({ 'a.txt': 'a' });
    sh(root, 'checkout', '-q', '--detach');
    const file = join(tempFolder(), 'project.bundle');
    const bundle = await value(bundleRepository(root, file, AT));
    expect(bundle).toEqual({});
    const again = join(tempFolder(), 'again');
    await value(restoreRepository(file, bundle, again));
    expect(sh(again, 'rev-parse', 'HEAD')).toBe(sh(root, 'rev-parse', 'HEAD'));
    expect(sh(again, 'status', '--porcelain')).toBe('');
  });

  it('goes into no folder that holds something', async () => {
    const root = userRepository({ 'a.txt': 'a' });
    const file = join(tempFolder(), 'project.bundle');
    const bundle = await value(bundleRepository(root, file, AT));
    const taken = tempFolder();
    put(taken, { 'mine.txt': 'mine' });
    expect(await faultOf(restoreRepository(file, bundle, taken))).toMatchObject({ type: 'conflict' });
    expect(text(taken, 'mine.txt')).toBe('mine');
  });
});
