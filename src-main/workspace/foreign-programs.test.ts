import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { canStartPrograms, readForeignPrograms } from './foreign-programs.ts';
import { git } from './git.ts';
import { readMessage } from './git-refs.ts';
import { diffTrees, mergeTrees } from './git-trees.ts';
import { inspectRepository } from './inspect.ts';
import { pushCommit } from './push.ts';
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

/** A program for a setting, and whether anything has started it. */
function trap(): { program: string; sprung: () => boolean } {
  const marker = join(tempFolder(), 'marker').replaceAll('\\', '/');
  return { program: `touch '${marker}'; cat; :`, sprung: () => existsSync(marker) };
}

/** A clean repository whose one tracked file has a new time, so that git compares its content. */
function touched(attributes: string): string {
  const root = userRepository({ 'a.txt': 'a\n', '.gitattributes': attributes });
  put(root, { 'a.txt': 'b\n' });
  return root;
}

describe('the settings of a repository', () => {
  it.each(['x', 'a=b', 'with space.and.dots', 'LFS'])('start no filter named %j', async (name) => {
    const { program, sprung } = trap();
    const root = touched(name.includes(' ') ? '' : `* filter=${name}\n`);
    for (const kind of ['clean', 'smudge', 'process']) {
      sh(root, 'config', `filter.${name}.required`, 'true');
      sh(root, 'config', `filter.${name}.${kind}`, program);
      for (const personal of [true, false]) {
        const place = { folder: root, personal };
        await git('look', place, ['status', '--porcelain']);
        await git('compare', place, ['hash-object', '--stdin-paths'], { input: 'a.txt\n' });
        await git('write', place, ['checkout-index', '--all', '--force']);
        put(root, { 'a.txt': `${kind} ${personal}\n` });
        await git('take up', place, ['add', '--all']);
      }
    }
    expect(sprung()).toBe(false);
    expect(sh(root, 'show', ':a.txt')).toBe('process false');
  });

  it('start nothing from a file they include, or from those of a worktree', async () => {
    const { program, sprung } = trap();
    const root = touched('* filter=x\n');
    writeFileSync(join(root, '.git/more'), `[filter "x"]\n\tclean = "${program}"\n`);
    sh(root, 'config', 'include.path', 'more');
    sh(root, 'config', 'extensions.worktreeConfig', 'true');
    sh(root, 'config', '--worktree', 'filter.x.smudge', program);
    await git('look', { folder: root }, ['status', '--porcelain']);
    await git('write', { folder: root }, ['checkout-index', '--all', '--force']);
    expect(sprung()).toBe(false);
  });

  it('leave a filter of the user alone, even where they say something else', async () => {
    const { program, sprung } = trap();
    const root = touched('* filter=x\n');
    sh(root, 'config', 'filter.x.clean', program);
    const home = process.env.HOME;
    process.env.HOME = tempFolder();
    try {
      put(process.env.HOME, { '.gitconfig': '[filter "x"]\n\tclean = tr b u\n' });
      await git('take up', { folder: root, personal: true }, ['add', 'a.txt']);
    } finally {
      process.env.HOME = home;
    }
    expect(sh(root, 'show', ':a.txt')).toBe('u');
    expect(sprung()).toBe(false);
  });

  it('start no merge driver: git merges as it always does', async () => {
    const { program, sprung } = trap();
    const root = userRepository({ 'a.txt': '1\n2\n3\n4\n5\n', '.gitattributes': '* merge=x\n' });
    sh(root, 'config', 'merge.x.driver', program);
    const change = (branch: string, files: Record<string, string>) => {
      sh(root, 'checkout', '-q', '-b', branch, 'main');
      put(root, files);
      sh(root, 'commit', '-qam', branch);
    };
    change('one', { 'a.txt': 'one\n2\n3\n4\n5\n' });
    change('two', { 'a.txt': '1\n2\n3\n4\ntwo\n' });
    change('three', { 'a.txt': 'three\n2\n3\n4\n5\n' });
    const merged = await mergeTrees({ folder: root }, 'one', 'two');
    expect(sh(root, 'show', `${merged.tree}:a.txt`)).toBe('one\n2\n3\n4\ntwo');
    const clash = await mergeTrees({ folder: root }, 'one', 'three');
    const marked = 'marked' in clash ? clash.marked : '';
    expect(sh(root, 'show', `${marked}:a.txt`)).toContain('<<<<<<< ours\none');
    expect(sprung()).toBe(false);
  });

  it('start neither a viewer for differences nor a check of signatures', async () => {
    const { program, sprung } = trap();
    const root = touched('* diff=x\n');
    const place = { folder: root };
    for (const key of ['diff.external', 'diff.x.command', 'diff.x.textconv'])
      sh(root, 'config', key, program);
    // This one is started as it is, without a shell.
    const checker = join(tempFolder(), 'checker');
    writeFileSync(checker, `#!/bin/sh\n${program}\n`, { mode: 0o755 });
    sh(root, 'config', 'gpg.program', checker);
    sh(root, 'config', 'log.showSignature', 'true');
    const raw = sh(root, 'cat-file', 'commit', 'HEAD').replace(
      '\n\n',
      '\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n\n',
    );
    writeFileSync(join(root, 'raw'), raw);
    const signed = sh(root, 'hash-object', '-t', 'commit', '-w', 'raw');
    expect(await readMessage(place, signed)).toBe('Start');
    expect(await diffTrees(place, 'HEAD^{tree}', signed)).toEqual([]);
    await git('compare', place, ['diff', '--no-ext-diff', '--no-textconv', 'HEAD']);
    expect(sprung()).toBe(false);
  });

  it('start nothing to fetch what a partial clone left out', async () => {
    const { program, sprung } = trap();
    const root = userRepository({ 'a.txt': 'a' });
    sh(root, 'config', 'core.repositoryFormatVersion', '1');
    sh(root, 'config', 'extensions.partialClone', 'x');
    sh(root, 'config', 'remote.x.promisor', 'true');
    sh(root, 'config', 'remote.x.url', `file://${userRepository({ b: 'b' })}`);
    sh(root, 'config', 'remote.x.uploadpack', program);
    const missing = git('read', { folder: root }, ['cat-file', '-t', '1'.repeat(40)]);
    await expect(missing).rejects.toThrow();
    expect(sprung()).toBe(false);
  });
});

