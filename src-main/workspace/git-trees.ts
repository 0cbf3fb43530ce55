import { type GitPlace, git, gitCatFile } from './git.ts';

/** File modes as git writes them. */
export const MODE = { plain: '100644', executable: '100755', link: '120000', repository: '160000' } as const;

/** What stands at a path: the mode and the id of the content. */
export type Entry = { mode: string; id: string };
export type TreeEntry = Entry & { path: string; bytes: number };
export type Change = { path: string; before: Entry | undefined; after: Entry | undefined };

/** Every file of a commit or tree, by path, or only those at and below one path. `bytes` is 0 for a repository within. */
export async function listTree(place: GitPlace, treeish: string, below?: string): Promise<TreeEntry[]> {
  const { text } = await git('list the files of a commit', place, [
    'ls-tree',
    '-r',
    '-l',
    '-z',
    '--full-tree',
    treeish,
    ...(below === undefined ? [] : ['--', below]),
  ]);
  return records(text).map((record) => {
    const [head = '', path = ''] = splitAt(record, '\t');
    const [mode = '', , id = '', bytes = '0'] = head.split(/ +/);
    return { mode, id, path, bytes: Number(bytes) || 0 };
  });
}

/** What stands at the given paths of a commit or tree; a path without a file is left out. */
export async function entriesAt(
  place: GitPlace,
  treeish: string,
  paths: readonly string[],
): Promise<Map<string, TreeEntry>> {
  const wanted = new Set(paths);
  return new Map(
    (await listTree(place, treeish))
      .filter(({ path }) => wanted.has(path))
      .map((entry) => [entry.path, entry] as const),
  );
}

/** What differs between two commits or trees, by path. A rename is a removal and an addition. */
export async function diffTrees(place: GitPlace, before: string, after: string): Promise<Change[]> {
  const args = ['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', before, after, '--'];
  const fields = records((await git('compare commits', place, args)).text);
  const changes: Change[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const [beforeMode = '', afterMode = '', beforeId = '', afterId = ''] =
      fields[i]?.slice(1).split(' ') ?? [];
    changes.push({
      path: fields[i + 1] ?? '',
      before: entry(beforeMode, beforeId),
      after: entry(afterMode, afterId),
    });
  }
  return changes;
}

/** The index: path to entry, and the paths with an unfinished merge. */
export async function listIndex(
  place: GitPlace,
): Promise<{ entries: Map<string, Entry>; unmerged: Set<string> }> {
  const { text } = await git('read the index', place, ['ls-files', '-s', '-z']);
  const entries = new Map<string, Entry>();
  const unmerged = new Set<string>();
  for (const record of records(text)) {
    const [head = '', path = ''] = splitAt(record, '\t');
    const [mode = '', id = '', stage] = head.split(' ');
    if (stage === '0') entries.set(path, { mode, id });
    else unmerged.add(path);
  }
  return { entries, unmerged };
}

/** Sets or removes index entries, in one step. */
export async function updateIndex(
  place: GitPlace,
  changes: readonly { path: string; after: Entry | undefined }[],
) {
  const removed = changes
    .filter((change) => !change.after)
    .map(({ path }) => `0 ${'0'.repeat(40)}\t${path}\0`);
  const set = changes.flatMap(({ path, after }) => (after ? [`${after.mode} ${after.id}\t${path}\0`] : []));
  await git('update the index', place, ['update-index', '--verbose', '-z', '--index-info'], {
    input: [...removed, ...set].join(''),
  });
}

/** Makes the index believe the files that match it, so that nobody has to compare their content again. */
export async function refreshIndex(place: GitPlace): Promise<void> {
  await git('refresh the index', place, ['update-index', '-q', '--refresh', '--ignore-submodules'], {
    answers: [1],
  });
}

/** Fills the index from a tree and, for a worktree that is still empty, writes its files. */
export async function readTree(
  place: GitPlace,
  treeish: string,
  withFiles: 'with files' | 'index only',
): Promise<void> {
  const flags = withFiles === 'with files' ? ['-m', '-u'] : [];
  await git('check out files', place, ['read-tree', ...flags, treeish]);
}

/** Puts everything that the folder shows into the index, but for ignored files and the given paths. */
export async function addAll(place: GitPlace, except: readonly string[] = []): Promise<void> {
  const spared = except.map((path) => `:(exclude,top,literal)${path}`);
  await git('take up the changed files', place, ['add', '--all', '--verbose', '--', '.', ...spared], {
    env: { GIT_LITERAL_PATHSPECS: '0' },
    settings: ['advice.addEmbeddedRepo=false'],
  });
}

