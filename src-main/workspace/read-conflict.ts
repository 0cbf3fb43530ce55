import { isAscii } from 'node:buffer';
import { FaultError, fault, type Result, unwrap } from '#shared/faults.ts';
import {
  type Conflict,
  type ConflictFile,
  MOST_CHARACTERS,
  MOST_FILES,
  type Version,
} from '#shared/model/resolution.ts';
import { readForm, type TextForm, writeForm } from './encoding.ts';
import type { GitPlace } from './git.ts';
import { branchRef, mergeBase, readCommit } from './git-refs.ts';
import { entriesAt, MODE, mergeTrees, readBlobs, type TreeEntry } from './git-trees.ts';
import { settle } from './settle.ts';
import { integrationBranch } from './template.ts';

export type ConflictSides = Omit<Conflict, 'decisionId' | 'taskId' | 'attemptId'>;

/** Bytes of one version that are shown, and of all together. */
const MOST_BYTES = 200_000;
const MOST_BYTES_TOGETHER = 4_000_000;

/**
 * The three versions of every file in which a commit and the integration branch contradict each other, as both stand now.
 * Reads only what git holds. Faults: `not_found`, `git`.
 */
export async function readConflict(root: string, theirs: string): Promise<Result<ConflictSides>> {
  return settle('read the conflict', async () => {
    const place: GitPlace = { folder: root };
    const branch = unwrap(await integrationBranch(root));
    const ours = await readCommit(place, branchRef(branch));
    if (ours === undefined || (await readCommit(place, theirs)) === undefined) {
      throw new FaultError(fault('not_found', `The commits of the conflict are no longer in ${root}`));
    }
    const base = (await mergeBase(place, ours, theirs)) ?? null;
    const merged = await mergeTrees(place, ours, theirs);
    const paths = merged.conflicts.toSorted().slice(0, MOST_FILES);
    const marked = merged.tree ?? merged.marked;
    const files = await readFiles(place, { base, ours, theirs, marked }, paths);
    return { branch, ours, theirs, base, files, more: merged.conflicts.length - paths.length };
  });
}

type Trees = { base: string | null; ours: string; theirs: string; marked: string };

async function readFiles(place: GitPlace, trees: Trees, paths: readonly string[]): Promise<ConflictFile[]> {
  if (paths.length === 0) return [];
  const none = new Map<string, TreeEntry>();
  const base = trees.base === null ? none : await entriesAt(place, trees.base, paths);
  const ours = await entriesAt(place, trees.ours, paths);
  const theirs = await entriesAt(place, trees.theirs, paths);
  const marked = await entriesAt(place, trees.marked, paths);
  const read = await createReader(
    place,
    paths.flatMap((path) => [base, ours, theirs, marked].flatMap((side) => side.get(path) ?? [])),
  );
  return paths.map((path) => {
    const versions = {
      base: read(base.get(path)),
      ours: read(ours.get(path)),
      theirs: read(theirs.get(path)),
    };
    const sides = [base, ours, theirs].map((side) => side.get(path));
    const binary = sides.some(read.isBinary);
    const isWhole = !binary && read.isOfOne(marked.get(path), sides);
    return { path, binary, ...versions, marked: isWhole ? (read(marked.get(path))?.text ?? null) : null };
  });
}

/** Reads what is small enough, in one go. */
async function createReader(place: GitPlace, entries: readonly TreeEntry[]) {
  let left = MOST_BYTES_TOGETHER;
  const wanted = new Set<string>();
  for (const { id, mode, bytes } of entries) {
    if (wanted.has(id) || mode === MODE.repository || bytes > MOST_BYTES || bytes > left) continue;
    wanted.add(id);
    left -= bytes;
  }
  const ids = [...wanted];
  const contents = await readBlobs(place, ids);
  const byId = new Map<string, Read | undefined>();
  for (const [at, id] of ids.entries()) {
    byId.set(id, decode(contents[at] ?? Buffer.alloc(0)));
    await new Promise((resolve) => setImmediate(resolve));
  }
  const find = (entry: TreeEntry | undefined) => byId.get(entry?.id ?? '');
  const isBinary = (entry: TreeEntry | undefined) => byId.has(entry?.id ?? '') && find(entry) === undefined;
  const read = (entry: TreeEntry | undefined): Version | null =>
    entry ? { bytes: entry.bytes, text: find(entry)?.text.slice(0, MOST_CHARACTERS) ?? null } : null;
  /** Whether what git made of the sides, byte by byte, reads as one text: it does not know that their charsets differ. */
  const isOfOne = (marked: TreeEntry | undefined, sides: readonly (TreeEntry | undefined)[]): boolean => {
    const charset = find(marked)?.form.charset;
    const all = sides.filter((side) => side !== undefined).map(find);
    if (charset === 'utf-8') return !all.some((side) => side?.form.charset.startsWith('utf-16'));
    if (charset !== 'windows-1252') return false;
    return all.every((side) => side && (side.ascii || side.form.charset === charset));
  };
  return Object.assign(read, { isBinary, isOfOne });
}

type Read = { text: string; form: TextForm; ascii: boolean };

function decode(content: Buffer): Read | undefined {
  const read = readForm(content);
  return read && { ...read, ascii: isAscii(content) };
}

/** Bytes of a version that are read for its form. */
const MOST_FORM_BYTES = 2 * MOST_CHARACTERS;

/**
 * Texts that a person gave for files of a conflict, by path, as the bytes to store: in the form of our side, or where that
 * is missing or no text of theirs or the base. Where none is text it is UTF-8 as given. Faults: `git`.
 */
export async function settledBytes(
  root: string,
  { ours, theirs, base }: Pick<ConflictSides, 'ours' | 'theirs' | 'base'>,
  texts: ReadonlyMap<string, string>,
): Promise<Result<Map<string, Buffer>>> {
  return settle('read the form of files in conflict', async () => {
    const place: GitPlace = { folder: root };
    const sides: Map<string, TreeEntry>[] = [];
    for (const commit of texts.size === 0 ? [] : [ours, theirs, base]) {
      if (commit !== null) sides.push(await entriesAt(place, commit, [...texts.keys()]));
    }
    const stored = new Map<string, Buffer>();
    for (const [path, text] of texts) {
      const entries = sides.flatMap((side) => side.get(path) ?? []);
      const small = entries.filter(({ mode, bytes }) => mode !== MODE.repository && bytes <= MOST_FORM_BYTES);
      const contents = await readBlobs(
        place,
        small.map(({ id }) => id),
      );
      const form = formOf(contents.flatMap((content) => decode(content) ?? []));
      stored.set(path, form ? writeForm(text, form) : Buffer.from(text, 'utf8'));
    }
    return stored;
  });
}

/** The form of the first; where that is plain ASCII, which is Latin-1 as well, another side may say that it is. */
function formOf(versions: readonly Read[]): TextForm | undefined {
  const [first] = versions;
  const telling = versions.find(({ ascii }) => !ascii);
  if (!first?.ascii || telling?.form.charset !== 'windows-1252') return first?.form;
  return { ...first.form, charset: 'windows-1252' };
}
