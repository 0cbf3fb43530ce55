import { readdirSync } from 'node:fs';
import { join } from 'node:path';
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
import { deliverToFolder } from './deliver.ts';

afterEach(removeTempFolders);

describe('delivering to a folder', () => {
  it('writes what is missing and leaves what stands there just so', async () => {
    const capsule = await packedCapsule({ 'src/a.ts': 'a', 'b.ts': 'b' });
    const folder = join(tempFolder(), 'new');
    put(folder, { 'b.ts': 'b', 'mine.txt': 'mine' });
    expect(await value(deliverToFolder(capsule, folder))).toEqual({ files: 1 });
    expect([text(folder, 'src/a.ts'), text(folder, 'mine.txt')]).toEqual(['a', 'mine']);
    expect(await value(deliverToFolder(capsule, folder))).toEqual({ files: 0 });
  });

  it('writes nothing at all where a file differs, and names it', async () => {
    const capsule = await packedCapsule({ 'a.ts': 'a', 'b.ts': 'b' });
    const folder = tempFolder();
    put(folder, { 'b.ts': 'edited' });
    const refused = await faultOf(deliverToFolder(capsule, folder));
    expect(refused).toMatchObject({ type: 'conflict', message: expect.stringContaining('b.ts') });
    expect([readdirSync(folder), text(folder, 'b.ts')]).toEqual([['b.ts'], 'edited']);
  });

  it('never goes into the capsule itself', async () => {
    const capsule = await packedCapsule({ 'a.ts': 'a' });
    expect(await faultOf(deliverToFolder(capsule, join(capsule, 'files')))).toMatchObject({
      type: 'conflict',
    });
  });
});
