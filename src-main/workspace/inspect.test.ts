import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { inspectRepository } from './inspect.ts';
import { listFiles } from './list-files.ts';
import {
  faultOf,
  put,
  removeTempFolders,
  sh,
  tempFolder,
  userRepository,
  value,
} from './repository.fixture.ts';

afterEach(removeTempFolders);

const look = (root: string) => value(inspectRepository(root));

describe('inspecting a repository', () => {
  it('finds out about one in TypeScript', async () => {
    const root = userRepository({
      'package.json': JSON.stringify({
        license: 'MIT',
        scripts: { test: 'node --test', lint: 'eslint .', build: 'tsc', 'format:check': 'prettier -c .' },
        devDependencies: { eslint: '9.0.0' },
      }),
      'package-lock.json': '{}',
      'src/a.ts': "export const a = 'a';\nfunction f() {\n  return 'b';\n}\n",
      'src/b.py': 'x',
      'test/a.test.ts': "import { a } from '../src/a.ts';\n",
      '.github/workflows/ci.yml': 'on: push\n',
      'node_modules/x/index.js': 'x'.repeat(9_000),
    });
    const profile = await look(root);
    expect(profile).toMatchObject({
      state: 'ready',
      branch: 'main',
      changedFiles: 0,
      packageManagers: ['npm'],
      commands: {
        setUp: ['npm', 'ci'],
        build: ['npm', 'run', 'build'],
        test: ['npm', 'test'],
        format: ['npm', 'run', 'format:check'],
        lint: ['npm', 'run', 'lint'],
      },
      conventions: {
        sourceFolders: ['src'],
        testFolders: ['test'],
        testFiles: 1,
        indent: 2,
        quotes: 'single',
        lineEnding: 'lf',
        commitStyle: 'free',
        license: 'MIT',
      },
      ci: ['.github/workflows/ci.yml'],
    });
    expect(profile.languages.map(({ name }) => name)).toEqual(['TypeScript', 'Python']);
    expect(profile.notes).toEqual([expect.stringContaining('npm ci')]);
  });

  it('finds out about one in Python and one in Go', async () => {
    const python = userRepository({
      'pyproject.toml': '[tool.poetry]\nname = "x"\n[tool.pytest.ini_options]\n[tool.ruff]\n',
      'shop/till.py': 'def add(a, b):\n    return a + b\n',
      'tests/test_till.py': 'def test_add():\n    assert True\n',
      LICENSE: 'Apache License\nVersion 2.0',
    });
    expect(await look(python)).toMatchObject({
      packageManagers: ['poetry'],
      commands: { test: ['python3', '-m', 'pytest'], lint: ['ruff', 'check', '.'], setUp: null },
      conventions: { testFiles: 1, indent: 4, license: 'Apache-2.0', testFolders: ['tests'] },
    });
    const go = userRepository({
      'go.mod': 'module example.org/x\n',
      'main.go': 'package main\n\nfunc main() {\n\tprintln("x")\n}\n',
      'main_test.go': 'package main\n',
      Makefile: 'lint: deps\n\tgo vet ./...\nVERSION := 1\n',
      '.editorconfig': '[*]\nend_of_line = crlf\n[*.md]\nindent_style = space\n',
    });
    sh(go, 'commit', '-q', '--allow-empty', '-m', 'fix(till): count');
    sh(go, 'commit', '-q', '--allow-empty', '-m', 'feat: sell');
    expect(await look(go)).toMatchObject({
      buildTools: ['make', 'go'],
      commands: { build: ['go', 'build', './...'], test: ['go', 'test', './...'], lint: ['make', 'lint'] },
      conventions: { indent: 'tab', lineEnding: 'crlf', commitStyle: 'conventional', testFiles: 1 },
    });
  });

  it('says what is special: open changes, no branch, submodules, repositories within, LFS, links', async () => {
    const root = userRepository({
      'a.txt': 'a',
      '.gitattributes': '*.bin filter=lfs diff=lfs\n',
      '.gitmodules': '[submodule "x"]\n\tpath = libs/x\n',
    });
    sh(root, 'checkout', '-q', '--detach');
    put(root, { 'a.txt': 'changed', 'inner/a.txt': 'i' });
    sh(join(root, 'inner'), 'init', '-q');
    symlinkSync('/etc', join(root, 'link'));
    expect(await look(root)).toMatchObject({
      branch: null,
      changedFiles: 1,
      submodules: ['libs/x'],
      nestedRepositories: ['inner'],
      usesLfs: true,
      links: 1,
    });
    expect((await look(root)).notes).toHaveLength(7);
  });

  it('tells what is no repository to work in', async () => {
    const folder = tempFolder();
    expect(await look(folder)).toMatchObject({ state: 'none', files: 0 });
    sh(folder, 'init', '-q');
    expect(await look(folder)).toMatchObject({ state: 'unborn' });
    const bare = tempFolder();
    sh(bare, 'init', '-q', '--bare');
    expect(await look(bare)).toMatchObject({ state: 'bare', files: 0 });
    expect(await faultOf(inspectRepository(join(folder, 'missing')))).toMatchObject({ type: 'not_found' });
  });

  it('looks at the clone of a part of a history', async () => {
    const origin = userRepository({ 'a.js': 'x' });
    sh(origin, 'commit', '-q', '--allow-empty', '-m', 'Two');
    const clone = join(tempFolder(), 'clone');
    sh(origin, 'clone', '-q', '--depth', '1', `file://${origin}`, clone);
    expect(await look(clone)).toMatchObject({ shallow: true, state: 'ready' });
  });

  it('takes broken manifests for empty ones', async () => {
    const root = userRepository({
      'package.json': '{"scripts": {"test": 5}, "dependencies": "x"',
      'a.js': '',
    });
    expect(await look(root)).toMatchObject({
      commands: { test: null, setUp: null },
      packageManagers: ['npm'],
    });
  });
});

it('lists what is near the root first, and stops at its limits', async () => {
  const root = tempFolder();
  put(root, { 'a/b/c/deep.ts': '1', 'top.ts': '22', 'a/mid.ts': '1' });
  mkdirSync(join(root, 'z/y'), { recursive: true });
  const all = await listFiles(root);
  expect(all.files.map(({ path }) => path)).toEqual(['top.ts', 'a/mid.ts', 'a/b/c/deep.ts']);
  expect(all).toMatchObject({ truncated: false, files: [{ bytes: 2 }, {}, {}] });
  const few = await listFiles(root, { files: 2, folders: 100 });
  expect([few.files.length, few.truncated]).toEqual([2, true]);
  expect(await listFiles(root, { files: 9, folders: 2 })).toMatchObject({ truncated: true });
});
