import { createHash } from 'node:crypto';
import type { CapsuleReport } from '#shared/contract/capsules.ts';
import { type Result, unwrap } from '#shared/faults.ts';
import type { CapsuleFile, CapsuleManifest } from '#shared/model/capsule.ts';
import { settle } from '../../workspace/settle.ts';
import { type Content, type Held, unsound } from './content.ts';
import { parseManifest } from './manifest.ts';
import { readContent } from './read-content.ts';
import { SBOM_FILE } from './sbom.ts';

const MANIFEST = 'manifest.json';
const HASH = 'manifest.sha256';
const FILES = 'files/';
const MOST_MANIFEST_BYTES = 64 * 1024 * 1024;

/**
 * Compares a packed capsule, folder, ZIP or tar file, with the hashes in its manifest. Nothing of it is believed, unpacked,
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

/** The manifest of a packed capsule, as its own hash confirms it. Faults: `not_found`, `invalid_input`, `storage`. */
export function readCapsule(path: string): Promise<Result<CapsuleManifest>> {
  return settle('read the capsule', async () => readManifest(await readContent(path)));
}

async function readManifest(content: Content): Promise<CapsuleManifest> {
  const text = await textOf(content, MANIFEST, MOST_MANIFEST_BYTES);
  const stated = /^([0-9a-f]{64}) [ *]manifest\.json\r?\n?$/.exec(await textOf(content, HASH, 1_024));
  if (!stated) throw unsound(`its ${HASH} is not readable`);
  if (stated[1] !== createHash('sha256').update(text).digest('hex')) {
    throw unsound(`its manifest was changed: it does not match ${HASH}`);
  }
  return unwrap(parseManifest(text));
}

async function textOf(content: Content, name: string, limit: number): Promise<string> {
  const found = content.get(name);
  if (!found?.isFile) throw unsound(`it has no ${name}`);
  return found.text(limit);
}

async function compare(manifest: CapsuleManifest, content: Content): Promise<CapsuleReport> {
  const missing: string[] = [];
  const changed: string[] = [];
  for (const file of manifest.files) {
    const found = content.get(FILES + file.path);
    if (!found) missing.push(file.path);
    else if (!(await matches(found, file))) changed.push(file.path);
  }
  if (manifest.sbomSha256 !== undefined) {
    const sbom = content.get(SBOM_FILE);
    if (!sbom) missing.push(`../${SBOM_FILE}`);
    else if (!sbom.isFile || (await sbom.sha256()) !== manifest.sbomSha256) changed.push(`../${SBOM_FILE}`);
  }
  const own = manifest.sbomSha256 === undefined ? [] : [SBOM_FILE];
  const named = new Set([MANIFEST, HASH, ...own, ...manifest.files.map(({ path }) => FILES + path)]);
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

async function matches(held: Held, file: CapsuleFile): Promise<boolean> {
  return held.isFile && held.bytes === file.bytes && (await held.sha256()) === file.sha256;
}
