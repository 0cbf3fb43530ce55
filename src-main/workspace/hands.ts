import { sha256 } from './files.ts';
import { type GitPlace, git } from './git.ts';
import { type Change, diffTrees, listTree, MODE, mergeTrees, readBlobs } from './git-trees.ts';
import { rebasedFrom } from './merged.ts';

/**
 * Whose content stands at a path. `own`: an attempt left it so. `placeholder`: nobody would miss it. `given`: it was
 * there before the run, in a repository that was brought along to be worked on. `person`: all else.
 */
export type Hand = 'own' | 'placeholder' | 'given' | 'person';

export type Provenance = {
  /** Whether a merged attempt left this content (hash of what git stores) at this path. */
  isOwn(path: string, hash: string): boolean;
  /** Whether a merged attempt ever left anything at this path: what differs from it now, a person edited. */
  wasOwn(path: string): boolean;
  /** Path to hash of the files that every workspace begins with. */
  template: ReadonlyMap<string, string>;
  /** Epoch milliseconds. What a repository held before is there to be worked on; undefined where nothing is. */
  givenBefore?: number;
};

/** A file of the base that an attempt changed or removed. */
export type Replaced = { path: string; sha256: string; hand: Hand; change: 'modified' | 'removed' };

const BATCH_FILES = 64;
/** Merges of merges followed back; a longer chain is taken for a person's work, which costs a question and no work. */
const DEEPEST_MERGE = 12;

/** Says of each changed file that stood in `base` whose content it was. Files with the same content before and after are left out. */
export async function handsIn(
  place: GitPlace,
  base: string,
  changes: readonly Change[],
  known: Provenance,
): Promise<Replaced[]> {
  const stood = changes.flatMap(({ path, before, after }) =>
    before && before.id !== after?.id
      ? [{ path, ...before, change: after ? ('modified' as const) : ('removed' as const) }]
      : [],
  );
  const young = await changedSince(place, base, known.givenBefore);
  // A repository within has no content here; only a person puts one there.
  const replaced = stood
    .filter(({ mode }) => mode === MODE.repository)
    .map(({ path, id, change }): Replaced => ({ path, sha256: sha256(id), hand: 'person', change }));
  const before = stood.filter(({ mode }) => mode !== MODE.repository);
  for (let at = 0; at < before.length; at += BATCH_FILES) {
    const batch = before.slice(at, at + BATCH_FILES);
    const contents = await readBlobs(
      place,
      batch.map(({ id }) => id),
    );
    for (const [i, { path, change }] of batch.entries()) {
      const content = contents[i] ?? Buffer.alloc(0);
      const hash = sha256(content);
      const hand = await handOf(place, base, path, hash, content, known, young);
      replaced.push({ path, sha256: hash, hand, change });
    }
  }
  return replaced;
}

async function handOf(
  place: GitPlace,
  base: string,
  path: string,
  hash: string,
  content: Buffer,
  known: Provenance,
  young: ReadonlySet<string> | undefined,
): Promise<Hand> {
  if (known.isOwn(path, hash)) return 'own';
  if (known.template.get(path) === hash || isPlaceholder(content)) return 'placeholder';
  if (young && !young.has(path) && !known.wasOwn(path)) return 'given';
  return (await isMergeOfOwn(place, base, path, known, DEEPEST_MERGE)) ? 'own' : 'person';
}

/** The paths that changed on the line of a branch since a moment; undefined where nothing counts as given. */
async function changedSince(
  place: GitPlace,
  base: string,
  moment: number | undefined,
): Promise<ReadonlySet<string> | undefined> {
  if (moment === undefined) return undefined;
  // Not `--before`, which takes small numbers for times of the day.
  const before = `--min-age=${Math.floor(moment / 1000)}`;
  const { text } = await git('look at the past', place, ['rev-list', '-1', '--first-parent', before, base]);
  const start = text.trim();
  if (start === '') return undefined;
  return new Set((await diffTrees(place, start, base)).map(({ path }) => path));
}

/** Whether git itself made the content out of two that were own. A merge that somebody touched up comes out otherwise. */
async function isMergeOfOwn(
  place: GitPlace,
  commit: string,
  path: string,
  known: Provenance,
  depth: number,
): Promise<boolean> {
  const { text } = await git('look for the last change of a file', place, [
    'log',
    '-1',
    '--format=%H %P',
    commit,
    '--',
    path,
  ]);
  const [last, ...parents] = text.trim().split(' ');
  if (depth === 0 || last === undefined) return false;
  const from = parents.length === 1 ? await rebasedFrom(place, last) : undefined;
  const [ours, theirs, more] = from === undefined ? parents : [...parents, from];
  if (ours === undefined || theirs === undefined || more) return false;
  const again = await mergeTrees(place, ours, theirs);
  if (again.tree === undefined) return false;
  const [made, found] = await Promise.all([idAt(place, again.tree, path), idAt(place, last, path)]);
  if (made === undefined || made !== found) return false;
  for (const parent of [ours, theirs]) {
    const id = await idAt(place, parent, path);
    const [content] = id === undefined ? [] : await readBlobs(place, [id]);
    if (!content) return false;
    if (known.isOwn(path, sha256(content))) continue;
    if (!(await isMergeOfOwn(place, parent, path, known, depth - 1))) return false;
  }
  return true;
}

async function idAt(place: GitPlace, treeish: string, path: string): Promise<string | undefined> {
  const entries = await listTree(place, treeish, path);
  return entries.find((entry) => entry.path === path)?.id;
}

/** Longest file that may count as a placeholder, in bytes. */
const LONGEST_PLACEHOLDER = 2_000;
const MOST_HEADINGS = 3;
const HEADING = /^#{1,6} .{1,80}$/;
/** A line that says nothing but that something is to come, with or without a comment sign. */
const TO_COME =
  /^(?:[-*>]|\/\/|#|<!--)? {0,4}(?:TODO|TBD|FIXME|to be (?:done|written|defined)|coming soon|placeholder|lorem ipsum\b.{0,400})[ .:!…]{0,5}(?:-->)?$/i;

/** Whether a file is empty, or a text that only says, below a heading or two, that something is to come. */
export function isPlaceholder(content: Buffer): boolean {
  if (content.length > LONGEST_PLACEHOLDER || content.includes(0)) return false;
  const lines = content
    .toString('utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const rest = lines.filter((line) => !TO_COME.test(line));
  if (rest.length > 0 && rest.length === lines.length) return false;
  return rest.length <= MOST_HEADINGS && rest.every((line) => HEADING.test(line));
}
