import type { Result } from '#shared/faults.ts';
import type { Clock } from '../kernel/clock.ts';
import { GUEST_BRANCH, readyGuest } from './guest.ts';
import { settle } from './settle.ts';
import { integrationBranch } from './template.ts';

/**
 * Brings the integration branch up to what the user has committed by hand, before new work starts from it. Faults:
 * `conflict` where that contradicts finished work, and `git`.
 */
export async function takeUpCommits(root: string, clock: Clock): Promise<Result<undefined>> {
  const branch = await integrationBranch(root);
  if (!branch.ok) return branch;
  return settle('take up the newest commits', async () => {
    if (branch.value === GUEST_BRANCH) await readyGuest({ folder: root, personal: true }, clock.now());
    return undefined;
  });
}
