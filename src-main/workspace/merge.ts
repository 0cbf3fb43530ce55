import { FaultError, fault } from '#shared/faults.ts';
import { advance, catchUp } from './advance.ts';
import { withTrailers } from './attempt-commit.ts';
import { conflict } from './conflict.ts';
import type { GitPlace } from './git.ts';
import {
  branchRef,
  mergeBase,
  type NewCommit,
  readCommit,
  readMessage,
  writeCommit,
  writeSnapshot,
} from './git-refs.ts';
import { mergeTrees } from './git-trees.ts';
import { findMerged, type Merged, REBASED_FROM } from './merged.ts';

export type MergeRequest = {
  /** Absolute path of the project's workspace. */
  root: string;
  /** The integration branch. */
  branch: string;
  attemptId: string;
  /** The attempt's commit. */
  commit: string;
  message: string;
  /** `rebase`: as a commit on top of the branch, with the same message; by default by a merge commit. */
  joinBy?: 'merge' | 'rebase';
};

const TRIES = 5;

/**
 * Brings a commit into a branch without a working tree, by a merge commit or as a new commit on its top, and the files of
 * whoever has the branch checked out along. The tip before is kept in a snapshot ref. What is merged already is not merged
 * again, but what a crash left half done is finished.
 * Returns the proof: a commit that is read back from the branch. Throws `conflict` with the files, and nothing changed;
 * `not_found`; `git`.
 */
export async function mergeCommit(place: GitPlace, request: MergeRequest, at: number): Promise<Merged> {
  const { branch, commit } = request;
  await catchUp(place, branch);
  for (let tries = 0; tries < TRIES; tries++) {
    const tip = await readTip(place, branch);
    if ((await readCommit(place, commit)) === undefined) throw missing(`The commit ${commit} does not exist`);
    const merged = await findMerged(place, commit, tip);
    if (merged) return merged;
    const next = await writeJoined(place, request, tip, at);
    await writeSnapshot(place, `${request.attemptId}-before`, tip);
    if (await advance(place, branch, tip, next)) return prove(place, request);
  }
  throw new FaultError(
    fault('git', `The branch ${branch} moves all the time, so that nothing could be merged into it`, {
      hint: 'Nothing was changed. Try again when nobody else commits to it.',
    }),
  );
}

/** The commit that would stand at the tip next. */
async function writeJoined(place: GitPlace, request: MergeRequest, tip: string, at: number): Promise<string> {
  const { branch, commit, message, attemptId } = request;
  const merged = await mergeTrees(place, tip, commit);
  if (merged.tree === undefined) {
    throw conflict(
      `The work of ${attemptId} contradicts what was merged into ${branch} meanwhile`,
      merged.conflicts,
      'Nothing was changed. Do the task again on the newer state, or settle these files.',
    );
  }
  const joined: NewCommit = { tree: merged.tree, parents: [tip, commit], message, at };
  const isOne = request.joinBy === 'rebase' && (await isOneStep(place, commit, tip));
  return writeCommit(place, isOne ? await rebased(place, commit, joined) : joined);
}

/** Only a single commit can be put on top of another by itself; a longer past needs a merge. */
async function isOneStep(place: GitPlace, commit: string, tip: string): Promise<boolean> {
  const before = await readCommit(place, `${commit}^`);
  return before !== undefined && before === (await mergeBase(place, commit, tip));
}

async function rebased(place: GitPlace, commit: string, joined: NewCommit): Promise<NewCommit> {
  const message = await readMessage(place, commit);
  const line = `${REBASED_FROM}: ${commit}`;
  const hasTrailers = /\n\n(?:[\w-]+: [^\n]*\n?)+$/.test(message);
  return {
    ...joined,
    parents: joined.parents.slice(0, 1),
    message: hasTrailers ? `${message}\n${line}` : withTrailers(message, { [REBASED_FROM]: commit }),
  };
}

async function prove(place: GitPlace, { branch, commit }: MergeRequest): Promise<Merged> {
  const proof = await findMerged(place, commit, await readTip(place, branch));
  if (proof) return proof;
  throw new FaultError(
    fault('git', `The commit ${commit} was merged into ${branch} but cannot be reached from it`, {
      hint: 'Somebody moved the branch back in the same moment. Nothing counts as done; it is tried again.',
    }),
  );
}

async function readTip(place: GitPlace, branch: string): Promise<string> {
  const tip = await readCommit(place, branchRef(branch));
  if (tip === undefined) throw missing(`The branch ${branch} does not exist`);
  return tip;
}

function missing(message: string): FaultError {
  return new FaultError(
    fault('not_found', message, { hint: 'It may have been renamed or deleted by hand.' }),
  );
}
