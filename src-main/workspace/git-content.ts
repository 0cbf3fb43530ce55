import { type GitPlace, git, gitCatFile } from './git.ts';

/** The id of the tree of a commit; `undefined` where there is no such commit. */
export async function treeAt(place: GitPlace, commit: string): Promise<string | undefined> {
  return revision(place, `${commit}^{tree}`);
}

/** Text of a file as a commit has it; `undefined` where it has none, or a link or a folder in its place. */
export async function readFileAt(place: GitPlace, commit: string, path: string): Promise<string | undefined> {
  const id = await revision(place, `${commit}:${path}`);
  if (id === undefined) return undefined;
  const { text } = await git('look up a file', place, ['cat-file', '-t', id]);
  return text.trim() === 'blob'
    ? (await gitCatFile('read a file', place, ['blob', id])).toString('utf8')
    : undefined;
}

async function revision(place: GitPlace, name: string): Promise<string | undefined> {
  const { text, exitCode } = await git(
    `look up ${name}`,
    place,
    ['rev-parse', '--verify', '--quiet', '--end-of-options', name],
    { answers: [1, 128] },
  );
  return exitCode === 0 ? text.trim() : undefined;
}
