import { createHash } from 'node:crypto';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unwrap } from '#shared/faults.ts';
import { createBlobs } from './blobs.ts';
import { faultOf, tempFolder } from './testing.ts';

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile());

describe('blobs', () => {
  it('are named by their hash and come back byte for byte', async () => {
    const blobs = createBlobs(join(tempFolder(), 'blobs'));
    const bytes = Buffer.from([0, 255, 10, 13, 128]);
    const sha256 = unwrap(await blobs.put(bytes));
    expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(unwrap(await blobs.get(sha256)).equals(bytes)).toBe(true);
    expect(unwrap(await blobs.put(new Uint8Array()))).toMatch(/^e3b0c442/);
  });

  it('are one file however often they are written, also at the same time', async () => {
    const folder = tempFolder();
    const blobs = createBlobs(folder);
    const hashes = await Promise.all(Array.from({ length: 8 }, () => blobs.put(Buffer.from('same'))));
    expect(new Set(hashes.map(unwrap)).size).toBe(1);
    expect(filesIn(folder)).toHaveLength(1);
  });

  it('are refused when they were tampered with', async () => {
    const folder = tempFolder();
    const blobs = createBlobs(folder);
    const sha256 = unwrap(await blobs.put(Buffer.from('true')));
    writeFileSync(join(folder, sha256.slice(0, 2), sha256), 'false');
    const fault = faultOf(await blobs.get(sha256));
    expect(fault).toMatchObject({ type: 'storage', retryable: false });
    expect(fault.message).toContain('does not match its hash');
  });

  it.each(['', '../../../etc/passwd', 'A'.repeat(64), 'a'.repeat(63), `${'a'.repeat(64)}\n`])(
    'are never looked for under a name that is not a hash: %j',
    async (name) => {
      expect(faultOf(await createBlobs(tempFolder()).get(name)).type).toBe('invalid_input');
    },
  );

  it('are a fault when they are missing or cannot be written', async () => {
    const folder = tempFolder();
    expect(faultOf(await createBlobs(folder).get('a'.repeat(64))).type).toBe('storage');
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'a file in the way');
    expect(faultOf(await createBlobs(folder).put(Buffer.from('x'))).type).toBe('storage');
  });
});
