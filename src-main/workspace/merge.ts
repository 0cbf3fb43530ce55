import { FaultError, fault } from '#shared/faults.ts';
import { advance, catchUp } from './advance.ts';
import { conflict } from './conflict.ts';
import type { GitPlace } from './git.ts';
import { branchRef, findMerge, isAncestor, readCommit, writeCommit, writeSnapshot } from './git-refs.ts';
import { mergeTrees } from './git-trees.ts';

export type MergeRequest = {
  /** Absolute path of the project's workspace. */
  root: string;
  /** The integration branch. */
  branch: string;
  attemptId: string;
  /** The attempt's commit. */
  commit: string;
  message: string;
};

const TRIES = 5;

/**
 * Merges a commit into a branch without a working tree, always by a merge commit, and brings the files of whoever has
 * the branch checked out along. The tip before is kept in a snapshot ref. What is merged already is not merged again,
 * but what a crash left half done is finished.
 * Returns the merge commit, also of a merge that was made before. Throws `conflict` with the files, and nothing changed; `not_found`; `git`.
 */
export async function mergeCommit(place: GitPlace, request: MergeRequest, at: number): Promise<string> {
  const { branch, commit } = request;
  await catchUp(place, branch);
  for (let tries = 0; tries < TRIES; tries++) {
    const tip = await readCommit(place, branchRef(branch));
    if (tip === undefined) throw missing(`The branch ${branch} does not exist`);
    if ((await readCommit(place, commit)) === undefined) throw missing(`The commit ${commit} does not exist`);
    if (await isAncestor(place, commit, tip)) return (await findMerge(place, commit, tip)) ?? tip;
    const merged = await mergeTrees(place, tip, commit);
    if (merged.tree === undefined) {
      throw conflict(
        `The work of ${request.attemptId} contradicts what was merged into ${branch} meanwhile`,
        merged.conflicts,
        'Nothing was changed. Do the task again on the newer state, or merge these files by hand.',
      );
    }
    const next = await writeCommit(place, {
      tree: merged.tree,
      parents: [tip, commit],
      message: request.message,
      at,
    });
    await writeSnapshot(place, `${request.attemptId}-before`, tip);
    if (await advance(place, branch, tip, next)) return next;
  }
  throw new FaultError(
    fault('git', `The branch ${branch} moves all the time, so that nothing could be merged into it`, {
      hint: 'Nothing was changed. Try again when nobody else commits to it.',
    }),
  );
}

function missing(message: string): FaultError {
  return new FaultError(
    fault('not_found', message, { hint: 'It may have been renamed or deleted by hand.' }),
  );
}
