import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { FaultError, fault } from '#shared/faults.ts';
import { writeAtomic } from './atomic-file.ts';
import { sha256 } from './files.ts';
import { type GitPlace, git } from './git.ts';
import { findUntracked } from './git-trees.ts';

type Place = GitPlace & { gitDir: string };

/** In git's own folder of the worktree, where neither an agent nor a sandboxed command can write. */
const FILE = 'orchestrator-left-out';
/** Names that are given to git, and files behind them. */
const MOST_NAMES = 500;
const MOST_FILES = 50_000;
/** Larger files, in bytes, are told apart by size and time alone. */
const LARGEST_HASHED = 256 * 1024;
/** Files looked at together. */
const AT_ONCE = 64;
/** Entries in one line of the record, which are read in one turn of the event loop. */
const IN_A_LINE = 1_000;

/** How a file was left: path, size, time of change, and its hash or nothing. */
const LEFT = z.tuple([z.string(), z.number(), z.number(), z.string()]);
type Left = z.infer<typeof LEFT>;

/** A mere path is none of the work whatever becomes of it; one that ends in `/` stands for all below it. */
const LINE = z.array(z.union([z.string(), LEFT]));

/**
 * Paths of a worktree that are none of the work and that git would take up as things stand; a folder ends in `/`, and
 * then nothing below it is work. What the set-up left and somebody changed since is work. What git ignores by itself is
 * not among them: to name that when files are added is an error to git.
 */
export async function readLeftOut(place: Place): Promise<string[]> {
  const text = await readFile(join(place.gitDir, FILE), 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  const paths = new Set<string>();
  const known = new Map<string, Left>();
  for (const line of text.split('\n')) {
    for (const one of LINE.parse(JSON.parse(line))) {
      if (typeof one === 'string') paths.add(one);
      else known.set(one[0], one);
    }
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  const folders = [...paths].filter((path) => path.endsWith('/'));
  const untracked = await findUntracked(place);
  const flags = await inBatches(untracked, async (path) => {
    if (paths.has(path) || folders.some((folder) => path.startsWith(folder))) return true;
    const left = known.get(path);
    return left !== undefined && (await isAsLeft(place, left));
  });
  return shorten(place, untracked, new Set(untracked.filter((_, at) => flags[at])));
}

/**
 * Keeps what the preparation of a worktree brought out of every commit: the paths given, and whatever else git sees as
 * new, as long as it stays as it is. Files of the repository that it changed are put back. Throws `invalid_input` where
 * that is too much to name.
 */
export async function leaveOut(place: Place, copied: readonly string[]): Promise<void> {
  await git('put the files back', place, ['checkout-index', '--all', '--force', '--quiet']);
  const untracked = await findUntracked(place);
  const names = untracked.length > MOST_FILES ? [] : await shorten(place, untracked, new Set(untracked));
  if (untracked.length > MOST_FILES || names.length > MOST_NAMES) {
    throw new FaultError(
      fault(
        'invalid_input',
        `The set-up command left ${untracked.length} new files that git does not ignore`,
        {
          hint: 'Nothing was built. Name them, or their folders, in the .gitignore of the repository.',
        },
      ),
    );
  }
  const always = new Set([...copied, ...untracked.filter((path) => path.endsWith('/'))]);
  const files = untracked.filter((path) => !always.has(path));
  const left = (await inBatches(files, (path) => look(place, path))).filter((one) => one !== undefined);
  const record = [...always, ...left];
  const lines = Array.from({ length: Math.ceil(record.length / IN_A_LINE) || 1 }, (_, at) =>
    JSON.stringify(record.slice(at * IN_A_LINE, (at + 1) * IN_A_LINE)),
  );
  await writeAtomic(join(place.gitDir, FILE), Buffer.from(lines.join('\n')));
}

async function look(place: Place, path: string): Promise<Left | undefined> {
  const stats = await lstat(join(place.folder, path)).catch(() => undefined);
  if (!stats) return undefined;
  const hash = stats.isFile() && stats.size <= LARGEST_HASHED ? await hashOf(place, path) : '';
  return [path, stats.size, stats.mtimeMs, hash];
}

async function isAsLeft(place: Place, [path, size, mtimeMs, hash]: Left): Promise<boolean> {
  const stats = await lstat(join(place.folder, path)).catch(() => undefined);
  if (stats?.size !== size) return false;
  if (stats.mtimeMs === mtimeMs) return true;
  // Made again with the same content.
  return hash !== '' && stats.isFile() && (await hashOf(place, path)) === hash;
}

async function hashOf(place: Place, path: string): Promise<string> {
  return readFile(join(place.folder, path)).then(sha256, () => '');
}

/** As few names as can be: a folder as a whole where all that git would take up below it is left out. */
async function shorten(
  place: Place,
  untracked: readonly string[],
  left: ReadonlySet<string>,
): Promise<string[]> {
  if (left.size === 0) return [];
  const args = ['ls-files', '--others', '--exclude-standard', '--directory', '-z'];
  const { text } = await git('look for new folders', place, args);
  /** Folders without any file of the repository. */
  const whole = new Set(text.split('\0').filter((path) => path.endsWith('/')));
  const withWork = new Set(untracked.filter((path) => !left.has(path)).flatMap(foldersAbove));
  const byFolder = new Map<string, string | undefined>();
  const names = new Set<string>();
  for (const path of left) {
    const folder = path.slice(0, path.lastIndexOf('/', path.length - 2) + 1);
    if (!byFolder.has(folder)) {
      const above = foldersAbove(path);
      const from = above.findIndex((one) => whole.has(one));
      byFolder.set(folder, from === -1 ? undefined : above.slice(from).find((one) => !withWork.has(one)));
    }
    names.add(byFolder.get(folder) ?? path);
  }
  return [...names];
}

/** `a/b/c` lies in `a/` and `a/b/`. */
function foldersAbove(path: string): string[] {
  const names = path.split('/').filter((name) => name !== '');
  return names.slice(0, -1).map((_, at) => `${names.slice(0, at + 1).join('/')}/`);
}

async function inBatches<T>(paths: readonly string[], ask: (path: string) => Promise<T>): Promise<T[]> {
  const answers: T[] = [];
  for (let at = 0; at < paths.length; at += AT_ONCE) {
    answers.push(...(await Promise.all(paths.slice(at, at + AT_ONCE).map(ask))));
  }
  return answers;
}
