import { devNull } from 'node:os';
import { resolve } from 'node:path';
import { FaultError, fault, type Result } from '#shared/faults.ts';
import { type GitPlace, git } from './git.ts';
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

/** What a repository on this machine is kept from starting when something arrives in it. */
const RECEIVE_SETTINGS = [
  `core.hooksPath=${devNull}`,
  'core.fsmonitor=false',
  'core.alternateRefsCommand=true',
  'receive.denyCurrentBranch=refuse',
  'receive.autogc=false',
];
const RECEIVE_HERE = `git ${RECEIVE_SETTINGS.map((setting) => `-c '${setting}'`).join(' ')} receive-pack`;

/**
 * Pushes a commit as a branch and a tag, both or none, never over what is there. Doing it twice is the same as once.
 * Faults: `invalid_input` (no such kind of address), `conflict` (the remote has another commit there), `git`.
 */
export function pushCommit(request: PushRequest): Promise<Result<undefined>> {
  return settle('push', async () => {
    const { root, commit, remote, branch, tag } = request;
    const place = { folder: root };
    const address = await findAddress(place, remote);
    const isHere = LOCAL.test(address);
    // `ext::` and the like would start programs, and a setting may put a folder in the place of a server.
    const env = { GIT_ALLOW_PROTOCOL: isHere ? 'file' : 'https:ssh' };
    const wanted = new Map([
      [branchRef(branch), commit],
      [`refs/tags/${tag}`, commit],
    ]);
    const ask = ['ls-remote', '--upload-pack=git-upload-pack', '--', address, ...wanted.keys()];
    const listing = await git('read the remote repository', place, ask, { env });
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
    const receive = `--receive-pack=${isHere ? RECEIVE_HERE : 'git-receive-pack'}`;
    await git('push', place, ['push', '--atomic', '--porcelain', receive, '--', address, ...specs], { env });
    return undefined;
  });
}

const LOCAL = /^(file:\/\/|\/|[A-Za-z]:[\\/])/;
const NAME = /^\w[\w.-]*$/;

/** The address itself, or that of the remote with this name. */
async function findAddress(place: GitPlace, remote: string): Promise<string> {
  if (!NAME.test(remote)) return refuseOdd(remote);
  const { text, exitCode } = await git(
    'find the remote repository',
    place,
    ['remote', 'get-url', '--push', remote],
    { answers: [2] },
  );
  const address = text.replace(/\r?\n$/, '');
  return refuseOdd(exitCode === 0 && address.startsWith('.') ? resolve(place.folder, address) : address);
}

function refuseOdd(address: string): string {
  const isAddress = LOCAL.test(address) || /^(https|ssh):\/\//.test(address);
  const isShort = /^([\w.-]+@)?[\w.-]+:(?!:)[^:]/.test(address);
  if ((isAddress || isShort) && !/[\p{Cc}]/u.test(address)) return address;
  throw new FaultError(
    fault('invalid_input', 'This is no address that can be pushed to', {
      hint: 'Nothing was pushed. Use an https or ssh address, an absolute path, or the name of a remote of the project.',
    }),
  );
}
