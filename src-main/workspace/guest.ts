import { FaultError, fault, type Result } from '#shared/faults.ts';
import { advance } from './advance.ts';
import { conflict } from './conflict.ts';
import type { GitPlace } from './git.ts';
import { branchRef, currentBranch, isAncestor, readCommit, updateRefs, writeCommit } from './git-refs.ts';
import { diffTrees, mergeTrees } from './git-trees.ts';
import { settle } from './settle.ts';

/** Where work is gathered in a repository that the user brought along. */
export const GUEST_BRANCH = 'orchestrator/main';

const TRIES = 5;

/**
 * Brings the integration branch of a user's repository up to what the user has committed: made from HEAD, moved forward,
 * or merged. Returns its tip. Throws `conflict` and changes nothing where the two contradict each other, and
 * `invalid_input` where there is no commit to start from.
 */
export async function readyGuest(place: GitPlace, at: number): Promise<string> {
  for (let tries = 0; tries < TRIES; tries++) {
    const head = await readCommit(place, 'HEAD');
    const tip = await readCommit(place, branchRef(GUEST_BRANCH));
    if (head === undefined && tip === undefined) throw noCommit(place.folder);
    if (tip !== undefined && (head === undefined || (await isAncestor(place, head, tip)))) return tip;
    const next = await nextTip(place, head ?? '', tip, at);
    if (tip === undefined) {
      if (await updateRefs(place, [{ ref: branchRef(GUEST_BRANCH), to: next, from: null }])) return next;
    } else if (await advance(place, GUEST_BRANCH, tip, next)) return next;
  }
  throw new FaultError(fault('git', `The branch ${GUEST_BRANCH} moves all the time`, { retryable: true }));
}

async function nextTip(place: GitPlace, head: string, tip: string | undefined, at: number): Promise<string> {
  if (tip === undefined || (await isAncestor(place, tip, head))) return head;
  const merged = await mergeTrees(place, tip, head);
  if (merged.tree === undefined) {
    throw conflict(
      `What was committed by hand contradicts the finished work on ${GUEST_BRANCH}`,
      merged.conflicts,
      `Nothing was changed. Merge ${GUEST_BRANCH} into your branch by hand, or delete it to let go of that work.`,
    );
  }
  return writeCommit(place, {
    tree: merged.tree,
    parents: [tip, head],
    message: 'Take up what was committed by hand',
    at,
  });
}

function noCommit(folder: string): FaultError {
  return new FaultError(
    fault('invalid_input', `The repository ${folder} has no commit to start from`, {
      hint: 'Nothing was changed. Commit what is there, then try again.',
    }),
  );
}

/** What a hand-over would bring to the branch that the user has checked out. */
export type HandoverPlan = {
  /** The user's branch. */
  into: string;
  /** Tip of the integration branch that was looked at. */
  commit: string;
  /** Where the two last had everything in common. */
  base: string;
  paths: string[];
};

/** Undefined where nothing is to be handed over: in a workspace of the Orchestrator's own, without a branch, or all is there. */
export function planHandover(root: string, from: string): Promise<Result<HandoverPlan | undefined>> {
  return settle('compare the branches', async () => {
    const place: GitPlace = { folder: root, personal: true };
    if (from !== GUEST_BRANCH) return undefined;
    const into = await currentBranch(place);
    const commit = await readCommit(place, branchRef(from));
    const head = await readCommit(place, 'HEAD');
    if (into === undefined || into === from || commit === undefined || head === undefined) return undefined;
    if (await isAncestor(place, commit, head)) return undefined;
    const merged = await mergeTrees(place, head, commit);
    const after = merged.tree ?? commit;
    const paths = (await diffTrees(place, head, after)).map(({ path }) => path);
    return { into, commit, base: head, paths };
  });
}
