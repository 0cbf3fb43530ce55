import { lstat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { FaultError, fault } from '#shared/faults.ts';
import { type GitPlace, git } from './git.ts';

/** What `update-ref` takes for "does not exist", in repositories with SHA-1 and with SHA-256. */
const NOTHING = '0'.repeat(40);

const SNAPSHOTS = 'refs/orchestrator/snapshots';

export type Identity = { name: string; email: string };

const ORCHESTRATOR: Identity = { name: 'Orchestrator', email: 'orchestrator@localhost' };

/** The full ref of a branch. Throws `invalid_input` for a name that git would not take or could misread. */
export function branchRef(branch: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
  const bad = /[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|^[-/.]|[/.]$|\.lock(\/|$)|\/\./.test(branch);
  if (branch === '' || bad) {
    throw new FaultError(fault('invalid_input', `${JSON.stringify(branch)} is no name for a git branch`));
  }
  return `refs/heads/${branch}`;
}

/**
 * The folder that all worktrees of a repository share, absolute; `undefined` where the folder is no repository. A folder
 * that is itself the inside of a repository is answered as such; no git command works in it.
 */
export async function commonDir(place: GitPlace): Promise<string | undefined> {
  const { text, exitCode } = await git('find the repository', place, ['rev-parse', '--git-common-dir'], {
    answers: [128],
  });
  if (exitCode !== 0) return (await isBareStyle(place.folder)) ? place.folder : undefined;
  const path = text.trimEnd();
  return isAbsolute(path) ? path : resolve(place.folder, path);
}

/** Whether files of the folder itself, which anybody could have put among the others, pose as a repository. */
async function isBareStyle(folder: string): Promise<boolean> {
  const parts = ['HEAD', 'objects', 'refs'].map((name) => lstat(join(folder, name)).catch(() => undefined));
  return (await Promise.all(parts)).every((part) => part !== undefined);
}

export async function initRepository(place: GitPlace, branch: string): Promise<void> {
  await git('make the folder a repository', place, ['init', '-b', branch]);
}

/** The commit that a ref or a name stands for; `undefined` where there is none. */
export async function readCommit(place: GitPlace, name: string): Promise<string | undefined> {
  const { text, exitCode } = await git(
    `read ${name}`,
    place,
    ['rev-parse', '--verify', '--end-of-options', `${name}^{commit}`],
    { answers: [128] },
  );
  return exitCode === 0 ? text.trim() : undefined;
}

/** The branch that is checked out, by its short name, even before its first commit; `undefined` when HEAD is detached. */
export async function currentBranch(place: GitPlace): Promise<string | undefined> {
  const { text, exitCode } = await git('read HEAD', place, ['symbolic-ref', '--quiet', 'HEAD'], {
    answers: [1],
  });
  return exitCode === 0 ? text.trim().replace(/^refs\/heads\//, '') : undefined;
}

/** Both must exist. Commits without a common past are none of each other's ancestors. */
export async function isAncestor(place: GitPlace, commit: string, of: string): Promise<boolean> {
  return (await mergeBase(place, commit, of)) === commit;
}

/** The commit from which two others began; `undefined` where they have no common past. */
export async function mergeBase(place: GitPlace, one: string, other: string): Promise<string | undefined> {
  const { text } = await git('compare commits', place, ['merge-base', one, other], { answers: [1] });
  return text.trim() || undefined;
}

export async function readMessage(place: GitPlace, commit: string): Promise<string> {
  return (await git('read a commit message', place, ['log', '-1', '--format=%B', commit])).text.trimEnd();
}

/** The merge by which a commit came onto the line of a branch; `undefined` when it came without one. */
export async function findMerge(place: GitPlace, commit: string, tip: string): Promise<string | undefined> {
  const args = ['rev-list', '--first-parent', '--merges', '--parents', tip, `^${commit}`];
  const { text } = await git('look for a merge', place, args);
  const merges = text.split('\n').map((line) => line.split(' '));
  return merges.find(([, , ...merged]) => merged.includes(commit))?.[0];
}

export type RefUpdate = {
  ref: string;
  /** The new commit, or `null` to delete the ref. */
  to: string | null;
  /** The commit it must stand at now, `null` for "must not exist"; without it any. */
  from?: string | null;
};

/**
 * Moves refs, all or none. Answers `false` when one did not stand where it should, and then changes nothing.
 */
export async function updateRefs(place: GitPlace, updates: readonly RefUpdate[]): Promise<boolean> {
  const lines = updates.map(({ ref, to, from }) => {
    const old = from === undefined ? '' : ` ${from ?? NOTHING}`;
    return to === null ? `delete ${ref}${old}` : `update ${ref} ${to}${old}`;
  });
  try {
    await git('move branches', place, ['update-ref', '-m', 'orchestrator', '--stdin'], {
      input: ['start', ...lines, 'prepare', 'commit', ''].join('\n'),
    });
    return true;
  } catch (thrown) {
    for (const { ref, from } of updates) {
      if (from !== undefined && (await readCommit(place, ref)) !== (from ?? undefined)) return false;
    }
    throw thrown;
  }
}

/** Keeps a commit reachable for good. Doing it again changes nothing. */
export async function writeSnapshot(place: GitPlace, name: string, commit: string): Promise<string> {
  const ref = `${SNAPSHOTS}/${name}-${commit.slice(0, 12)}`;
  await updateRefs(place, [{ ref, to: commit }]);
  return ref;
}

/** Refs that match a pattern of `for-each-ref`, with the commits they stand at. */
export async function listRefs(place: GitPlace, pattern: string): Promise<Map<string, string>> {
  const { text } = await git('list branches', place, [
    'for-each-ref',
    '--format=%(objectname) %(refname)',
    pattern,
  ]);
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(lines.map((line) => [line.slice(line.indexOf(' ') + 1), line.slice(0, line.indexOf(' '))]));
}

export type NewCommit = {
  tree: string;
  parents: readonly string[];
  message: string;
  /** Epoch milliseconds. */
  at: number;
};

/** Writes a commit that no branch stands at yet. */
export async function writeCommit(place: GitPlace, commit: NewCommit): Promise<string> {
  const { name, email } = await readIdentity(place);
  const date = `@${Math.floor(commit.at / 1000)} +0000`;
  const parents = commit.parents.flatMap((parent) => ['-p', parent]);
  const { text } = await git('write a commit', place, ['commit-tree', commit.tree, ...parents, '-F', '-'], {
    input: `${commit.message.replaceAll('\0', '').trim() || 'Change'}\n`,
    env: {
      GIT_AUTHOR_NAME: name,
      GIT_AUTHOR_EMAIL: email,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: name,
      GIT_COMMITTER_EMAIL: email,
      GIT_COMMITTER_DATE: date,
    },
  });
  return text.trim();
}

/** The name the user has told git, or the Orchestrator's own. */
async function readIdentity(place: GitPlace): Promise<Identity> {
  const { text } = await git(
    'read the user name',
    place,
    ['config', '-z', '--get-regexp', '^user\\.(name|email)$'],
    {
      answers: [1],
    },
  );
  const values = new Map(
    text.split('\0').map((entry) => [entry.split('\n', 1)[0], entry.split('\n').slice(1).join(' ')]),
  );
  const name = values.get('user.name')?.trim();
  const email = values.get('user.email')?.trim();
  return name && email ? { name, email } : ORCHESTRATOR;
}

export async function readSetting(place: GitPlace, key: string): Promise<string | undefined> {
  const { text, exitCode } = await git(`read the setting ${key}`, place, ['config', '--get', key], {
    answers: [1],
  });
  return exitCode === 0 ? text.trimEnd() : undefined;
}

export async function writeSetting(place: GitPlace, key: string, value: string): Promise<void> {
  await git(`write the setting ${key}`, place, ['config', '--local', key, value]);
}
