import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FaultError, fault, type Result } from '#shared/faults.ts';
import { type GitPlace, git } from './git.ts';
import {
  currentBranch,
  initRepository,
  readCommit,
  readSetting,
  updateRefs,
  writeCommit,
  writeSetting,
} from './git-refs.ts';
import { addAll, findNestedRepositories, readTree, writeTree } from './git-trees.ts';
import { settle } from './settle.ts';
import { BRANCH_SETTING } from './template.ts';

/** A repository in one file, and what the file does not say of it. */
export type Bundle = {
  /** The branch that is checked out; undefined where none is. */
  head?: string;
  /** The setting that names the integration branch of a workspace that we made. */
  integration?: string;
  /** The commit of what the working tree showed, where that is not what the branch holds. Ignored files are not in it. */
  unsaved?: string;
};

const UNSAVED_REF = 'refs/orchestrator/unsaved';

/**
 * Writes every branch, tag and snapshot of a workspace, and what its working tree shows, into one file. Neither its files
 * nor its index nor its branches change. Faults: `git`, `storage`, `invalid_input` (a repository without a commit).
 */
export function bundleRepository(root: string, target: string, at: number): Promise<Result<Bundle>> {
  return settle('write the repository into one file', async () => {
    const place: GitPlace = { folder: root, personal: true };
    const tip = await readCommit(place, 'HEAD');
    if (tip === undefined) {
      throw new FaultError(
        fault('invalid_input', `The repository ${root} has no commit yet`, {
          hint: 'Commit something in it first.',
        }),
      );
    }
    const unsaved = await commitUnsaved(place, tip, at);
    await updateRefs(place, [{ ref: UNSAVED_REF, to: unsaved ?? null }]);
    await git('write the repository into one file', place, [
      'bundle',
      'create',
      '--quiet',
      target,
      '--all',
      'HEAD',
    ]);
    const [head, integration] = [await currentBranch(place), await readSetting(place, BRANCH_SETTING)];
    return {
      ...(head === undefined ? {} : { head }),
      ...(integration === undefined ? {} : { integration }),
      ...(unsaved === undefined ? {} : { unsaved }),
    };
  });
}

async function commitUnsaved(place: GitPlace, tip: string, at: number): Promise<string | undefined> {
  const { text } = await git('find the repository', place, ['rev-parse', '--absolute-git-dir']);
  const indexFile = join(text.trimEnd(), `orchestrator-index-${randomBytes(8).toString('hex')}`);
  const aside: GitPlace = { ...place, indexFile };
  try {
    await readTree(aside, tip, 'index only');
    await addAll(aside, await findNestedRepositories(place));
    const tree = await writeTree(aside);
    const { text: committed } = await git('read a tree', place, ['rev-parse', `${tip}^{tree}`]);
    return committed.trim() === tree
      ? undefined
      : await writeCommit(place, { tree, parents: [tip], message: 'What the working tree showed', at });
  } finally {
    await rm(indexFile, { force: true });
  }
}

/**
 * Makes a workspace again from its file, in a folder that is missing or empty: all refs, the branch checked out, and what
 * was not committed on top of it as changed files. Faults: `conflict` (the folder holds something), `git`, `storage`.
 */
export function restoreRepository(
  bundle: string,
  { head, integration, unsaved }: Bundle,
  root: string,
): Promise<Result<undefined>> {
  return settle('make the repository again', async () => {
    await mkdir(root, { recursive: true });
    if ((await readdir(root)).length > 0) {
      throw new FaultError(
        fault('conflict', `${root} is there already and not empty`, {
          hint: 'Nothing in it was changed. Choose another folder.',
        }),
      );
    }
    const place: GitPlace = { folder: root, personal: true };
    await initRepository(place, head ?? 'main');
    await git('check the file of the repository', place, ['bundle', 'verify', '--quiet', bundle]);
    await git('read the file of the repository', place, [
      'fetch',
      '--quiet',
      '--update-head-ok',
      bundle,
      '+refs/*:refs/*',
      '+HEAD:refs/orchestrator/head',
    ]);
    const tip = await readCommit(place, 'refs/orchestrator/head');
    if (tip === undefined)
      throw new FaultError(fault('invalid_input', 'The file of the repository has no commit'));
    if (head === undefined) await git('check out a commit', place, ['update-ref', '--no-deref', 'HEAD', tip]);
    if (integration !== undefined) await writeSetting(place, BRANCH_SETTING, integration);
    await readTree(place, unsaved ?? tip, 'with files');
    if (unsaved !== undefined) await readTree(place, tip, 'index only');
    await updateRefs(place, [
      { ref: 'refs/orchestrator/head', to: null },
      { ref: UNSAVED_REF, to: null },
    ]);
    return undefined;
  });
}
