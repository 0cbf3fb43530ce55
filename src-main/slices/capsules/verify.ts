import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { CapsuleReport } from '#shared/contract/capsules.ts';
import { FaultError, fault, type Result, unwrap } from '#shared/faults.ts';
import type { CapsuleFile, CapsuleManifest } from '#shared/model/capsule.ts';
import { settle } from '../../workspace/settle.ts';
import { parseManifest } from './manifest.ts';
import { openEntry, readZip } from './read-zip.ts';

const MANIFEST = 'manifest.json';
const HASH = 'manifest.sha256';
const FILES = 'files/';
const MOST_MANIFEST_BYTES = 64 * 1024 * 1024;
const MOST_ENTRIES = 1_000_000;

/** What a capsule holds, folder or ZIP file, by path with forward slashes. */
type Content = Map<string, { bytes: number; isFile: boolean; open(): Readable }>;

/**
 * Compares a packed capsule, folder or ZIP file, with the hashes in its manifest. Nothing of it is believed, unpacked,
 * followed or run: links count as changed, what the manifest does not name as extra, and a file is read no further than
 * its size in the manifest. Paths in the report are relative to `files/`; what lies outside it begins with `../`.
 * Faults: `not_found`, `invalid_input` (no capsule, damaged, an unknown format), `storage`.
 */
export function verifyCapsule(path: string): Promise<Result<CapsuleReport>> {
  return settle('verify the capsule', async () => {
    const content = await readContent(path);
    const manifest = await readManifest(content);
    return compare(manifest, content);
  });
}

async function readContent(path: string): Promise<Content> {
  const stats = await lstat(path).catch(() => undefined);
  if (!stats) throw new FaultError(fault('not_found', `There is nothing at ${path}`));
  if (stats.isDirectory()) return readFolder(path);
  if (!stats.isFile()) throw refuse(`${path} is neither a folder nor a file`);
  const content: Content = new Map();
  for (const entry of await readZip(path)) {
    const isFolder = entry.name.endsWith('/') && entry.bytes === 0;
    if (isFolder) continue;
    content.set(entry.name, { bytes: entry.bytes, isFile: entry.isFile, open: () => openEntry(path, entry) });
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
      if (content.size >= MOST_ENTRIES) throw refuse(`it holds more than ${MOST_ENTRIES} files`);
      const { size } = await lstat(join(folder, path));
      content.set(path, {
        bytes: size,
        isFile: entry.isFile(),
        open: () => createReadStream(join(folder, path)),
      });
    }
  };
  await walk('');
  return content;
}

async function readManifest(content: Content): Promise<CapsuleManifest> {
  const text = await readText(content, MANIFEST, MOST_MANIFEST_BYTES);
  const stated = /^([0-9a-f]{64}) [ *]manifest\.json\r?\n?$/.exec(await readText(content, HASH, 1_024));
  if (!stated) throw refuse(`its ${HASH} is not readable`);
  if (stated[1] !== createHash('sha256').update(text).digest('hex')) {
    throw refuse(`its manifest was changed: it does not match ${HASH}`);
  }
  return unwrap(parseManifest(text));
}

async function readText(content: Content, name: string, limit: number): Promise<string> {
  const found = content.get(name);
  if (!found?.isFile) throw refuse(`it has no ${name}`);
  if (found.bytes > limit) throw refuse(`its ${name} is too big`);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of found.open()) {
      bytes += chunk.length;
      if (bytes > limit) throw refuse(`its ${name} is too big`);
      chunks.push(chunk);
    }
  } catch (thrown) {
    throw isDamage(thrown) ? refuse(`its ${name} is damaged`) : thrown;
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function compare(manifest: CapsuleManifest, content: Content): Promise<CapsuleReport> {
  const missing: string[] = [];
  const changed: string[] = [];
  for (const file of manifest.files) {
    const found = content.get(FILES + file.path);
    if (!found) missing.push(file.path);
    else if (!found.isFile || found.bytes !== file.bytes || !(await matches(found.open(), file))) {
      changed.push(file.path);
    }
  }
  const named = new Set([MANIFEST, HASH, ...manifest.files.map(({ path }) => FILES + path)]);
  const extra = [...content.keys()]
    .filter((path) => !named.has(path))
    .map((path) => (path.startsWith(FILES) ? path.slice(FILES.length) : `../${path}`))
    .sort();
  return {
    ok: missing.length + changed.length + extra.length === 0,
    name: manifest.name,
    version: manifest.version,
    complete: manifest.complete,
    files: manifest.files.length,
    missing,
    changed,
    extra,
  };
}

async function matches(stream: Readable, file: CapsuleFile): Promise<boolean> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of stream) {
      bytes += chunk.length;
      // Leaving the loop ends the stream: what packs a terabyte into a kilobyte is not unpacked.
      if (bytes > file.bytes) return false;
      hash.update(chunk);
    }
  } catch (thrown) {
    if (isDamage(thrown)) return false;
    throw thrown;
  }
  return bytes === file.bytes && hash.digest('hex') === file.sha256;
}

/** What zlib says of data that are none. */
function isDamage(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && /^(Z_|ERR_)/.test(String(thrown.code));
}

function refuse(problem: string): FaultError {
  return new FaultError(
    fault('invalid_input', `This is no sound capsule: ${problem}`, {
      hint: 'Nothing was unpacked or run. Get the capsule again from where it came.',
    }),
  );
}
