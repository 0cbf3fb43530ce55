import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FaultError, fail, fault, type Result, unwrap } from '#shared/faults.ts';
import { pathProblem, resolveInside } from '../guard/jail.ts';
import { writeAtomic } from './atomic-file.ts';
import { readForm, writeForm } from './encoding.ts';
import { settle } from './settle.ts';

export type ListLimits = {
  /** Files listed at most; what comes after is named as skipped. */
  files: number;
  /** Bytes of one file. */
  fileBytes: number;
  /** Bytes of all files together. */
  totalBytes: number;
};

export const DEFAULT_LIMITS: ListLimits = {
  files: 5_000,
  fileBytes: 512 * 1024,
  totalBytes: 64 * 1024 * 1024,
};

export type Skipped = {
  path: string;
  why: 'binary' | 'too big' | 'too many' | 'link' | 'unsafe name';
};

const LEFT_OUT = new Set(['.git', 'node_modules']);

/**
 * Writes a file below `root`, whole or not at all; folders on the way are made. An executable file stays one unless
 * `executable` says otherwise. Faults: `invalid_input` (path), `storage`.
 */
export async function writeInside(
  root: string,
  path: string,
  content: string | Uint8Array,
  options: { executable?: boolean } = {},
): Promise<Result<{ path: string; sha256: string; bytes: number }>> {
  return settle(`write ${path}`, async () => {
    const target = unwrap(resolveInside(root, path));
    const before = await stat(target).catch(() => undefined);
    if (before?.isDirectory())
      throw new FaultError(fault('invalid_input', `${path} is a folder, not a file`));
    const executable = options.executable ?? ((before?.mode ?? 0) & 0o111) !== 0;
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    await writeAtomic(target, bytes, executable ? 0o755 : 0o644);
    return { path, sha256: sha256(bytes), bytes: bytes.length };
  });
}

/**
 * Writes a text below `root` in the form of the one that stands there: charset, byte order mark and line ends are kept.
 * A new file, and one in the place of bytes that are no text, is UTF-8 as it is given. Faults: as `writeInside`.
 */
export async function writeText(
  root: string,
  path: string,
  text: string,
): Promise<Result<{ path: string; sha256: string; bytes: number }>> {
  const before = await readInside(root, path);
  const form = before.ok ? readForm(before.value)?.form : undefined;
  return writeInside(root, path, form ? writeForm(text, form) : text);
}

/** Removes a file or a link below `root`; its folder goes with the last file, for git knows no empty ones. Missing is fine. */
export async function removeInside(root: string, path: string): Promise<Result<undefined>> {
  return settle(`remove ${path}`, async () => {
    const target = unwrap(resolveInside(root, path));
    const there = await lstat(target).catch(() => undefined);
    if (there?.isDirectory()) throw new FaultError(fault('invalid_input', `${path} is a folder, not a file`));
    await rm(target, { force: true });
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
      const gone = await rmdir(join(root, folder)).then(
        () => true,
        () => false,
      );
      if (!gone) break;
    }
    return undefined;
  });
}

/** Reads a file below `root`. Faults: `invalid_input` (path, too big, no file), `not_found`, `storage`. */
export async function readInside(
  root: string,
  path: string,
  maxBytes = DEFAULT_LIMITS.fileBytes,
): Promise<Result<Uint8Array>> {
  return settle(`read ${path}`, async () => {
    const target = unwrap(resolveInside(root, path));
    const entry = await stat(target).catch(() => undefined);
    if (!entry) throw new FaultError(fault('not_found', `There is no file ${path}`));
    if (!entry.isFile()) throw new FaultError(fault('invalid_input', `${path} is not a file`));
    if (entry.size > maxBytes) {
      throw new FaultError(fault('invalid_input', `${path} has ${entry.size} bytes, more than ${maxBytes}`));
    }
    return readFile(target);
  });
}

/**
 * The text files below `root` by path, in the order of their paths, as agents are given them: decoded, without byte
 * order marks, with the line ends they have. Links, binary, oversized
 * and unsafely named files are skipped and named; `.git` and `node_modules` are not even looked into.
 */
export async function readTexts(
  root: string,
  limits: ListLimits = DEFAULT_LIMITS,
): Promise<Result<{ files: Map<string, string>; skipped: Skipped[] }>> {
  const entry = await lstat(root).catch(() => undefined);
  if (!entry?.isDirectory()) return fail('not_found', `The folder ${root} does not exist`);
  return settle(`read the files of ${root}`, async () => {
    const files = new Map<string, string>();
    const skipped: Skipped[] = [];
    let total = 0;
    for await (const { path, kind, bytes } of walk(root, '')) {
      const why = reasonToSkip(path, kind, bytes, total, files.size, limits);
      if (why) {
        skipped.push({ path, why });
        continue;
      }
      const content = await readFile(join(root, path));
      const read = readForm(content);
      if (!read) {
        skipped.push({ path, why: 'binary' });
        continue;
      }
      total += content.length;
      files.set(path, read.text);
    }
    return { files, skipped };
  });
}

function reasonToSkip(
  path: string,
  kind: Found['kind'],
  bytes: number,
  total: number,
  count: number,
  limits: ListLimits,
): Skipped['why'] | undefined {
  if (kind === 'link') return 'link';
  if (pathProblem(path)) return 'unsafe name';
  if (bytes > limits.fileBytes) return 'too big';
  if (count >= limits.files || total + bytes > limits.totalBytes) return 'too many';
  return undefined;
}

type Found = { path: string; kind: 'file' | 'link'; bytes: number };

/** Every file and link below a folder, depth first in the order of names. Follows no link; knows no sockets or pipes. */
async function* walk(root: string, folder: string): AsyncGenerator<Found> {
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (LEFT_OUT.has(entry.name)) continue;
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* walk(root, path);
    else if (entry.isSymbolicLink()) yield { path, kind: 'link', bytes: 0 };
    else if (entry.isFile()) yield { path, kind: 'file', bytes: (await lstat(join(root, path))).size };
  }
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The hash and size of a file of any size, read in pieces. */
export async function hashFile(path: string): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of createReadStream(path)) {
    hash.update(piece);
    bytes += piece.length;
  }
  return { sha256: hash.digest('hex'), bytes };
}
