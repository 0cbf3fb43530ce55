import { randomBytes } from 'node:crypto';
import { cp, lstat, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, posix } from 'node:path';
import { FaultError, fault, type Result, unwrap } from '#shared/faults.ts';
import {
  type CapsuleFile,
  type CapsuleManifest,
  type LeftOut,
  MOST_LEFT_OUT,
} from '#shared/model/capsule.ts';
import { pathProblem } from '../../guard/jail.ts';
import { syncFolder } from '../../workspace/atomic-file.ts';
import { sha256 } from '../../workspace/files.ts';
import { listTree, MODE, readBlobs, type TreeEntry } from '../../workspace/git-trees.ts';
import { settle } from '../../workspace/settle.ts';
import { buildManifest, parseManifest, serialiseManifest } from './manifest.ts';
import { buildSbom, type ListPackages, SBOM_FILE, tellsOfPackages } from './sbom.ts';
import { verifyCapsule } from './verify.ts';
import { writeTar } from './write-tar.ts';
import { writeZip } from './write-zip.ts';

export type PackRequest = {
  manifest: Omit<CapsuleManifest, 'files' | 'leftOut'>;
  /** Whether the user brought the repository along: then the manifest names what cannot be packed, and the rest is packed. */
  isGuest?: boolean;
  /** The commit whose files are packed. The working tree does not count. */
  sourceCommit: string;
  /** Absolute path of the workspace. */
  root: string;
  /** Absolute path of the capsule's folder to be. */
  target: string;
  listPackages: ListPackages;
};

export type Packed = { path: string; manifestSha256: string; files: number; bytes: number };

/** Stored content held in memory at a time; a single bigger file is held alone. */
const BATCH_BYTES = 16 * 1024 * 1024;
const BATCH_FILES = 256;

/**
 * Packs the files of a commit, byte for byte, with `manifest.json` and `manifest.sha256`, and puts the folder in its
 * place in one step. A link within the commit is packed as a copy of the file it leads to; other links and nested
 * repositories cannot be packed. A capsule that was packed already is returned as it is. Faults: `conflict` (another
 * capsule is there), `invalid_input` (a file that not every system can hold, but for guests), `git`, `storage`.
 */
export function packCapsule(request: PackRequest): Promise<Result<Packed>> {
  return settle('pack the capsule', async () => {
    const { target } = request;
    await mkdir(dirname(target), { recursive: true });
    await removeHalfPacked(target);
    const existing = await findPacked(request);
    if (existing) return existing;
    const packed = await buildInPlace(target, (half) => packInto(half, request));
    return { ...packed, path: target };
  });
}

/** Copies a packed capsule to a path where nothing is yet. Faults: `conflict`, `storage`. */
export function copyCapsule(folder: string, target: string): Promise<Result<{ path: string }>> {
  return settle('copy the capsule', async () => {
    await buildInPlace(target, (half) => cp(folder, half, { recursive: true, verbatimSymlinks: true }));
    return { path: target };
  });
}

/**
 * Writes a packed capsule as a ZIP file to a path where nothing is yet. Equal capsules give equal files.
 * Faults: `conflict`, `invalid_input` (too big for the format, links inside), `storage`.
 */
export function zipCapsule(folder: string, zipPath: string): Promise<Result<{ path: string }>> {
  return settle('write the ZIP file', async () => {
    await buildInPlace(zipPath, (half) => writeZip(folder, half));
    return { path: zipPath };
  });
}

/**
 * Writes a packed capsule as a compressed tar file to a path where nothing is yet. Equal capsules give equal files.
 * Faults: `conflict`, `invalid_input` (links inside), `storage`.
 */
export function tarCapsule(folder: string, tarPath: string): Promise<Result<{ path: string }>> {
  return settle('write the tar file', async () => {
    await buildInPlace(tarPath, (half) => writeTar(folder, half));
    return { path: tarPath };
  });
}

/** Builds a file or folder beside its place and moves it there in one step, so that nobody sees half of it. */
async function buildInPlace<T>(target: string, build: (half: string) => Promise<T>): Promise<T> {
  await refuseExisting(target);
  await mkdir(dirname(target), { recursive: true });
  const half = `${target}.tmp-${randomBytes(8).toString('hex')}`;
  try {
    const built = await build(half);
    await syncFolder(half);
    // A rename would replace a file or an empty folder without a word.
    await refuseExisting(target);
    await rename(half, target);
    await syncFolder(dirname(target));
    return built;
  } catch (thrown) {
    await rm(half, { recursive: true, force: true });
    throw thrown;
  }
}

async function refuseExisting(target: string): Promise<void> {
  if (!(await lstat(target).catch(() => undefined))) return;
  throw new FaultError(
    fault('conflict', `${target} already exists`, { hint: 'Nothing was written. Choose another path.' }),
  );
}

