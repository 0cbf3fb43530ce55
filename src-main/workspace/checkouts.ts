import { randomBytes } from 'node:crypto';
import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result } from '#shared/faults.ts';
import { requireCommonDir } from './attempt-place.ts';
import { readTree } from './git-trees.ts';
import { removeTree } from './remove-tree.ts';
import { settle } from './settle.ts';

/** The files of a commit in a folder for a while, without a repository around them. */
export type Checkouts = {
  use<T>(root: string, commit: string, work: (folder: string) => Promise<Result<T>>): Promise<Result<T>>;
};

export function createCheckouts(home: string): Checkouts {
  const parent = join(home, 'checkouts');
  /** What a crash left; no other host uses this data folder. What cannot be removed stays: every name is used once. */
  let swept: Promise<void> | undefined;
  return {
    async use(root, commit, work) {
      swept ??= discard(parent);
      await swept;
      const name = randomBytes(8).toString('hex');
      const index = join(parent, `${name}.index`);
      const opened = await settle('look at an earlier state', async () => {
        await mkdir(join(parent, name), { recursive: true });
        const folder = join(await realpath(parent), name);
        const gitDir = await requireCommonDir({ folder: root });
        await readTree({ folder, gitDir, indexFile: index }, commit, 'with files');
        return folder;
      });
      try {
        return opened.ok ? await work(opened.value) : opened;
      } finally {
        await discard(join(parent, name));
        await discard(index);
      }
    },
  };
}

function discard(path: string): Promise<void> {
  return removeTree(path).catch(() => undefined);
}
