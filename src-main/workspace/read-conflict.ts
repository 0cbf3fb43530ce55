import { FaultError, fault, type Result, unwrap } from '#shared/faults.ts';
import {
  type Conflict,
  type ConflictFile,
  MOST_CHARACTERS,
  MOST_FILES,
  type Version,
} from '#shared/model/resolution.ts';
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
    const binary = [base, ours, theirs].some((side) => read.isBinary(side.get(path)));
    return { path, binary, ...versions, marked: binary ? null : (read(marked.get(path))?.text ?? null) };
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
  const byId = new Map(ids.map((id, at) => [id, contents[at] ?? Buffer.alloc(0)]));
  const isBinary = (entry: TreeEntry | undefined) => byId.get(entry?.id ?? '')?.includes(0) ?? false;
  const read = (entry: TreeEntry | undefined): Version | null => {
    if (!entry) return null;
    const content = byId.get(entry.id);
    const text = content === undefined || isBinary(entry) ? null : content.toString('utf8');
    return { bytes: entry.bytes, text: text === null ? null : text.slice(0, MOST_CHARACTERS) };
  };
  return Object.assign(read, { isBinary });
}
