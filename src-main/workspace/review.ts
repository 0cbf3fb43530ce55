import { lstat, rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { FaultError, fault, type Result, unwrap } from '#shared/faults.ts';
import type { Artifact } from '#shared/model/attempt.ts';
import { resolveInside } from '../guard/jail.ts';
import { createMask } from '../guard/mask.ts';
import { removeEmptyFolders, writeAtomic } from './atomic-file.ts';
import { type AttemptPlace, attemptPlace, isOurs, worktreesFolder } from './attempt-place.ts';
import { sha256 } from './files.ts';
import { type GitPlace, git } from './git.ts';
import {
  addAll,
  type Change,
  diffTrees,
  entriesAt,
  findNestedRepositories,
  MODE,
  readBlobs,
  readTree,
  updateIndex,
  writeTree,
} from './git-trees.ts';
import { handsIn, type Provenance, type Replaced } from './hands.ts';
import { readLeftOut } from './left-out.ts';
import { settle } from './settle.ts';

export type ReviewPlace = { root: string; attemptId: string; baseCommit: string };

/** What becomes of a changed file of a person's: theirs stays, or stays beside the attempt's version. */
export type Spared = { path: string; how: 'mine' | 'both' };

/** Looks at what an attempt's worktree shows before it is committed, and takes back what may not be replaced. */
export type Review = {
  /** How many files the worktree changed, and whose content each replaced or removed one was. */
  review(place: ReviewPlace, known: Provenance): Promise<Result<{ changed: number; replaced: Replaced[] }>>;
  /** Lets an empty-handed worktree show what a commit holds, to go on from there. Faults: `not_found`, `git`. */
  show(place: ReviewPlace, commit: string): Promise<Result<undefined>>;
  /**
   * Gives files back the content of the base. With `both`, the attempt's version goes beside it under a free name.
   * Returns the names beside, by path. What stands in the way of a file that comes back is left out.
   */
  spare(place: ReviewPlace, files: readonly Spared[]): Promise<Result<Map<string, string>>>;
  /** The files that stand in the base at some paths, as git stores them, marked as not the attempt's. */
  standing(place: ReviewPlace, paths: readonly string[]): Promise<Result<Artifact[]>>;
  /** What a commit changes in one file, as a unified diff without secrets, of at most so many characters. */
  diff(place: ReviewPlace, commit: string, path: string, most: number): Promise<Result<string>>;
};

/** Larger files are only said to differ. */
const LARGEST_COMPARED = '2m';

const mask = createMask();

export function createReview(home: string): Review {
  const placeOf = async ({ root, attemptId }: ReviewPlace): Promise<AttemptPlace> => {
    const place = await attemptPlace({ folder: root }, await worktreesFolder(home), attemptId);
    if (await isOurs(place)) return place;
    throw new FaultError(fault('not_found', `The worktree of ${attemptId} is gone`));
  };
  return {
    review: (at, known) =>
      settle('review a worktree', async () => {
        const place = await placeOf(at);
        const changes = await changesOf(place, at.baseCommit);
        return {
          changed: changes.length,
          replaced: await handsIn(place, at.baseCommit, changes, known),
        };
      }),
    show: (at, commit) =>
      settle('take up earlier work', async () => {
        const place = await placeOf(at);
        await readTree(place, commit, 'with files');
        return undefined;
      }),
    spare: (at, files) =>
      settle('give files back', async () => spare(await placeOf(at), at.baseCommit, files)),
    standing: (at, paths) =>
      settle('read files that stand', async () => standing({ folder: at.root }, at.baseCommit, paths)),
    diff: (at, commit, path, most) =>
      settle('compare a file', async () => {
        const args = ['diff', '--no-color', '--no-ext-diff', '--no-textconv', '--no-renames', '-U3'];
        const { text } = await git(
          'compare a file',
          { folder: at.root },
          [...args, at.baseCommit, commit, '--', path],
          { settings: [`core.bigFileThreshold=${LARGEST_COMPARED}`] },
        );
        return shorten(mask(text.slice(0, most * 4)), most);
      }),
  };
}

async function changesOf(place: AttemptPlace, base: string): Promise<Change[]> {
  // What git could only point at is refused at the commit.
  await addWork(place);
  return diffTrees(place, base, await writeTree(place));
}

/** All that is part of the work: not what made the worktree ready, nor what git could only point at. */
async function addWork(place: AttemptPlace): Promise<void> {
  await addAll(place, [...(await findNestedRepositories(place)), ...(await readLeftOut(place))]);
}

async function standing(place: GitPlace, base: string, paths: readonly string[]): Promise<Artifact[]> {
  if (paths.length === 0) return [];
  const there = await entriesAt(place, base, paths);
  const entries = [...new Set(paths)].flatMap((path) => there.get(path) ?? []);
  const files: Artifact[] = [];
  for (const { mode, path, id } of entries) {
    if (!isFile(mode)) continue;
    const [content = Buffer.alloc(0)] = await readBlobs(place, [id]);
    files.push({ path, sha256: sha256(content), bytes: content.length, change: 'modified', from: 'before' });
  }
  return files;
}

async function spare(
  place: AttemptPlace,
  base: string,
  files: readonly Spared[],
): Promise<Map<string, string>> {
  const changes = new Map((await changesOf(place, base)).map((change) => [change.path, change]));
  const beside = new Map<string, string>();
  for (const { path, how } of files) {
    const change = changes.get(path);
    if (!change?.before) continue;
    if (how === 'both' && change.after && isFile(change.after.mode)) {
      const [content] = await readBlobs(place, [change.after.id]);
      const name = await freeName(place, path);
      const executable = change.after.mode === MODE.executable;
      const target = unwrap(resolveInside(place.folder, name));
      await writeAtomic(target, content ?? Buffer.alloc(0), executable ? 0o755 : 0o644);
      beside.set(path, name);
    }
  }
  const back = files.flatMap(({ path }) => {
    const before = changes.get(path)?.before;
    return before ? [{ path, after: before }] : [];
  });
  for (const { path } of back) await clearTheWay(place, path, changes);
  if (back.length === 0) return beside;
  await addWork(place);
  await updateIndex(place, back);
  await git('write files back', place, ['checkout-index', '--force', '-z', '--stdin'], {
    input: back.map(({ path }) => `${path}\0`).join(''),
  });
  return beside;
}

/** Removes what the attempt put where a folder or the file itself has to stand. It is in the commit that was kept. */
async function clearTheWay(
  place: GitPlace,
  path: string,
  changes: ReadonlyMap<string, Change>,
): Promise<void> {
  for (let above = posix.dirname(path); above !== '.'; above = posix.dirname(above)) {
    if (changes.get(above)?.after) await rm(join(place.folder, above), { force: true });
  }
  const there = await lstat(join(place.folder, path)).catch(() => undefined);
  if (!there?.isDirectory()) return;
  for (const [other, { before, after }] of changes) {
    if (after && !before && other.startsWith(`${path}/`))
      await rm(join(place.folder, other), { force: true });
  }
  await removeEmptyFolders(join(place.folder, path));
}

function isFile(mode: string): boolean {
  return mode === MODE.plain || mode === MODE.executable;
}

/** `docs/guide.md` becomes `docs/guide.new.md`, or `guide.new-2.md` where that is taken. */
async function freeName(place: GitPlace, path: string): Promise<string> {
  const { dir, name, ext } = posix.parse(path);
  for (let number = 1; ; number++) {
    const candidate = posix.join(dir, `${name}.new${number === 1 ? '' : `-${number}`}${ext}`);
    if (!(await lstat(join(place.folder, candidate)).catch(() => undefined))) return candidate;
  }
}

function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, text.lastIndexOf('\n', most) + 1)}… the rest of the difference is left out here\n`;
}
