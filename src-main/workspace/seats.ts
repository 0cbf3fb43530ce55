import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { FaultError, fault } from '#shared/faults.ts';
import { type GitPlace, git } from './git.ts';
import { branchRef } from './git-refs.ts';

export type Worktree = { path: string; branch: string | undefined; gone: boolean };

/** The working trees of a repository, the main one first. */
export async function listWorktrees(place: GitPlace): Promise<Worktree[]> {
  const { text } = await git('list the worktrees', place, ['worktree', 'list', '--porcelain', '-z']);
  return text
    .split('\0\0')
    .filter((record) => record !== '')
    .map((record) => {
      const fields = record.split('\0');
      const value = (name: string) =>
        fields.find((field) => field.startsWith(`${name} `))?.slice(name.length + 1);
      const gone = fields.some((field) => field === 'bare' || /^prunable( |$)/.test(field));
      return {
        path: resolve(value('worktree') ?? ''),
        branch: value('branch')?.replace(/^refs\/heads\//, ''),
        gone,
      };
    });
}

/**
 * The working tree in which somebody has the branch checked out. Throws `conflict` while a merge, rebase, cherry-pick
 * or revert is under way there: moving the branch then would pull the ground from under it.
 */
export async function findSeat(place: GitPlace, branch: string): Promise<GitPlace | undefined> {
  const seats = (await listWorktrees(place)).filter((tree) => !tree.gone);
  for (const { path, branch: checkedOut } of seats) {
    // The worktrees of attempts are many, and no branch of a person's is moved from there.
    if (checkedOut !== branch && checkedOut?.startsWith('orchestrator/')) continue;
    const seat: GitPlace = { folder: path, personal: true };
    const underWay = await findUnderWay(seat, branch, checkedOut === branch);
    if (underWay) {
      throw new FaultError(
        fault('conflict', `The branch ${branch} cannot move now: a ${underWay} is under way in ${path}`, {
          hint: `Nothing was changed. Finish or abort the ${underWay} there, then try again.`,
        }),
      );
    }
    if (checkedOut === branch) return seat;
  }
  return undefined;
}

const UNDER_WAY: readonly [file: string, name: string][] = [
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
];

async function findUnderWay(
  seat: GitPlace,
  branch: string,
  checkedOut: boolean,
): Promise<string | undefined> {
  const { text } = await git('find the repository', seat, ['rev-parse', '--absolute-git-dir']);
  const gitDir = text.trimEnd();
  for (const folder of ['rebase-merge', 'rebase-apply']) {
    // A rebase leaves HEAD at no branch and says here which one it will move at its end.
    const head = await readFile(join(gitDir, folder, 'head-name'), 'utf8').catch(() => '');
    if (head.trim() === branchRef(branch)) return 'rebase';
  }
  if (!checkedOut) return undefined;
  for (const [file, name] of UNDER_WAY) {
    if (await stat(join(gitDir, file)).catch(() => undefined)) return name;
  }
  return undefined;
}
