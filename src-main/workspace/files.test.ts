import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { hashFile, readInside, readTexts, sha256, writeInside } from './files.ts';
import { faultOf, put, removeTempFolders, tempFolder, value } from './repository.fixture.ts';

afterEach(removeTempFolders);

describe('writeInside', () => {
  it('writes whole files, makes folders, and leaves nothing else behind', async () => {
    const root = tempFolder();
    const path = `deep/er/${'ü'.repeat(127)}`;
    expect(await value(writeInside(root, path, 'eins\r\n'))).toEqual({
      path,
      sha256: sha256('eins\r\n'),
      bytes: 6,
    });
    await value(writeInside(root, path, Buffer.from([0, 255])));
    expect(readFileSync(join(root, path))).toEqual(Buffer.from([0, 255]));
    expect(readdirSync(join(root, 'deep/er'))).toHaveLength(1);
  });

  it('keeps the executable bit unless told otherwise', async () => {
    const root = tempFolder();
    await value(writeInside(root, 'run', '1', { executable: true }));
    await value(writeInside(root, 'run', '2'));
    expect(statSync(join(root, 'run')).mode & 0o777).toBe(0o755);
    await value(writeInside(root, 'run', '3', { executable: false }));
    expect(statSync(join(root, 'run')).mode & 0o777).toBe(0o644);
  });

  it('refuses to leave the root', async () => {
    const root = tempFolder();
    const outside = tempFolder();
    symlinkSync(outside, join(root, 'out'));
    for (const path of ['../x', '/x', 'out/x', '.git/config', 'a/../../x']) {
      expect(await faultOf(writeInside(root, path, 'x'))).toMatchObject({ type: 'invalid_input' });
    }
    expect(readdirSync(outside)).toEqual([]);
  });

  it('does not write over a folder or below a file', async () => {
    const root = tempFolder();
    mkdirSync(join(root, 'folder'));
    expect(await faultOf(writeInside(root, 'folder', 'x'))).toMatchObject({ type: 'invalid_input' });
    put(root, { file: 'x' });
    expect(await faultOf(writeInside(root, 'file/below', 'x'))).toMatchObject({ type: 'invalid_input' });
    expect(readFileSync(join(root, 'file'), 'utf8')).toBe('x');
  });
});

describe('readInside', () => {
  it('reads bytes and refuses what is missing, too big, no file, or outside', async () => {
    const root = tempFolder();
    put(root, { 'a.txt': 'abc', 'folder/x': '' });
    expect(Buffer.from(await value(readInside(root, 'a.txt'))).toString()).toBe('abc');
    expect(await faultOf(readInside(root, 'a.txt', 2))).toMatchObject({ type: 'invalid_input' });
    expect(await faultOf(readInside(root, 'none'))).toMatchObject({ type: 'not_found' });
    expect(await faultOf(readInside(root, 'folder'))).toMatchObject({ type: 'invalid_input' });
    expect(await faultOf(readInside(root, '../x'))).toMatchObject({ type: 'invalid_input' });
  });
});

describe('readTexts', () => {
  it('reads text in order and names what it skips', async () => {
    const root = tempFolder();
    put(root, {
      'b.txt': 'b\r\n',
      'a/z.ts': 'z',
      'a.txt': 'ü',
      '.git/config': 'secret',
      'sub/.git': 'gitdir: x',
      'node_modules/x/index.js': 'x',
      'bytes.bin': Buffer.from([1, 0, 2]),
      'broken.txt': Buffer.from([0xff, 0xfe, 0x00]),
      'latin.txt': Buffer.from([0xfc]),
      'wide.txt': Buffer.from('\uFEFFweit', 'utf16le'),
      'big.txt': 'x'.repeat(100),
      'con.txt': 'device',
    });
    symlinkSync('/etc/passwd', join(root, 'link'));
    symlinkSync('/etc', join(root, 'links'));
    const { files, skipped } = await value(readTexts(root, { files: 10, fileBytes: 50, totalBytes: 1_000 }));
    expect([...files]).toEqual([
      ['a/z.ts', 'z'],
      ['a.txt', 'ü'],
      ['b.txt', 'b\r\n'],
      ['latin.txt', 'ü'],
      ['wide.txt', 'weit'],
    ]);
    expect(Object.fromEntries(skipped.map(({ path, why }) => [path, why]))).toEqual({
      'big.txt': 'too big',
      'bytes.bin': 'binary',
      'broken.txt': 'binary',
      'con.txt': 'unsafe name',
      link: 'link',
      links: 'link',
    });
  });

  it('stops taking files at the limits', async () => {
    const root = tempFolder();
    put(root, { a: '12345', b: '12345', c: '12345' });
    const few = await value(readTexts(root, { files: 2, fileBytes: 50, totalBytes: 1_000 }));
    expect([...few.files.keys()]).toEqual(['a', 'b']);
    const small = await value(readTexts(root, { files: 9, fileBytes: 50, totalBytes: 6 }));
    expect(small.skipped).toEqual([
      { path: 'b', why: 'too many' },
      { path: 'c', why: 'too many' },
    ]);
  });

  it('says when the folder is missing', async () => {
    expect(await faultOf(readTexts(join(tempFolder(), 'x')))).toMatchObject({ type: 'not_found' });
  });
});

describe('hashFile', () => {
  it('hashes in pieces what sha256 hashes at once', async () => {
    const root = tempFolder();
    const content = Buffer.alloc(200_000, 'ab');
    put(root, { big: content });
    expect(await hashFile(join(root, 'big'))).toEqual({ sha256: sha256(content), bytes: 200_000 });
  });
});
