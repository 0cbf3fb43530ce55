import { posix } from 'node:path';
import { FaultError, fault } from '#shared/faults.ts';
import type { Artifact } from '#shared/model/attempt.ts';
import { findCollisions, pathProblem } from '../guard/jail.ts';
import type { AttemptPlace } from './attempt-place.ts';
import { sha256 } from './files.ts';
import type { GitPlace } from './git.ts';
import { branchRef, currentBranch, readCommit, updateRefs, writeCommit } from './git-refs.ts';
import {
  addAll,
  type Change,
  diffTrees,
  findNestedRepositories,
  listTree,
  MODE,
  readBlobs,
  writeTree,
} from './git-trees.ts';
import { readLeftOut } from './left-out.ts';

/** Commit message lines such as `Task: T-1`; several values of one key become several lines. */
export type Trailers = Readonly<Record<string, string | readonly string[]>>;

export type CommitRequest = { message: string; trailers?: Trailers; baseCommit: string };

/** Files held in memory at a time. */
const BATCH_FILES = 64;

export type AttemptCommit = { commit: string; branch: string; files: Artifact[] };

/**
 * Commits everything that a worktree shows on top of `baseCommit`, as one commit, whatever happened to its branch in
 * between. The same content again gives the same commit back.
 * Throws `invalid_input` for links that lead out, nested repositories and an empty change ("nothing to commit").
 */
export async function commitWorktree(
  place: AttemptPlace,
  request: CommitRequest,
  at: number,
): Promise<AttemptCommit> {
  const branch = await currentBranch(place);
  if (!branch?.startsWith('orchestrator/')) {
    throw new FaultError(fault('git', `The worktree ${place.folder} is not on the branch of an attempt`));
  }
  const leftOut = await readLeftOut(place);
  const nested = (await findNestedRepositories(place)).filter(
    (path) => !leftOut.some((left) => left.endsWith('/') && `${path}/`.startsWith(left)),
  );
  if (nested.length > 0) throw refuse('git repositories inside the workspace', nested);
  await addAll(place, leftOut);
  const tree = await writeTree(place);
  const changes = await diffTrees(place, request.baseCommit, tree);
  if (changes.length === 0) {
    throw new FaultError(
      fault('invalid_input', 'There is nothing to commit: the attempt changed no file', {
        hint: 'Ignored files do not count. Try again with feedback, or another agent.',
      }),
    );
  }
  await refuseHostile(place, changes);
  await refuseCollisions(place, tree, changes);
  const commit = await commitTree(place, branch, tree, request, at);
  return { commit, branch, files: await toArtifacts(place, changes) };
}

async function commitTree(
  place: GitPlace,
  branch: string,
  tree: string,
  request: CommitRequest,
  at: number,
): Promise<string> {
  const ref = branchRef(branch);
  const head = await readCommit(place, ref);
  const parent = head === undefined ? undefined : await readCommit(place, `${head}^`);
  if (head !== undefined && parent === request.baseCommit) {
    // A crash may have come between the commit and the word of it.
    if ((await diffTrees(place, head, tree)).length === 0) return head;
  }
  const commit = await writeCommit(place, {
    tree,
    parents: [request.baseCommit],
    message: withTrailers(request.message, request.trailers ?? {}),
    at,
  });
  await updateRefs(place, [{ ref, to: commit }]);
  return commit;
}

export function withTrailers(message: string, trailers: Trailers): string {
  const lines = Object.entries(trailers).flatMap(([key, value]) =>
    (typeof value === 'string' ? [value] : value).map((one) => `${key}: ${one.replace(/\s+/g, ' ').trim()}`),
  );
  return lines.length === 0 ? message : `${message.trim()}\n\n${lines.join('\n')}`;
}

/** On macOS and Windows one of two such files would silently take the place of the other at the next checkout. */
async function refuseCollisions(place: GitPlace, tree: string, changes: readonly Change[]): Promise<void> {
  const added = changes.filter(({ before, after }) => after && !before).map(({ path }) => path);
  if (added.length === 0) return;
  const all = (await listTree(place, tree)).map(({ path }) => path);
  const pairs = findCollisions(added, all);
  if (pairs.length === 0) return;
  throw refuse(
    'files whose names differ only in case or in the spelling of a letter, which many systems take for one',
    pairs.map((pair) => `${pair.path} (${pair.with})`),
  );
}

async function refuseHostile(place: GitPlace, changes: readonly Change[]): Promise<void> {
  const set = changes.filter(({ after }) => after);
  const unsafe = set.filter(({ path, before }) => !before && pathProblem(path)).map(({ path }) => path);
  if (unsafe.length > 0) throw refuse('files with names that not every system can hold', unsafe);
  const repositories = set.filter(({ after }) => after?.mode === MODE.repository).map(({ path }) => path);
  if (repositories.length > 0) throw refuse('git repositories inside the workspace', repositories);
  const links = set.filter(({ after }) => after?.mode === MODE.link);
  const targets = await readBlobs(
    place,
    links.map(({ after }) => after?.id ?? ''),
  );
  const outside = links.filter(({ path }, i) => leadsOut(path, targets[i]?.toString('utf8') ?? ''));
  if (outside.length > 0)
    throw refuse(
      'symbolic links that lead out of the workspace',
      outside.map(({ path }) => path),
    );
}

/**
 * Whether a link may lead out of the tree. `..` counts only at the start: behind a name it may follow another link,
 * and then text cannot tell where it leads.
 */
export function leadsOut(path: string, target: string): boolean {
  if (target === '' || posix.isAbsolute(target) || target.includes('\\') || target.includes('\0'))
    return true;
  const names = target.split('/').filter((name) => name !== '' && name !== '.');
  const up = names.findIndex((name) => name !== '..');
  const ups = up === -1 ? names.length : up;
  const depth = path.split('/').length - 1;
  const rest = names.slice(ups);
  return ups > depth || (rest.length > 0 && pathProblem(rest.join('/')) !== undefined);
}

/** The hash and size of a removed file are those it had. */
async function toArtifacts(place: GitPlace, changes: readonly Change[]): Promise<Artifact[]> {
  const files = changes.filter(({ before, after }) => (after ?? before)?.mode !== MODE.repository);
  const artifacts: Artifact[] = [];
  for (let at = 0; at < files.length; at += BATCH_FILES) {
    const batch = files.slice(at, at + BATCH_FILES);
    const contents = await readBlobs(
      place,
      batch.map(({ before, after }) => (after ?? before)?.id ?? ''),
    );
    for (const [i, { path, before, after }] of batch.entries()) {
      const content = contents[i] ?? Buffer.alloc(0);
      const change = after ? (before ? 'modified' : 'added') : 'removed';
      artifacts.push({ path, sha256: sha256(content), bytes: content.length, change });
    }
  }
  return artifacts;
}

function refuse(what: string, paths: readonly string[]): FaultError {
  return new FaultError(
    fault('invalid_input', `The attempt left ${what}: ${paths.slice(0, 10).join(', ')}`, {
      hint: 'Nothing was committed and the worktree was kept.',
      cause: paths.join('\n'),
    }),
  );
}