async function packInto(half: string, request: PackRequest): Promise<Omit<Packed, 'path'>> {
  const { entries, leftOut } = await selectFiles(request);
  const files: CapsuleFile[] = [];
  const texts = new Map<string, string>();
  await mkdir(join(half, 'files'), { recursive: true });
  for (const batch of batches(entries)) {
    const contents = await readBlobs(
      { folder: request.root },
      batch.map(({ id }) => id),
    );
    for (const [i, { path, mode }] of batch.entries()) {
      const content = contents[i] ?? Buffer.alloc(0);
      await writeNew(join(half, 'files', path), content, mode === MODE.executable ? 0o755 : 0o644);
      files.push({ path, sha256: sha256(content), bytes: content.length });
      if (tellsOfPackages(path, content.length)) texts.set(path, content.toString('utf8'));
    }
  }
  const { text: sbom, ...licence } = await buildSbom(request.manifest, texts, request.listPackages);
  await writeNew(join(half, SBOM_FILE), Buffer.from(sbom), 0o644);
  const notPacked = leftOut.length > 0 ? { leftOut } : {};
  const known = { ...request.manifest, ...licence, ...notPacked, sbomSha256: sha256(sbom) };
  const manifest = serialiseManifest(buildManifest(known, files));
  const manifestSha256 = sha256(manifest);
  await writeNew(join(half, 'manifest.json'), Buffer.from(manifest), 0o644);
  await writeNew(join(half, 'manifest.sha256'), Buffer.from(`${manifestSha256}  manifest.json\n`), 0o644);
  return { manifestSha256, files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}

type Selection = { entries: TreeEntry[]; leftOut: LeftOut[] };

async function selectFiles({ root, sourceCommit, isGuest = false }: PackRequest): Promise<Selection> {
  const tree = await listTree({ folder: root }, sourceCommit);
  const byPath = new Map(tree.map((entry) => [entry.path, entry]));
  const links = tree.filter(({ mode }) => mode === MODE.link);
  const targets = await readBlobs(
    { folder: root },
    links.map(({ id }) => id),
  );
  const leadsTo = new Map(links.map(({ path }, i) => [path, targets[i]?.toString('utf8') ?? '']));
  const entries: TreeEntry[] = [];
  const refused: LeftOut[] = [];
  for (const entry of tree) {
    const found = pathProblem(entry.path) ?? followLink(entry, byPath, leadsTo);
    if (typeof found !== 'string') entries.push({ ...found, path: entry.path });
    else refused.push({ path: entry.path.slice(0, LONGEST_PATH), reason: found });
  }
  if (refused.length === 0 || isGuest) return { entries, leftOut: refused.slice(0, MOST_LEFT_OUT) };
  const paths = refused.map(({ path }) => path);
  throw new FaultError(
    fault('invalid_input', `These files cannot be part of a capsule: ${paths.slice(0, 10).join(', ')}`, {
      hint: 'They are links that lead to no file of the workspace, nested repositories, or have names that not every system can hold. Nothing was packed; remove or rename them and try again.',
      cause: paths.join('\n'),
    }),
  );
}

const LONGEST_CHAIN = 8;
/** Characters of a path in the list of what is left out. */
const LONGEST_PATH = 4_000;

/** The file that an entry is or leads to, or why there is none, in words that follow its path. */
function followLink(
  entry: TreeEntry,
  byPath: ReadonlyMap<string, TreeEntry>,
  leadsTo: ReadonlyMap<string, string>,
): TreeEntry | string {
  let at: TreeEntry | undefined = entry;
  for (let step = 0; at?.mode === MODE.link && step < LONGEST_CHAIN; step++) {
    at = byPath.get(posix.join(posix.dirname(at.path), leadsTo.get(at.path) ?? ''));
  }
  if (at?.mode === MODE.plain || at?.mode === MODE.executable) return at;
  return entry.mode === MODE.repository
    ? 'is a repository within the repository'
    : 'is a link that leads to no file of the workspace';
}

function* batches(entries: readonly TreeEntry[]): Generator<TreeEntry[]> {
  let batch: TreeEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    if (batch.length > 0 && (bytes + entry.bytes > BATCH_BYTES || batch.length >= BATCH_FILES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(entry);
    bytes += entry.bytes;
  }
  if (batch.length > 0) yield batch;
}

async function writeNew(path: string, content: Uint8Array, mode: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function removeHalfPacked(target: string): Promise<void> {
  const prefix = `${basename(target)}.tmp-`;
  const left = (await readdir(dirname(target))).filter((name) => name.startsWith(prefix));
  for (const name of left) await rm(join(dirname(target), name), { recursive: true, force: true });
}

/** The same capsule, packed by an earlier try and checked again. */
async function findPacked({ manifest, target }: PackRequest): Promise<Packed | undefined> {
  if (!(await lstat(target).catch(() => undefined))) return undefined;
  const report = await verifyCapsule(target);
  const text = report.ok && report.value.ok ? await readFile(join(target, 'manifest.json'), 'utf8') : '';
  const found = text === '' ? undefined : unwrap(parseManifest(text));
  // Its commit may be an earlier one: what was packed before a crash stays, though the branch has moved on since.
  if (found?.id !== manifest.id) await refuseExisting(target);
  const files = found?.files ?? [];
  return {
    path: target,
    manifestSha256: sha256(text),
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
