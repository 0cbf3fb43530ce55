import { isUtf8 } from 'node:buffer';
import { ok, type Result } from '#shared/faults.ts';
import { pathProblem } from '../guard/jail.ts';
import { DEFAULT_LIMITS, type ListLimits } from './files.ts';
import { listTree, MODE, readBlobs, type TreeEntry } from './git-trees.ts';
import { integrationTip } from './integration-tip.ts';
import { settle } from './settle.ts';

/**
 * The files of the integration branch as they are stored, by path, without a worktree; only those that `wanted` names. Links,
 * unsafe names and what is beyond the limits are left out. Faults: `git`.
 */
export async function readTip(
  root: string,
  wanted: (path: string) => boolean,
  limits: ListLimits = DEFAULT_LIMITS,
): Promise<Result<Map<string, Uint8Array>>> {
  const tip = await integrationTip(root);
  if (!tip.ok) return tip;
  return settle('read the integration branch', async () => {
    const place = { folder: root };
    const entries = (await listTree(place, tip.value)).filter(
      ({ mode, path, bytes }) =>
        (mode === MODE.plain || mode === MODE.executable) &&
        bytes <= limits.fileBytes &&
        !pathProblem(path) &&
        wanted(path),
    );
    const taken = withinTotal(entries.slice(0, limits.files), limits.totalBytes);
    const ids = [...new Set(taken.map(({ id }) => id))];
    const blobs = new Map((await readBlobs(place, ids)).map((content, at) => [ids[at], content]));
    return new Map(taken.map(({ path, id }) => [path, blobs.get(id) ?? new Uint8Array()]));
  });
}

function withinTotal(entries: readonly TreeEntry[], most: number): TreeEntry[] {
  let total = 0;
  return entries.filter(({ bytes }) => {
    if (total + bytes > most) return false;
    total += bytes;
    return true;
  });
}

/** The text files of the integration branch, as agents are given them. Faults: `git`. */
export async function readTipTexts(root: string): Promise<Result<Map<string, string>>> {
  const files = await readTip(root, () => true);
  if (!files.ok) return files;
  const texts = [...files.value].flatMap(([path, content]): [string, string][] =>
    content.includes(0) || !isUtf8(content) ? [] : [[path, Buffer.from(content).toString('utf8')]],
  );
  return ok(new Map(texts));
}