/** Files that are neither in the index nor ignored. A folder with a git repository of its own counts as one, with `/` at its end. */
export async function findUntracked(place: GitPlace): Promise<string[]> {
  const { text } = await git('look for new files', place, [
    'ls-files',
    '--others',
    '--exclude-standard',
    '-z',
  ]);
  return records(text);
}

/** Folders with a git repository of their own, which git would take up as a mere pointer. */
export async function findNestedRepositories(place: GitPlace): Promise<string[]> {
  const untracked = await findUntracked(place);
  return untracked.filter((path) => path.endsWith('/')).map((path) => path.slice(0, -1));
}

export async function writeTree(place: GitPlace): Promise<string> {
  return (await git('write a tree', place, ['write-tree'])).text.trim();
}

/** Stores content as it is. */
export async function writeBlob(place: GitPlace, content: Buffer): Promise<string> {
  const { text } = await git('store a file', place, ['hash-object', '-w', '--no-filters', '--stdin'], {
    input: content,
  });
  return text.trim();
}

/** The ids that the files would have in git, in the order of the paths. Line endings and filters of the place apply. */
export async function hashFiles(place: GitPlace, paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0) return [];
  const { text } = await git('compare files', place, ['hash-object', '--stdin-paths'], {
    input: paths.map((path) => `${quotePath(path)}\n`).join(''),
  });
  return text.trim().split('\n');
}

function quotePath(path: string): string {
  if (!/[\n"]/.test(path)) return path;
  return `"${path.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

/** The content of blobs as it is stored, in the order of the ids. */
export async function readBlobs(place: GitPlace, ids: readonly string[]): Promise<Buffer[]> {
  if (ids.length === 0) return [];
  const output = await gitCatFile('read files', place, ['--batch'], { input: `${ids.join('\n')}\n` });
  const blobs: Buffer[] = [];
  for (let at = 0; at < output.length; ) {
    const lineEnd = output.indexOf(10, at);
    const [id, type, bytes] = output.toString('utf8', at, lineEnd).split(' ');
    if (type !== 'blob') throw new Error(`git has no file content ${id}`);
    const start = lineEnd + 1;
    blobs.push(output.subarray(start, start + Number(bytes)));
    at = start + Number(bytes) + 1;
  }
  return blobs;
}

/** The content of a blob as the place wants it in a file: line endings and filters apply. */
export async function readFiltered(place: GitPlace, id: string, path: string): Promise<Buffer> {
  return gitCatFile('read a file', place, ['--filters', `--path=${path}`, id]);
}

const CONVERSIONS = ['text', 'eol', 'crlf', 'ident', 'filter', 'working-tree-encoding'];

/** Those of the paths whose attributes ask that a file differs from what is stored. */
export async function findConverted(place: GitPlace, paths: readonly string[]): Promise<Set<string>> {
  const { text } = await git('read attributes', place, ['check-attr', '-z', '--stdin', ...CONVERSIONS], {
    input: paths.map((path) => `${path}\0`).join(''),
  });
  const fields = records(text);
  const converted = new Set<string>();
  for (let i = 0; i + 2 < fields.length; i += 3) {
    const [path = '', name = '', value = ''] = fields.slice(i, i + 3);
    const harmless = value === 'unspecified' || value === 'unset' || (name === 'eol' && value === 'lf');
    if (!harmless && name !== 'text') converted.add(path);
  }
  return converted;
}

/** With conflicts, `marked` is a tree in which their files hold both sides between markers. */
export type MergedTree =
  | { tree: string; conflicts: [] }
  | { tree: undefined; marked: string; conflicts: string[] };

/** Merges two commits without touching any file or index. Needs git 2.38. */
export async function mergeTrees(place: GitPlace, ours: string, theirs: string): Promise<MergedTree> {
  const { text, exitCode } = await git(
    'merge',
    place,
    ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', ours, theirs],
    { answers: [1], settings: ['merge.conflictStyle=diff3'] },
  );
  const [tree = '', ...conflicts] = records(text);
  if (exitCode === 0) return { tree, conflicts: [] };
  return { tree: undefined, marked: tree, conflicts: [...new Set(conflicts)] };
}

function entry(mode: string, id: string): Entry | undefined {
  return /^0+$/.test(mode) ? undefined : { mode, id };
}

function records(text: string): string[] {
  return text.split('\0').filter((record) => record !== '');
}

function splitAt(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return [text.slice(0, at), text.slice(at + mark.length)];
}
