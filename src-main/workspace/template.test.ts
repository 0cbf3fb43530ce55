import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { manualClock } from '../kernel/clock.ts';
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
import { ensureWorkspace, integrationBranch } from './template.ts';

afterEach(removeTempFolders);

const clock = manualClock(1_750_000_000_000);

function template(): string {
  const folder = tempFolder();
  put(folder, {
    'README.md': 'template',
    '.gitignore': 'node_modules/\n',
    'tests/README.md': 'tests',
    'run.sh': '#!/bin/sh\n',
  });
  chmodSync(join(folder, 'run.sh'), 0o755);
  return folder;
}

const FILES = ['.gitignore', 'README.md', 'run.sh', 'tests/README.md'];

function filesOf(root: string, commit: string): string[] {
  return sh(root, 'ls-tree', '-r', '--name-only', commit).split('\n');
}

describe('ensureWorkspace in a folder without git', () => {
  it('makes a repository with the template as its first commit', async () => {
    const root = join(tempFolder(), 'new/project');
    const { branch, commit } = await value(ensureWorkspace(root, template(), clock));
    expect(branch).toBe('main');
    expect(sh(root, 'rev-parse', 'HEAD')).toBe(commit);
    expect(filesOf(root, 'main')).toEqual(FILES);
    expect(sh(root, 'ls-tree', 'main', 'run.sh')).toMatch(/^100755/);
    expect(sh(root, 'status', '--porcelain')).toBe('');
    expect(await value(integrationBranch(root))).toBe('main');
  });

  it('keeps and commits what the folder holds, but no secrets and no packages', async () => {
    const root = tempFolder();
    put(root, {
      'README.md': 'mine\r\n',
      'src/x.ts': 'x',
      '.env': 'KEY=1',
      'node_modules/a/b.js': '',
      '.gitignore': '*.tmp\n',
      'inner/.git/HEAD': 'ref: refs/heads/main\n',
    });
    mkdirSync(join(root, 'inner/.git/objects'));
    mkdirSync(join(root, 'inner/.git/refs'));
    await value(ensureWorkspace(root, template(), clock));
    expect(filesOf(root, 'main')).toEqual([...FILES.slice(0, 3), 'src/x.ts', 'tests/README.md']);
    expect(text(root, 'README.md')).toBe('mine\r\n');
    expect(sh(root, 'show', 'main:.gitignore')).toBe('*.tmp');
  });

  it('goes on after a kill in the middle of writing a setting', async () => {
    const root = join(tempFolder(), 'new');
    mkdirSync(root);
    sh(root, 'init', '-q');
    put(root, { '.git/config.lock': '' });
    utimesSync(join(root, '.git/config.lock'), 1, 1);
    const { branch } = await value(ensureWorkspace(root, template(), clock));
    expect(sh(root, 'config', 'orchestrator.branch')).toBe(branch);
    expect(existsSync(join(root, '.git/config.lock'))).toBe(false);
  });

  it('changes nothing the second time', async () => {
    const root = tempFolder();
    const from = template();
    const first = await value(ensureWorkspace(root, from, clock));
    put(root, { 'README.md': 'edited', 'mine.txt': 'x' });
    const before = sh(root, 'status', '--porcelain');
    expect(await value(ensureWorkspace(root, from, clock))).toEqual(first);
    expect(sh(root, 'status', '--porcelain')).toBe(before);
    expect(text(root, 'README.md')).toBe('edited');
  });

  it('adds what a newer template has, beside open work of the user', async () => {
    const root = tempFolder();
    const from = template();
    await value(ensureWorkspace(root, from, clock));
    put(root, { 'README.md': 'edited', 'taken.md': 'mine' });
    put(from, { 'signals/README.md': 'new', 'taken.md': 'theirs' });
    await value(ensureWorkspace(root, from, clock));
    expect(text(root, 'signals/README.md')).toBe('new');
    expect([text(root, 'README.md'), text(root, 'taken.md')]).toEqual(['edited', 'mine']);
    expect(sh(root, 'status', '--porcelain')).toBe(' M README.md\n?? taken.md');
  });

  it.each<[string, (root: string) => void]>([
    ['after git init', (root) => sh(root, 'init', '-q', '-b', 'main')],
    [
      'while it copied the template',
      (root) => {
        sh(root, 'init', '-q', '-b', 'main');
        sh(root, 'config', 'orchestrator.branch', 'main');
        put(root, { 'README.md': 'template', '.orchestrator-0123456789abcdef.tmp': 'half' });
      },
    ],
    [
      'before the commit',
      (root) => {
        sh(root, 'init', '-q', '-b', 'main');
        sh(root, 'config', 'orchestrator.branch', 'main');
        put(root, { 'README.md': 'template', 'tests/README.md': 'tests' });
        sh(root, 'add', '-A');
      },
    ],
  ])('finishes when it was killed %s', async (_, begin) => {
    const root = tempFolder();
    begin(root);
    await value(ensureWorkspace(root, template(), clock));
    expect(filesOf(root, 'main')).toEqual(FILES);
    expect(sh(root, 'status', '--porcelain')).toBe('');
    expect(readdirSync(root).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('ensureWorkspace in a repository of the user', () => {
  it('leaves files, index and branches alone and gathers work on a branch of its own, without a template', async () => {
    const root = userRepository({ 'README.md': 'mine', tests: 'a file, not a folder' });
    put(root, { 'README.md': 'open work', 'staged.txt': 's', 'new.txt': 'n' });
    sh(root, 'add', 'staged.txt');
    const look = () => [
      sh(root, 'status', '--porcelain'),
      sh(root, 'diff', 'HEAD'),
      sh(root, 'ls-files', '-s'),
    ];
    const before = look();
    const head = sh(root, 'rev-parse', 'main');
    const from = template();
    const first = await value(ensureWorkspace(root, from, clock));
    expect(first.branch).toBe('orchestrator/main');
    expect(await value(integrationBranch(root))).toBe('orchestrator/main');
    expect(first.commit).toBe(head);
    expect(sh(root, 'rev-parse', first.branch)).toBe(head);
    expect([sh(root, 'rev-parse', 'main'), sh(root, 'symbolic-ref', 'HEAD')]).toEqual([
      head,
      'refs/heads/main',
    ]);
    expect(look()).toEqual(before);
    expect(await value(ensureWorkspace(root, from, clock))).toEqual(first);
    expect(readdirSync(join(root, '.git')).filter((name) => name.includes('index-'))).toEqual([]);
  });

  it('takes up on its branch what the user commits, and says so where that contradicts the work', async () => {
    const root = userRepository({ 'a.txt': 'a\n' });
    const from = template();
    await value(ensureWorkspace(root, from, clock));
    put(root, { 'b.txt': 'b\n' });
    sh(root, 'add', '-A');
    sh(root, 'commit', '-q', '-m', 'Mine');
    const forward = await value(ensureWorkspace(root, from, clock));
    expect(forward.commit).toBe(sh(root, 'rev-parse', 'HEAD'));
    const work = sh(root, 'commit-tree', `${forward.commit}^{tree}`, '-p', forward.commit, '-m', 'Work');
    sh(root, 'update-ref', 'refs/heads/orchestrator/main', work);
    put(root, { 'a.txt': 'mine\n' });
    sh(root, 'commit', '-qam', 'More');
    const { commit } = await value(ensureWorkspace(root, from, clock));
    expect(sh(root, 'show', `${commit}:a.txt`)).toBe('mine');
    expect(sh(root, 'merge-base', commit, work)).toBe(work);
    const tree = sh(root, 'rev-parse', `${forward.commit}^{tree}`);
    const other = sh(root, 'commit-tree', tree, '-p', forward.commit, '-m', 'Other');
    sh(root, 'branch', 'elsewhere', other);
    sh(root, 'switch', '-q', 'elsewhere');
    put(root, { 'a.txt': 'theirs\n' });
    sh(root, 'commit', '-qam', 'Contradiction');
    expect(await faultOf(ensureWorkspace(root, from, clock))).toMatchObject({ type: 'conflict' });
    expect(sh(root, 'rev-parse', 'orchestrator/main')).toBe(commit);
  });

  it('refuses a repository with staged files and no commit yet, and changes nothing', async () => {
    const root = tempFolder();
    sh(root, 'init', '-q', '-b', 'trunk');
    put(root, { 'a.txt': 'a' });
    sh(root, 'add', 'a.txt');
    const refused = await faultOf(ensureWorkspace(root, template(), clock));
    expect(refused).toMatchObject({ type: 'invalid_input', hint: expect.stringContaining('Commit') });
    expect(sh(root, 'status', '--porcelain')).toBe('A  a.txt');
    expect(existsSync(join(root, 'README.md'))).toBe(false);
  });

  it('does not take the repository around a folder for that of the folder', async () => {
    const outer = userRepository({ 'a.txt': 'a' });
    const root = join(outer, 'inner');
    await value(ensureWorkspace(root, template(), clock));
    expect(existsSync(join(root, '.git'))).toBe(true);
    expect(sh(outer, 'log', '--oneline', '--all').split('\n')).toHaveLength(1);
  });

  it('refuses a bare repository', async () => {
    const root = tempFolder();
    sh(root, 'init', '-q', '--bare');
    expect(await faultOf(ensureWorkspace(root, template(), clock))).toMatchObject({ type: 'invalid_input' });
    rmSync(root, { recursive: true });
  });

  it('says when the folder cannot be used', async () => {
    const root = join(tempFolder(), 'file');
    writeFileSync(root, '');
    expect(await faultOf(ensureWorkspace(root, template(), clock))).toMatchObject({ type: 'storage' });
  });
});
