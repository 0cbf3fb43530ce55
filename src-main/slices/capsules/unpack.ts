import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { cp, mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar';
import { FaultError, fault, type Result, unwrap } from '#shared/faults.ts';
import type { CapsuleManifest } from '#shared/model/capsule.ts';
import { resolveInside } from '../../guard/jail.ts';
import { settle } from '../../workspace/settle.ts';
import { formOf } from './read-content.ts';
import { openEntry, readZip } from './read-zip.ts';
import { readCapsule, verifyCapsule } from './verify.ts';

/**
 * Puts the product of a capsule from a stranger, folder, ZIP or tar file, into a folder that is not there or empty, and
 * returns its manifest. It is compared with its hashes before anything is written, and again as it was written.
 * Faults: `not_found`, `invalid_input` (no sound capsule), `conflict` (the folder holds something), `storage`.
 */
export function unpackCapsule(path: string, target: string): Promise<Result<CapsuleManifest>> {
  return settle('unpack the capsule', async () => {
    await requireIntact(path);
    await mkdir(dirname(target), { recursive: true });
    const half = `${target}.tmp-${randomBytes(8).toString('hex')}`;
    try {
      await mkdir(half);
      await writeAll(path, half);
      await requireIntact(half);
      const manifest = unwrap(await readCapsule(half));
      await mkdir(join(half, 'files'), { recursive: true });
      await removeEmpty(target);
      await rename(join(half, 'files'), target);
      return manifest;
    } finally {
      // An archive that is refused in the middle may still be writing.
      await rm(half, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    }
  });
}

async function requireIntact(path: string): Promise<void> {
  const report = unwrap(await verifyCapsule(path));
  if (report.ok) return;
  const wrong = [...report.changed, ...report.missing, ...report.extra].map((path) =>
    path.startsWith('../') ? path.slice(3) : path,
  );
  throw new FaultError(
    fault(
      'invalid_input',
      `The capsule ${report.name} ${report.version} is not what was packed: ${wrong.slice(0, 5).join(', ')}`,
      {
        hint: 'Nothing was written. Get the capsule again from where it came.',
        cause: wrong.join('\n'),
      },
    ),
  );
}

async function writeAll(path: string, half: string): Promise<void> {
  const form = await formOf(path);
  if (form === 'folder') return cp(path, half, { recursive: true, verbatimSymlinks: true });
  if (form === 'tar.gz') return extract({ file: path, cwd: half, strict: true, noMtime: true });
  for (const entry of await readZip(path)) {
    if (!entry.isFile) continue;
    const to = unwrap(resolveInside(half, entry.name));
    await mkdir(dirname(to), { recursive: true });
    await pipeline(
      openEntry(path, entry),
      createWriteStream(to, { flags: 'wx', mode: entry.executable ? 0o755 : 0o644 }),
    );
  }
}

async function removeEmpty(target: string): Promise<void> {
  try {
    await rmdir(target);
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (code === 'ENOENT') return;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOTDIR') throw thrown;
    throw new FaultError(
      fault('conflict', `${target} is there already and not empty`, {
        hint: 'Nothing was written. Choose another folder.',
      }),
    );
  }
}
