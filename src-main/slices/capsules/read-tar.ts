import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Parser, type ReadEntry } from 'tar';
import type { FaultError } from '#shared/faults.ts';
import { type Content, type Held, unsound } from './content.ts';

const MOST_ENTRIES = 1_000_000;
/** What is read as text is held while the archive goes by; of everything else only the hash is. */
const TEXTS = new Set(['manifest.json', 'manifest.sha256']);
const MOST_TEXT_BYTES = 64 * 1024 * 1024;
const MOST_BYTES = 4 * 1024 * 1024 * 1024;
/** A piece of this size unpacks to 16 MiB at most, which holds nobody up. */
const PIECE_BYTES = 16 * 1024;

/** Reads a compressed tar file from a stranger in one pass, writing nothing. Throws `invalid_input`. */
export async function readTar(path: string): Promise<Content> {
  const content: Content = new Map();
  let refusal: FaultError | undefined;
  let bytes = 0;
  const parser = new Parser({
    strict: true,
    onReadEntry(entry) {
      bytes += entry.size;
      refusal ??= bytes > MOST_BYTES ? unsound('it is too big') : refuse(entry, content);
      if (refusal) parser.abort(refusal);
      else if (entry.type === 'Directory') entry.resume();
      else content.set(entry.path, hold(entry));
    },
  });
  try {
    await pipeline(
      createReadStream(path, { highWaterMark: PIECE_BYTES }),
      parser as unknown as NodeJS.WritableStream,
    );
  } catch (thrown) {
    if (isSystemError(thrown)) throw thrown;
    throw (
      refusal ??
      unsound(`it is damaged, or no tar file (${thrown instanceof Error ? thrown.message : thrown})`)
    );
  }
  return content;
}

function refuse({ path, size }: ReadEntry, content: Content): FaultError | undefined {
  if (content.size >= MOST_ENTRIES) return unsound(`it holds more than ${MOST_ENTRIES} files`);
  if (content.has(path)) return unsound(`${path} is in it twice`);
  if (TEXTS.has(path) && size > MOST_TEXT_BYTES) return unsound(`its ${path} is too big`);
  return undefined;
}

function hold(entry: ReadEntry): Held {
  const hash: Hash = createHash('sha256');
  const chunks: Buffer[] = [];
  entry.on('data', (chunk) => {
    hash.update(chunk);
    if (TEXTS.has(entry.path)) chunks.push(chunk);
  });
  let digest: string | undefined;
  return {
    bytes: entry.size,
    isFile: entry.type === 'File' || entry.type === 'OldFile',
    async sha256() {
      digest ??= hash.digest('hex');
      return digest;
    },
    async text(limit) {
      if (entry.size > limit) throw unsound(`its ${entry.path} is too big`);
      return Buffer.concat(chunks).toString('utf8');
    },
  };
}

function isSystemError(thrown: unknown): boolean {
  return thrown instanceof Error && 'syscall' in thrown;
}
