import type { Side } from '#shared/model/resolution.ts';
import { conflict } from './conflict.ts';
import type { GitPlace } from './git.ts';
import {
  diffTrees,
  type Entry,
  entriesAt,
  MODE,
  mergeTrees,
  readTree,
  updateIndex,
  writeBlob,
  writeTree,
} from './git-trees.ts';

export type Settlement = {
  /** The commit that did not fit. */
  theirs: string;
  /** The side of files that are not named; null leaves them in conflict. */
  rest: Side | null;
  files: readonly ({ path: string; take: Side } | { path: string; content: Buffer })[];
};

/**
 * Brings a commit into a worktree that still shows what it began from, with its conflicts settled as a person said.
 * Nothing is committed; the answer says whether anything changed. Throws `conflict` with the files about which nothing was said.
 */
export async function settleConflict(place: GitPlace, settlement: Settlement): Promise<boolean> {
  const ours = 'HEAD';
  const { theirs } = settlement;
  const merged = await mergeTrees(place, ours, theirs);
  if (merged.tree !== undefined) return show(place, merged.tree);
  const said = new Map(settlement.files.map((file) => [file.path, file]));
  const open = merged.conflicts.filter((path) => !said.has(path) && settlement.rest === null);
  if (open.length > 0) {
    throw conflict(
      'Nobody has said what is to become of files that are in conflict',
      open,
      'Nothing was changed. Name a side or the content for each of them.',
    );
  }
  const sides = {
    ours: await entriesAt(place, ours, merged.conflicts),
    theirs: await entriesAt(place, theirs, merged.conflicts),
  };
  const changes: { path: string; after: Entry | undefined }[] = [];
  for (const path of merged.conflicts) {
    const file = said.get(path);
    if (file && 'content' in file) {
      const mode = (sides.theirs.get(path) ?? sides.ours.get(path))?.mode;
      const id = await writeBlob(place, file.content);
      changes.push({ path, after: { mode: mode === MODE.executable ? mode : MODE.plain, id } });
    } else {
      const side = file?.take ?? settlement.rest ?? 'ours';
      changes.push({ path, after: sides[side].get(path) });
    }
  }
  return show(place, await treeWith(place, merged.marked, changes));
}

async function show(place: GitPlace, tree: string): Promise<boolean> {
  if ((await diffTrees(place, 'HEAD', tree)).length === 0) return false;
  await readTree(place, tree, 'with files');
  return true;
}

/** Made in an index aside, so that the worktree's own still tells what its files show. */
async function treeWith(
  place: GitPlace,
  tree: string,
  changes: readonly { path: string; after: Entry | undefined }[],
): Promise<string> {
  const aside: GitPlace = { ...place, indexFile: `${place.gitDir ?? place.folder}/settling-index` };
  await readTree(aside, tree, 'index only');
  await updateIndex(aside, changes);
  return writeTree(aside);
}