describe('inspecting a hostile folder', () => {
  it('does not count open changes where that would start programs, and says so', async () => {
    const { program, sprung } = trap();
    const root = touched('* filter=x\n');
    sh(root, 'config', 'filter.x.clean', program);
    const profile = await value(inspectRepository(root));
    expect(profile).toMatchObject({ state: 'ready', changedFiles: 0 });
    expect(profile.notes).toContainEqual(expect.stringContaining('name programs for files'));
    expect(profile).not.toHaveProperty('startsPrograms');
    expect(sprung()).toBe(false);
  });

  it('takes files that pose as a repository for the inside of one', async () => {
    const { program, sprung } = trap();
    const source = userRepository({ 'a.txt': 'a\n', '.gitattributes': '* filter=x\n' });
    const root = join(tempFolder(), 'posing');
    cpSync(join(source, '.git'), root, { recursive: true });
    put(root, { 'a.txt': 'b\n', '.gitattributes': '* filter=x\n' });
    for (const [key, setting] of [
      ['core.bare', 'false'],
      ['core.worktree', '.'],
      ['filter.x.clean', program],
    ] as const)
      sh(root, 'config', '--file', join(root, 'config'), key, setting);
    expect(await value(inspectRepository(root))).toMatchObject({ state: 'bare', changedFiles: 0 });
    await expect(git('look', { folder: root }, ['status'])).rejects.toThrow();
    expect(sprung()).toBe(false);
  });

  it('reads a million empty lines of .gitmodules at once', async () => {
    const root = userRepository({ '.gitmodules': '\n'.repeat(1_000_000) });
    const start = performance.now();
    expect(await value(inspectRepository(root))).toMatchObject({ submodules: [] });
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

describe('pushing', () => {
  function setUp() {
    const { program, sprung } = trap();
    const root = userRepository({ 'a.txt': 'a' });
    const remote = join(tempFolder(), 'remote.git');
    mkdirSync(remote);
    sh(remote, 'init', '-q', '--bare');
    const commit = sh(root, 'rev-parse', 'HEAD');
    return { root, remote, program, sprung, request: { root, remote, commit, branch: 'b', tag: 't' } };
  }

  it('runs no hook of a repository on this machine', async () => {
    const { remote, program, sprung, request } = setUp();
    for (const hook of ['pre-receive', 'update', 'post-receive', 'post-update', 'reference-transaction'])
      writeFileSync(join(remote, 'hooks', hook), `#!/bin/sh\n${program}\n`, { mode: 0o755 });
    await value(pushCommit(request));
    await value(pushCommit({ ...request, remote: `file://${remote}`, tag: 'u' }));
    expect(sh(remote, 'tag')).toBe('t\nu');
    expect(sprung()).toBe(false);
  });

  it('takes a name for the address behind it, and starts nothing that the remote is set to', async () => {
    const { root, remote, program, sprung, request } = setUp();
    const address = `file://${remote}`;
    sh(root, 'remote', 'add', 'origin', address);
    for (const name of ['origin', address])
      for (const key of ['uploadpack', 'receivepack']) sh(root, 'config', `remote.${name}.${key}`, program);
    await value(pushCommit({ ...request, remote: 'origin' }));
    expect(sh(remote, 'tag')).toBe('t');
    sh(root, 'config', 'remote.origin.pushurl', 'ext::sh -c "touch x"');
    for (const name of ['origin', 'nobody'])
      expect(await faultOf(pushCommit({ ...request, remote: name }))).toMatchObject({
        type: 'invalid_input',
      });
    sh(root, 'config', `remote.${address}.vcs`, 'ext');
    expect(await faultOf(pushCommit({ ...request, remote: address }))).toMatchObject({ type: 'git' });
    expect(sprung()).toBe(false);
  });

  it('starts no program in the place of ssh, and goes to no folder in the place of a server', async () => {
    const { root, remote, program, sprung, request } = setUp();
    sh(root, 'config', 'core.sshCommand', program);
    const ssh = { ...request, remote: 'ssh://127.0.0.1:1/x' };
    expect(await faultOf(pushCommit(ssh))).toMatchObject({ type: 'git' });
    sh(root, 'config', `url.${remote}.insteadOf`, 'https://example.org/x');
    const moved = { ...request, remote: 'https://example.org/x' };
    expect(await faultOf(pushCommit(moved))).toMatchObject({ type: 'git' });
    expect([sprung(), sh(remote, 'tag')]).toEqual([false, '']);
  });

  it('asks only the credential helpers of the user', async () => {
    const { root, program, sprung } = setUp();
    const asked = join(tempFolder(), 'asked').replaceAll('\\', '/');
    const url = 'https://example.org';
    sh(root, 'config', 'credential.helper', `!${program}`);
    sh(root, 'config', `credential.${url}.helper`, `!${program}`);
    const home = process.env.HOME;
    process.env.HOME = tempFolder();
    try {
      const helper = `[credential]\n\thelper = "!f() { touch '${asked}'; echo username=u; }; f"\n`;
      put(process.env.HOME, { '.gitconfig': helper });
      const fill = git('ask', { folder: root }, ['credential', 'fill'], { input: `url=${url}/x\n\n` });
      await expect(fill).rejects.toThrow();
    } finally {
      process.env.HOME = home;
    }
    expect([existsSync(asked), sprung()]).toEqual([true, false]);
  });
});

describe('reading what git says about settings', () => {
  it('refuses names that are no text and more than can be switched off', () => {
    expect(readForeignPrograms('local\0filter.\uFFFD.clean\nx\0')).toBeUndefined();
    const many = Array.from({ length: 600 }, (_, at) => `local\0filter.f${at}.clean\nx\0`).join('');
    expect(readForeignPrograms(many)).toBeUndefined();
    expect(readForeignPrograms('global\0filter.lfs.clean\nx\0local\0diff.renames\ntrue\0')).toEqual({
      env: {},
      forFiles: false,
    });
  });

  it('is spared the commands that start nothing', () => {
    expect(
      [
        ['rev-parse', 'HEAD'],
        ['cat-file', 'blob', 'x'],
        ['hash-object', '--no-filters'],
      ].some(canStartPrograms),
    ).toBe(false);
    expect(
      [['status'], ['cat-file', '--filters', 'x'], ['hash-object', 'x'], ['add']].every(canStartPrograms),
    ).toBe(true);
  });
});
