import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { FaultError } from '#shared/faults.ts';
import { advance } from './advance.ts';
import { put, removeTempFolders, sh, text, userRepository } from './repository.fixture.ts';
import { applyTree, planTree } from './working-tree.ts';

afterEach(removeTempFolders);

/** A checkout of the first of two commits; the second is on `next`. */
function setUp() {
  const root = userRepository({ 'a.txt': 'a\n', 'b.txt': 'b\n', 'gone.txt': 'g' });
  const before = sh(root, 'rev-parse', 'HEAD');
  sh(root, 'checkout', '-q', '-b', 'next');
  put(root, { 'a.txt': 'a2\n', 'b.txt': 'b2\n' });
  rmSync(join(root, 'gone.txt'));
  sh(root, 'commit', '-q', '-a', '-m', 'next');
  const after = sh(root, 'rev-parse', 'HEAD');
  sh(root, 'checkout', '-q', 'main');
  return { root, before, after, place: { folder: root, personal: true } };
}

describe('applyTree', () => {
  it.each(['b.txt', 'gone.txt'])(
    'keeps %s when it is saved after the plan was made, and can be finished',
    async (file) => {
      const { root, before, after, place } = setUp();
      const plan = await planTree(place, before, after);
      put(root, { [file]: 'saved by the user' });
      const stopped = await applyTree(place, plan).catch((thrown) => thrown);
      expect(stopped).toBeInstanceOf(FaultError);
      expect(stopped.fault).toMatchObject({ type: 'conflict', cause: file });
      expect(text(root, file)).toBe('saved by the user');
      expect((await planTree(place, before, after)).conflicts).toEqual([file]);
      // All the rest is done, and a commit takes nothing of it back.
      expect(text(root, 'a.txt')).toBe('a2\n');
      expect(sh(root, 'diff', '--cached', '--name-only', 'next')).toBe(file);
      put(root, { [file]: sh(root, 'show', `main:${file}`) + (file === 'b.txt' ? '\n' : '') });
      await applyTree(place, await planTree(place, before, after));
      expect(sh(root, 'diff', '--cached', 'next')).toBe('');
      expect(sh(root, 'diff')).toBe('');
    },
  );

  it('leaves alone what would come where a file in conflict stays, and does the rest', async () => {
    const root = userRepository({ f: 'f', 'x/y': 'y', 'x/z': 'z', 'a.txt': 'a' });
    const before = sh(root, 'rev-parse', 'HEAD');
    sh(root, 'checkout', '-q', '-b', 'next');
    rmSync(join(root, 'f'));
    rmSync(join(root, 'x'), { recursive: true });
    put(root, { 'f/g': 'g', x: 'a file', 'a.txt': 'a2' });
    sh(root, 'add', '-A');
    sh(root, 'commit', '-q', '-m', 'next');
    sh(root, 'checkout', '-q', 'main');
    const place = { folder: root, personal: true };
    put(root, { f: 'mine', 'x/y': 'mine' });
    const stopped = await applyTree(place, await planTree(place, before, 'next')).catch((thrown) => thrown);
    expect(stopped.fault).toMatchObject({ type: 'conflict', cause: 'f\nx/y' });
    expect([text(root, 'f'), text(root, 'x/y'), text(root, 'a.txt')]).toEqual(['mine', 'mine', 'a2']);
    expect(sh(root, 'ls-files')).toBe('a.txt\nf\nx/y');
    put(root, { f: 'f', 'x/y': 'y' });
    await applyTree(place, await planTree(place, before, 'next'));
    expect([text(root, 'f/g'), text(root, 'x')]).toEqual(['g', 'a file']);
    expect(sh(root, 'diff', 'next')).toBe('');
  });

  it('has nothing to do the second time', async () => {
    const { before, after, place } = setUp();
    await applyTree(place, await planTree(place, before, after));
    expect(await planTree(place, before, after)).toEqual({ conflicts: [], files: [], index: [] });
  });

  it('follows the line endings that the user has set', async () => {
    const { root, before, after, place } = setUp();
    sh(root, 'config', 'core.autocrlf', 'true');
    put(root, { 'a.txt': 'a\r\n', 'b.txt': 'b\r\n' });
    const plan = await planTree(place, before, after);
    expect(plan.conflicts).toEqual([]);
    await applyTree(place, plan);
    expect(text(root, 'a.txt')).toBe('a2\r\n');
  });
});

describe('advance', () => {
  it('changes nothing when the branch stands elsewhere by now', async () => {
    const { root, before, after, place } = setUp();
    sh(root, 'commit', '-q', '--allow-empty', '-m', 'by the user');
    const tip = sh(root, 'rev-parse', 'main');
    expect(await advance(place, 'main', before, after)).toBe(false);
    expect(sh(root, 'rev-parse', 'main')).toBe(tip);
    expect(sh(root, 'status', '--porcelain')).toBe('');
    expect(sh(root, 'for-each-ref', 'refs/orchestrator')).toBe('');
  });
});
