import { FaultError, fault, type Result } from '#shared/faults.ts';
import { branchRef, readCommit } from './git-refs.ts';
import { settle } from './settle.ts';
import { integrationBranch } from './template.ts';

/** The commit that the integration branch of a workspace points at. Faults: `git`. */
export async function integrationTip(root: string): Promise<Result<string>> {
  const branch = await integrationBranch(root);
  if (!branch.ok) return branch;
  return settle('read the integration branch', async () => {
    const tip = await readCommit({ folder: root }, branchRef(branch.value));
    if (tip === undefined)
      throw new FaultError(fault('git', `The branch ${branch.value} does not exist in ${root}`));
    return tip;
  });
}
