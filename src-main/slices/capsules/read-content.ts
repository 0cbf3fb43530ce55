import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { FaultError, fault } from '#shared/faults.ts';
import { type Content, type Held, unsound } from './content.ts';
import { readTar } from './read-tar.ts';
import { openEntry, readZip } from './read-zip.ts';

export type CapsuleForm = 'folder' | 'zip' | 'tar.gz';

const MOST_ENTRIES = 1_000_000;
const GZIP = [0x1f, 0x8b];

/** Tells by its content what a packed capsule is. Throws `not_found`, `invalid_input`. */
export async function formOf(path: string): Promise<CapsuleForm> {
  const stats = await lstat(path).catch(() => undefined);
  if (!stats) throw new FaultError(fault('not_found', `There is nothing at ${path}`));
  if (stats.isDirectory()) return 'folder';
  if (!stats.isFile()) throw unsound(`${path} is neither a folder nor a file`);
  const file = await open(path, 'r');
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return GZIP.every((byte, at) => buffer[at] === byte) ? 'tar.gz' : 'zip';
  } finally {
    await file.close();
  }
}

/** Lists a packed capsule from a stranger. Throws `not_found`, `invalid_input`. */
export async function readContent(path: string): Promise<Content> {
  const form = await formOf(path);
  if (form === 'folder') return readFolder(path);
  if (form === 'tar.gz') return readTar(path);
  const content: Content = new Map();
  for (const entry of await readZip(path)) {
    const isFolder = entry.name.endsWith('/') && entry.bytes === 0;
    if (isFolder) continue;
    const { name, bytes, isFile } = entry;
    content.set(name, { isFile, ...streamed(name, bytes, () => openEntry(path, entry)) });
  }
  return content;
}

async function readFolder(folder: string): Promise<Content> {
  const content: Content = new Map();
  const walk = async (below: string): Promise<void> => {
    for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) {
        await walk(path);
        continue;
      }
      if (content.size >= MOST_ENTRIES) throw unsound(`it holds more than ${MOST_ENTRIES} files`);
      const { size } = await lstat(join(folder, path));
      const read = streamed(path, size, () => createReadStream(join(folder, path)));
      content.set(path, { isFile: entry.isFile(), ...read });
    }
  };
  await walk('');
  return content;
}

function streamed(name: string, bytes: number, openStream: () => Readable): Omit<Held, 'isFile'> {
  return {
    bytes,
    async sha256() {
      const hash = createHash('sha256');
      const whole = await readUpTo(openStream(), bytes, (chunk) => void hash.update(chunk));
      return whole ? hash.digest('hex') : undefined;
    },
    async text(limit) {
      const chunks: Buffer[] = [];
      const whole = await readUpTo(openStream(), Math.min(limit, bytes), (chunk) => void chunks.push(chunk));
      if (!whole) throw unsound(`its ${name} is damaged or too big`);
      return Buffer.concat(chunks).toString('utf8');
    },
  };
}

/** Reads no further than `limit`: what packs a terabyte into a kilobyte is not unpacked. False for what is damaged. */
async function readUpTo(stream: Readable, limit: number, take: (chunk: Buffer) => void): Promise<boolean> {
  let bytes = 0;
  try {
    for await (const chunk of stream) {
      bytes += chunk.length;
      // Leaving the loop ends the stream.
      if (bytes > limit) return false;
      take(chunk);
    }
  } catch (thrown) {
    if (isDamage(thrown)) return false;
    throw thrown;
  }
  return true;
}

/** What zlib says of data that are none. */
function isDamage(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && /^(Z_|ERR_)/.test(String(thrown.code));
}
