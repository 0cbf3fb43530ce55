import { randomUUID, webcrypto } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '#shared/faults.ts';
import { storageFault } from './storage-fault.ts';

/** Content-addressed bytes on disk, named by their SHA-256. */
export type Blobs = {
  /** Returns the hash. Writing the same bytes twice is one file. */
  put(bytes: Uint8Array): Promise<Result<string>>;
  /** Checked against its hash on reading. */
  get(sha256: string): Promise<Result<Buffer>>;
};

export function createBlobs(folder: string): Blobs {
  const pathOf = (sha256: string) => join(folder, sha256.slice(0, 2), sha256);
  return {
    async put(bytes) {
      const sha256 = await hash(bytes);
      const path = pathOf(sha256);
      if (existsSync(path)) return ok(sha256);
      const partial = `${path}.${randomUUID()}`;
      try {
        mkdirSync(dirname(path), { recursive: true });
        const file = await open(partial, 'wx');
        try {
          await file.writeFile(bytes);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(partial, path);
        return ok(sha256);
      } catch (error) {
        await rm(partial, { force: true }).catch(() => undefined);
        return { ok: false, fault: storageFault(error, path) };
      }
    },
    async get(sha256) {
      if (!/^[0-9a-f]{64}$/.test(sha256)) return fail('invalid_input', `"${sha256}" is not a SHA-256.`);
      const path = pathOf(sha256);
      try {
        const bytes = await readFile(path);
        if ((await hash(bytes)) !== sha256) {
          return fail('storage', `The stored file ${path} does not match its hash.`, {
            hint: 'It was changed or damaged outside Orchestrator. Restore it from a backup.',
            retryable: false,
          });
        }
        return ok(bytes);
      } catch (error) {
        return { ok: false, fault: storageFault(error, path) };
      }
    },
  };
}

/** Computed beside the event loop: a large document takes longer than anybody should wait. */
async function hash(bytes: Uint8Array): Promise<string> {
  const own = bytes as Uint8Array<ArrayBuffer>;
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', own)).toString('hex');
}
