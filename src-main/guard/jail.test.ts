import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCollisions, foldPath, isWithin, pathProblem, resolveInside } from './jail.ts';

let base: string;
let root: string;

beforeAll(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'jail-')));
  root = join(base, 'root');
  mkdirSync(join(root, 'src/deep'), { recursive: true });
  mkdirSync(join(root, '.git'));
  mkdirSync(join(base, 'outside'));
  writeFileSync(join(root, 'src/file.ts'), '');
  writeFileSync(join(base, 'outside/secret'), '');
  symlinkSync(join(base, 'outside'), join(root, 'out'));
  symlinkSync('../outside/secret', join(root, 'out-file'));
  symlinkSync(join(base, 'nowhere'), join(root, 'dangling'));
  symlinkSync('.git', join(root, 'repository'));
  symlinkSync('src', join(root, 'within'));
  symlinkSync('loop', join(root, 'loop'));
});

afterAll(() => rmSync(base, { recursive: true }));

describe('resolveInside', () => {
  it.each([
    'src/file.ts',
    'src/new/folder/file.ts',
    'within/file.ts',
    '.github/workflows/ci.yml',
    '.gitignore',
    '.gitattributes',
    'größe/日本語.ts',
    'a b/c',
    '...x',
    'console.ts',
    `${'x'.repeat(255)}/y`,
  ])('accepts %s', (path) => {
    expect(resolveInside(root, path)).toEqual({ ok: true, value: join(root, path) });
  });

  it.each([
    '',
    '.',
    '..',
    '../outside/secret',
    'src/../../outside',
    'src/./file.ts',
    'src//file.ts',
    'src/',
    '/etc/passwd',
    'C:/Windows',
    'c:file',
    'file.txt:stream',
    '\\\\server\\share',
    '..\\outside',
    'src\\..\\..\\outside',
    'nul\0.txt',
    'line\nbreak',
    'CON',
    'src/nul.txt',
    'Aux.ts',
    'com1',
    'LPT9.log',
    '.git/config',
    '.git',
    'src/.GIT/hooks/pre-commit',
    '.git./config',
    '.git /config',
    'git~1/config',
    '.g\u200cit/config',
    'ends-in-dot./x',
    `${'x'.repeat(256)}`,
    'ü'.repeat(128),
    'lone\ud800surrogate',
    `${'x/'.repeat(2_500)}y`,
    'out',
    'out/secret',
    'out/new-file',
    'out-file',
    'dangling',
    'dangling/file',
    'repository/config',
    'loop/file',
  ])('refuses %j', (path) => {
    expect(resolveInside(root, path)).toMatchObject({ ok: false, fault: { type: 'invalid_input' } });
  });

  it('says when the root is missing or not absolute', () => {
    expect(resolveInside(join(base, 'missing'), 'x')).toMatchObject({ fault: { type: 'not_found' } });
    expect(resolveInside('root', 'x')).toMatchObject({ fault: { type: 'invalid_input' } });
  });

  it('accepts a root that is itself reached by a link', () => {
    const alias = join(base, 'alias');
    symlinkSync(root, alias);
    expect(resolveInside(alias, 'src/file.ts').ok).toBe(true);
    expect(resolveInside(alias, 'out/secret').ok).toBe(false);
  });

  it('never accepts a path that leaves the root or enters .git', () => {
    const part = fc.oneof(
      fc.constantFrom(
        '..',
        '.',
        '',
        '.git',
        'src',
        'deep',
        'out',
        'within',
        'repository',
        'dangling',
        'loop',
        'C:',
        '~',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
    );
    const joined = fc
      .array(fc.tuple(part, fc.constantFrom('/', '\\', '//', '')), { minLength: 1, maxLength: 8 })
      .map((parts) => parts.flat().join(''));
    fc.assert(
      fc.property(fc.oneof(joined, fc.string({ unit: 'binary' })), (path) => {
        const resolved = resolveInside(root, path);
        if (!resolved.ok) return;
        const real = realOfExisting(resolved.value);
        expect(isWithin(root, real)).toBe(true);
        expect(isWithin(join(root, '.git'), real)).toBe(false);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('pathProblem', () => {
  it('judges by text alone', () => {
    expect(pathProblem('out/secret')).toBeUndefined();
    expect(pathProblem('a/../b')).toMatch(/part \.\./);
  });
});

describe('findCollisions', () => {
  it.each([
    [['Readme.md'], ['README.md', 'Readme.md'], ['README.md']],
    [['a/B.ts'], ['a/b.ts', 'a/B.ts'], ['a/b.ts']],
    [['Src/new.ts'], ['src/old.ts', 'Src/new.ts'], ['src']],
    [['src'], ['SRC/a.ts', 'src'], ['SRC']],
    [['cafe\u0301'], ['caf\u00e9', 'cafe\u0301'], ['caf\u00e9']],
    [['stra\u00dfe'], ['STRASSE', 'stra\u00dfe'], ['STRASSE']],
    [['b.ts'], ['a.ts', 'b.ts', 'A.ts'], []],
    [['src/a.ts'], ['src/b.ts', 'src/a.ts'], []],
  ])('of %j among %j are %j', (added, all, guilty) => {
    expect(findCollisions(added, all).map((pair) => pair.with)).toEqual(guilty);
  });

  it('finds every pair that differs in case alone, and nothing among names of their own', () => {
    const name = fc.stringMatching(/^[a-z]{1,4}(\/[a-z]{1,4}){0,2}$/);
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 20 }), fc.nat(), (paths, pick) => {
        expect(findCollisions(paths, paths)).toEqual([]);
        const path = paths[pick % Math.max(1, paths.length)];
        if (path === undefined) return;
        const twin = path.toUpperCase();
        expect(findCollisions([twin], [...paths, twin])).toHaveLength(1);
        expect(foldPath(twin)).toBe(foldPath(path));
      }),
    );
  });
});

function realOfExisting(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return join(realOfExisting(dirname(path)), path.slice(dirname(path).length));
  }
}
