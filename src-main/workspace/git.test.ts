import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { FaultError } from '#shared/faults.ts';
import { git } from './git.ts';
import { branchRef, isAncestor, readCommit, updateRefs, writeCommit } from './git-refs.ts';
import { hashFiles, readBlobs, writeBlob } from './git-trees.ts';
import { put, removeTempFolders, sh, tempFolder, userRepository } from './repository.fixture.ts';

afterEach(removeTempFolders);

async function fails(work: Promise<unknown>) {
  const thrown: unknown = await work.catch((error) => error);
  if (thrown instanceof FaultError) return thrown.fault;
  throw new Error('expected a fault');
}

describe('git', () => {
  it('names the operation, keeps what git said in the cause, and masks secrets in it', async () => {
    const folder = userRepository({ 'a.txt': 'a' });
    const url = 'file://user:hunter2secret@nowhere/x';
    const fault = await fails(git('fetch the work', { folder }, ['ls-remote', url]));
    expect(fault).toMatchObject({ type: 'git', message: 'git could not fetch the work', retryable: false });
    expect(fault.cause).toContain('ls-remote');
    expect(JSON.stringify(fault)).not.toContain('hunter2secret');
  });

  it('says when git is not installed and when the folder is missing', async () => {
    const folder = tempFolder();
    const path = process.env.PATH;
    process.env.PATH = folder;
    try {
      expect(await fails(git('work', { folder }, ['status']))).toMatchObject({
        message: 'git could not work: the program git was not found',
        retryable: false,
      });
    } finally {
      process.env.PATH = path;
    }
    expect(await fails(git('work', { folder: join(folder, 'x') }, ['status']))).toMatchObject({
      type: 'not_found',
    });
  });

  it('says when git is too old for a command', async () => {
    const folder = userRepository({ 'a.txt': 'a' });
    expect(await fails(git('merge', { folder }, ['merge-tree', '--from-the-future']))).toMatchObject({
      message: 'git could not merge: the program git does not know this command',
      hint: expect.stringContaining('2.38'),
    });
  });

  it('never looks for a repository above the folder', async () => {
    const root = userRepository({ 'sub/a.txt': 'a' });
    expect(await readCommit({ folder: root }, 'HEAD')).toBeDefined();
    expect(await readCommit({ folder: join(root, 'sub') }, 'HEAD')).toBeUndefined();
  });

  it('takes an argument that begins with a dash for a name, never for an option', async () => {
    const folder = userRepository({ 'a.txt': 'a' });
    expect(await readCommit({ folder }, '--git-dir')).toBeUndefined();
  });
});

describe('writeCommit', () => {
  it('signs as the Orchestrator unless the user has told git a name', async () => {
    const folder = userRepository({ 'a.txt': 'a' });
    const tree = sh(folder, 'rev-parse', 'HEAD^{tree}');
    const home = process.env.HOME;
    process.env.HOME = tempFolder();
    try {
      const draft = { tree, parents: [], message: 'Evil\0 message', at: 0 };
      const first = await writeCommit({ folder }, draft);
      expect(sh(folder, 'log', '-1', '--format=%an <%ae> %ct %B', first)).toBe(
        'Orchestrator <orchestrator@localhost> 0 Evil message',
      );
      sh(folder, 'config', 'user.name', 'Ada Lovelace');
      sh(folder, 'config', 'user.email', 'ada@example.org');
      sh(folder, 'config', 'commit.gpgSign', 'true');
      const second = await writeCommit({ folder }, draft);
      expect(sh(folder, 'log', '-1', '--format=%cn <%ce>', second)).toBe('Ada Lovelace <ada@example.org>');
    } finally {
      process.env.HOME = home;
    }
  });
});

describe('updateRefs', () => {
  it('moves all refs or none, and only from where they are said to be', async () => {
    const folder = userRepository({ 'a.txt': 'a' });
    const tip = sh(folder, 'rev-parse', 'HEAD');
    const place = { folder };
    expect(await updateRefs(place, [{ ref: 'refs/heads/x', to: tip, from: null }])).toBe(true);
    const both = [
      { ref: 'refs/heads/y', to: tip, from: null },
      { ref: 'refs/heads/x', to: tip, from: null },
    ];
    expect(await updateRefs(place, both)).toBe(false);
    expect(await readCommit(place, 'refs/heads/y')).toBeUndefined();
    expect(await updateRefs(place, [{ ref: 'refs/heads/x', to: null, from: tip }])).toBe(true);
    expect(await readCommit(place, 'refs/heads/x')).toBeUndefined();
  });
});

describe('isAncestor', () => {
  it('is true for the commit itself and what it stands on, and false for strangers', async () => {
    const folder = userRepository({ 'a.txt': 'a' });
    const place = { folder };
    const first = sh(folder, 'rev-parse', 'HEAD');
    sh(folder, 'commit', '-q', '--allow-empty', '-m', 'x');
    const second = sh(folder, 'rev-parse', 'HEAD');
    const tree = sh(folder, 'rev-parse', 'HEAD^{tree}');
    const stranger = await writeCommit(place, { tree, parents: [], message: 'x', at: 0 });
    expect(await isAncestor(place, first, second)).toBe(true);
    expect(await isAncestor(place, first, first)).toBe(true);
    expect(await isAncestor(place, second, first)).toBe(false);
    expect(await isAncestor(place, stranger, second)).toBe(false);
  });
});

describe('blobs', () => {
  it('give back every byte, empty and binary ones too', async () => {
    const folder = userRepository({ 'a.txt': 'a' });
    const contents = [
      Buffer.alloc(0),
      Buffer.from([0, 10, 13, 255]),
      Buffer.from('blob 5\n\n'),
      Buffer.alloc(300_000, 7),
    ];
    const ids = await Promise.all(contents.map((content) => writeBlob({ folder }, content)));
    expect(await readBlobs({ folder }, ids)).toEqual(contents);
  });

  it('hashes files with strange names', async () => {
    const names = ['plain', 'with "quotes" and \\', ' lead', 'ünï', 'two\nlines'];
    const folder = userRepository({ 'a.txt': '' });
    put(folder, Object.fromEntries(names.map((name) => [name, name])));
    const expected = await Promise.all(names.map((name) => writeBlob({ folder }, Buffer.from(name))));
    expect(await hashFiles({ folder }, names)).toEqual(expected);
  });
});

describe('branchRef', () => {
  it.each(['', '-x', 'a b', 'a..b', 'a\nb', '/a', 'a/', 'a.lock', 'a~1', 'a:b', 'a/.b', '@{-1}'])(
    'refuses %j',
    (name) => {
      expect(() => branchRef(name)).toThrow(FaultError);
    },
  );

  it.each(['main', 'feature/ü', 'orchestrator/t-1/att_1', 'a.b-c'])('takes %s', (name) => {
    expect(branchRef(name)).toBe(`refs/heads/${name}`);
  });
});
