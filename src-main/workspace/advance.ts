import { conflict } from './conflict.ts';
import type { GitPlace } from './git.ts';
import { branchRef, readCommit, updateRefs } from './git-refs.ts';
import { cleanIndex } from './index-lock.ts';
import { findSeat } from './seats.ts';
import { applyTree, planTree } from './working-tree.ts';

/**
 * Moves a branch from one commit to another and brings the files of whoever has it checked out along. Answers `false`
 * and changes nothing when the branch stands elsewhere by now. Throws `conflict`, and changes nothing, when a person's
 * own changes would be overwritten; a file that is saved in that very moment is kept, and is all that is left to do.
 *
 * A crash in between leaves a note (`refs/orchestrator/pending/<branch>`: the commit that the files still show), by
 * which `catchUp` finishes the work.
 */
export async function advance(place: GitPlace, branch: string, from: string, to: string): Promise<boolean> {
  const ref = branchRef(branch);
  const seat = await findSeat(place, branch);
  if (!seat) return updateRefs(place, [{ ref, to, from }]);
  const plan = await planTree(seat, from, to);
  if (plan.conflicts.length > 0) {
    throw conflict(
      'Local changes would be overwritten',
      plan.conflicts,
      'Nothing was changed. Commit, move or undo your changes to these files, then try again.',
    );
  }
  const note = pendingRef(branch);
  await updateRefs(place, [{ ref: note, to: from }]);
  if (!(await updateRefs(place, [{ ref, to, from }]))) {
    await updateRefs(place, [{ ref: note, to: null }]);
    return false;
  }
  await applyTree(seat, plan);
  await updateRefs(place, [{ ref: note, to: null }]);
  return true;
}

/**
 * Finishes what a crash interrupted between moving the branch and writing its files. Throws `conflict` while a person's own
 * changes stand in the way of some; all others are brought up to date even so.
 */
export async function catchUp(place: GitPlace, branch: string): Promise<void> {
  const note = pendingRef(branch);
  const shown = await readCommit(place, note);
  if (shown === undefined) return;
  const tip = await readCommit(place, branchRef(branch));
  const seat = await findSeat(place, branch);
  if (seat && tip !== undefined && tip !== shown) await applyTree(seat, await planTree(seat, shown, tip));
  if (seat) await cleanIndex(seat);
  await updateRefs(place, [{ ref: note, to: null }]);
}

function pendingRef(branch: string): string {
  return branchRef(branch).replace('refs/heads/', 'refs/orchestrator/pending/');
}
