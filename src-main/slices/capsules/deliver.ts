import { cp, lstat, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FaultError, fault, type Result, unwrap } from '#shared/faults.ts';
import type { CapsuleFile } from '#shared/model/capsule.ts';
import { isWithin, resolveInside } from '../../guard/jail.ts';
import { hashFile } from '../../workspace/files.ts';
import { settle } from '../../workspace/settle.ts';
import { readCapsule } from './verify.ts';

/**
 * Brings the product of a packed capsule into a folder that may hold other files. A file that stands there just so is
 * left; one that differs makes it a `conflict`, and nothing is written. Returns how many files were written.
 */
export function deliverToFolder(capsulePath: string, folder: string): Promise<Result<{ files: number }>> {
  return settle('deliver the capsule', async () => {
    if (isWithin(capsulePath, folder)) throw refuse(`${folder} is inside the capsule itself`, []);
    const { files } = unwrap(await readCapsule(capsulePath));
    await mkdir(folder, { recursive: true });
    const missing: CapsuleFile[] = [];
    const different: string[] = [];
    for (const file of files) {
      const state = await compare(unwrap(resolveInside(folder, file.path)), file);
      if (state === 'missing') missing.push(file);
      else if (state === 'different') different.push(file.path);
    }
    if (different.length > 0) throw refuse(`${folder} holds other versions of these files`, different);
    for (const { path } of missing) {
      const to = unwrap(resolveInside(folder, path));
      await mkdir(dirname(to), { recursive: true });
      await cp(join(capsulePath, 'files', path), to, { errorOnExist: true, force: false });
    }
    return { files: missing.length };
  });
}

async function compare(path: string, file: CapsuleFile): Promise<'missing' | 'same' | 'different'> {
  const stats = await lstat(path).catch(() => undefined);
  if (!stats) return 'missing';
  const isSame = stats.isFile() && stats.size === file.bytes && (await hashFile(path)).sha256 === file.sha256;
  return isSame ? 'same' : 'different';
}

const NAMED_AT_MOST = 10;

function refuse(problem: string, paths: readonly string[]): FaultError {
  const named = paths.slice(0, NAMED_AT_MOST).join(', ');
  const more = paths.length > NAMED_AT_MOST ? ` and ${paths.length - NAMED_AT_MOST} more` : '';
  return new FaultError(
    fault('conflict', paths.length > 0 ? `${problem}: ${named}${more}` : problem, {
      hint: 'Nothing was written. Move your files away, or choose another folder.',
    }),
  );
}
