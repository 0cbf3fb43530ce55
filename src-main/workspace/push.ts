import { FaultError, fault, type Result } from '#shared/faults.ts';
import { git } from './git.ts';
import { branchRef } from './git-refs.ts';
import { settle } from './settle.ts';

export type PushRequest = {
  /** Absolute path of the workspace. */
  root: string;
  commit: string;
  /** Where to: an `https`, `ssh` or `file` address, `user@host:path`, an absolute path, or the name of a remote. */
  remote: string;
  branch: string;
  tag: string;
};

/** `ext::` and the like would start programs. */
const PROTOCOLS = { GIT_ALLOW_PROTOCOL: 'https:ssh:file' };

/**
 * Pushes a commit as a branch and a tag, both or none, never over what is there. Doing it twice is the same as once.
 * Faults: `invalid_input` (no such kind of address), `conflict` (the remote has another commit there), `git`.
 */
export function pushCommit(request: PushRequest): Promise<Result<undefined>> {
  return settle('push', async () => {
    const { root, commit, remote, branch, tag } = request;
    const place = { folder: root };
    refuseOdd(remote);
    const wanted = new Map([
      [branchRef(branch), commit],
      [`refs/tags/${tag}`, commit],
    ]);
    const listing = await git(
      'read the remote repository',
      place,
      ['ls-remote', '--', remote, ...wanted.keys()],
      {
        env: PROTOCOLS,
      },
    );
    const there = new Map(
      listing.text.split('\n').flatMap((line) => {
        const [id, ref] = line.split('\t');
        return id && ref ? [[ref, id] as const] : [];
      }),
    );
    const taken = [...wanted.keys()].filter((ref) => (there.get(ref) ?? commit) !== commit);
    if (taken.length > 0) {
      throw new FaultError(
        fault('conflict', `The remote repository has something else at ${taken.join(' and ')}`, {
          hint: 'Nothing was pushed and nothing there was changed. Choose another branch.',
        }),
      );
    }
    const specs = [...wanted].map(([ref]) => `${commit}:${ref}`);
    await git('push', place, ['push', '--atomic', '--porcelain', '--', remote, ...specs], {
      env: PROTOCOLS,
    });
    return undefined;
  });
}

function refuseOdd(remote: string): void {
  const isAddress = /^(https:\/\/|ssh:\/\/|file:\/\/|\/|[A-Za-z]:[\\/])/.test(remote);
  const isShort = /^([\w.-]+@)?[\w.-]+:(?!:)[^:]/.test(remote);
  const isName = /^[\w][\w.-]*$/.test(remote);
  if ((isAddress || isShort || isName) && !/[\p{Cc}]/u.test(remote)) return;
  throw new FaultError(
    fault('invalid_input', 'This is no address that can be pushed to', {
      hint: 'Nothing was pushed. Use an https or ssh address, an absolute path, or the name of a remote of the project.',
    }),
  );
}
