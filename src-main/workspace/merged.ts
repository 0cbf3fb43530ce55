import { type GitPlace, git } from './git.ts';
import { findMerge, isAncestor, readCommit } from './git-refs.ts';

/** The line in a rebased commit's message that names the commit it was made from. */
export const REBASED_FROM = 'Orchestrator-Rebased-From';

/** How a commit can be reached: by itself, or as the commit that was made from it on a newer state. */
export type Merged = { commit: string; how: 'merge' | 'rebase' };

/**
 * The proof that a commit is in the past of `tip`: the commit of the branch by which it came in. `undefined` means that it
 * is not there, whatever anybody says.
 */
export async function findMerged(place: GitPlace, commit: string, tip: string): Promise<Merged | undefined> {
  if (await isAncestor(place, commit, tip)) {
    return { commit: (await findMerge(place, commit, tip)) ?? tip, how: 'merge' };
  }
  const rebased = await findRebased(place, commit, tip);
  return rebased === undefined ? undefined : { commit: rebased, how: 'rebase' };
}

/** Searches the messages first, and believes only what stands there as a trailer. */
async function findRebased(place: GitPlace, commit: string, tip: string): Promise<string | undefined> {
  const trailer = `%(trailers:key=${REBASED_FROM},valueonly,separator=%x20)`;
  const args = ['log', '--fixed-strings', `--grep=${REBASED_FROM}: ${commit}`, `--format=%H ${trailer}`];
  const { text } = await git('look for a rebased commit', place, [...args, tip, `^${commit}`]);
  const lines = text.split('\n').map((line) => line.trim().split(' '));
  return lines.find(([, ...from]) => from.includes(commit))?.[0];
}

/** The commit from which this one says that it was made by a rebase, where it is still there. A claim, not a proof. */
export async function rebasedFrom(place: GitPlace, commit: string): Promise<string | undefined> {
  const trailer = `%(trailers:key=${REBASED_FROM},valueonly,separator=%x20)`;
  const { text } = await git('look where a commit is from', place, [
    'log',
    '-1',
    `--format=${trailer}`,
    commit,
  ]);
  const from = text.trim();
  return /^[0-9a-f]{40,64}$/.test(from) ? readCommit(place, from) : undefined;
}
