import { createWriteStream, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import fc from 'fast-check';
import { create } from 'tar';
import { afterEach, describe, expect, it } from 'vitest';
import {
  faultOf,
  put,
  removeTempFolders,
  tempFolder,
  text,
  value,
} from '../../workspace/repository.fixture.ts';
import { packedCapsule } from './capsule.fixture.ts';
import { copyCapsule, tarCapsule, zipCapsule } from './pack.ts';
import { unpackCapsule } from './unpack.ts';
import { verifyCapsule } from './verify.ts';

afterEach(removeTempFolders);

const FILES = {
  'a.txt': 'a\r\n',
  'größe/b c.txt': 'ü',
  '@odd.txt': '',
  [`${'n'.repeat(200)}/${'m'.repeat(150)}`]: 'x',
};

describe('unpackCapsule', () => {
  it('gives the same files from a folder, a ZIP and a tar file, and nothing else', async () => {
    const capsule = await packedCapsule(FILES);
    const out = tempFolder();
    await value(copyCapsule(capsule, join(out, 'folder')));
    await value(zipCapsule(capsule, join(out, 'x.zip')));
    await value(tarCapsule(capsule, join(out, 'x.tar.gz')));
    for (const from of ['folder', 'x.zip', 'x.tar.gz']) {
      const target = join(out, 'made', from);
      expect(await value(unpackCapsule(join(out, from), target))).toMatchObject({ name: 'booking' });
      for (const [path, content] of Object.entries(FILES)) expect(text(target, path)).toBe(content);
      expect(readdirSync(target)).toHaveLength(Object.keys(FILES).length);
    }
    expect(readdirSync(join(out, 'made')).sort()).toEqual(['folder', 'x.tar.gz', 'x.zip']);
  });

  it('keeps what may be run, and takes an empty folder', async () => {
    const capsule = await packedCapsule({ 'run.sh': '#!/bin/sh\n' });
    const target = join(tempFolder(), 'empty');
    await mkdir(target);
    await value(unpackCapsule(capsule, target));
    expect(statSync(join(target, 'run.sh')).isFile()).toBe(true);
  });

  it('writes nothing into a folder that holds something, and nothing of a capsule that was changed', async () => {
    const capsule = await packedCapsule(FILES);
    const target = tempFolder();
    put(target, { 'mine.txt': 'mine' });
    expect(await faultOf(unpackCapsule(capsule, target))).toMatchObject({ type: 'conflict' });
    expect(readdirSync(target)).toEqual(['mine.txt']);
    put(capsule, { 'files/a.txt': 'other' });
    const refused = await faultOf(unpackCapsule(capsule, join(target, 'new')));
    expect(refused).toMatchObject({ type: 'invalid_input', message: expect.stringContaining('a.txt') });
    expect(readdirSync(target)).toEqual(['mine.txt']);
  });
});

describe('a tar file from a stranger', () => {
  const packed = async () => {
    const capsule = await packedCapsule({ 'a.txt': 'some text '.repeat(50) });
    const path = join(tempFolder(), 'x.tar.gz');
    await value(tarCapsule(capsule, path));
    return { capsule, path };
  };

  it('counts a link in it as changed, and something more as extra', async () => {
    const { capsule } = await packed();
    const path = join(tempFolder(), 'y.tar.gz');
    await symlink('/etc/passwd', join(capsule, 'files/link'));
    await create({ cwd: capsule, file: path, gzip: true }, readdirSync(capsule));
    expect(await value(verifyCapsule(path))).toMatchObject({ ok: false, extra: ['link'] });
  });

  it('is refused when it packs far more than text can be packed', async () => {
    const path = join(tempFolder(), 'bomb.tar.gz');
    const header = Buffer.alloc(512);
    header.write('files/a.txt', 0);
    header.write('0000644\0', 100);
    header.write('77777777777\0', 124);
    header.write('        ', 148);
    header.write('0', 156);
    header.write(
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
    );
    async function* zeros() {
      yield header;
      for (let piece = 0; piece < 64; piece++) yield Buffer.alloc(1024 * 1024);
    }
    await pipeline(zeros, createGzip({ level: 9 }), createWriteStream(path));
    expect(await faultOf(verifyCapsule(path))).toMatchObject({ type: 'invalid_input' });
  });

  it('never throws and never calls changed content sound, whatever is done to the bytes', async () => {
    const { path } = await packed();
    const good = readFileSync(path);
    const edits = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(edits, fc.option(fc.nat(good.length)), async (changes, cut) => {
        const bad = Buffer.from(good);
        for (const [at, byte] of changes) bad[at] = byte;
        writeFileSync(path, cut === null ? bad : bad.subarray(0, cut));
        const result = await verifyCapsule(path);
        if (result.ok && result.value.ok) expect(result.value).toMatchObject({ name: 'booking', files: 1 });
        else if (!result.ok) expect(result.fault.type).toBe('invalid_input');
      }),
      { numRuns: 200 },
    );
  });
});
