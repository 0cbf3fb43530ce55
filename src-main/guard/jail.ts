import { lstatSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { type Fault, fail, ok, type Result } from '#shared/faults.ts';

/** Longest name of one file or folder that common file systems hold. */
const NAME_BYTES = 255;
const PATH_BYTES = 4_000;

/** Names that Windows gives to devices, with any ending. */
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?$/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const CONTROL = /[\u0000-\u001f\u007f]/;
/** Characters that HFS+ leaves out when it compares names, so that `.g<one of them>it` is `.git`. */
const INVISIBLE = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/**
 * Why a relative path must not be used, in words that follow the path; `undefined` for a good one. Judges the text
 * alone and is equally strict on every system, so that what one machine accepts another can hold as well.
 */
export function pathProblem(path: string): string | undefined {
  if (path === '') return 'is empty';
  if (!path.isWellFormed()) return 'is not valid Unicode';
  if (CONTROL.test(path)) return 'holds control characters';
  if (path.includes('\\')) return 'holds a backslash';
  if (path.startsWith('/')) return 'is absolute';
  if (path.includes(':')) return 'holds a colon, which names a drive or a stream on Windows';
  if (Buffer.byteLength(path) > PATH_BYTES) return `is longer than ${PATH_BYTES} bytes`;
  for (const name of path.split('/')) {
    const problem = nameProblem(name);
    if (problem) return problem;
  }
  return undefined;
}

function nameProblem(name: string): string | undefined {
  if (name === '') return 'has an empty part';
  if (name === '.' || name === '..') return `has the part ${name}`;
  if (Buffer.byteLength(name) > NAME_BYTES) return `has a name of more than ${NAME_BYTES} bytes`;
  if (/[. ]$/.test(name)) return 'has a name that ends in a dot or a space, which Windows drops';
  if (DEVICE.test(name)) return `has the device name ${name}`;
  if (isGitFolder(name)) return "leads into git's own folder";
  return undefined;
}

/** Whether some file system takes the name for `.git`. */
function isGitFolder(name: string): boolean {
  return /^(\.git|git~\d+)[. ]*$/i.test(name.replace(INVISIBLE, ''));
}

/** A path as file systems compare names that know neither case nor spellings of one letter: equal folds are one file there. */
export function foldPath(path: string): string {
  return path.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}

/**
 * Pairs of paths that are one file, or one folder, on a system that knows no case or one Unicode form: each of `added`
 * with the first of `all` that it collides with. `all` may hold the added ones.
 */
export function findCollisions(
  added: readonly string[],
  all: Iterable<string>,
): { path: string; with: string }[] {
  const names = new Map<string, string>();
  for (const path of all) for (const name of [path, ...foldersOf(path)]) names.set(name, name);
  const spellings = new Map<string, string>();
  const fresh = new Set(added.flatMap((path) => [path, ...foldersOf(path)]));
  // What stood there before comes first, so that the added one is named as the guilty.
  const sorted = [...names.keys()].sort((a, b) => Number(fresh.has(a)) - Number(fresh.has(b)));
  const guilty = new Map<string, string>();
  for (const name of sorted) {
    const known = spellings.get(foldPath(name));
    if (known === undefined) spellings.set(foldPath(name), name);
    else if (known !== name) guilty.set(name, known);
  }
  return added.flatMap((path) => {
    const name = [path, ...foldersOf(path)].find((each) => guilty.has(each));
    return name === undefined ? [] : [{ path, with: guilty.get(name) ?? '' }];
  });
}

function foldersOf(path: string): string[] {
  const names = path.split('/');
  return names.slice(1).map((_, i) => names.slice(0, i + 1).join('/'));
}

/**
 * The absolute path of a relative one that is sure to lie inside `root` when it is used at once: neither its text nor
 * a symbolic link on the way leads out or into `.git`. `root` is an absolute path of an existing folder.
 * Faults: `invalid_input`; `not_found` where the root is missing.
 */
export function resolveInside(root: string, relativePath: string): Result<string> {
  if (!isAbsolute(root)) return fail('invalid_input', `The folder ${root} is not given as an absolute path`);
  const problem = pathProblem(relativePath);
  if (problem) return refuse(relativePath, problem);
  const realRoot = realPath(root);
  if (realRoot === undefined) return fail('not_found', `The folder ${root} does not exist`);

  let path = root;
  for (const name of relativePath.split('/')) {
    path = join(path, name);
    const kind = kindOf(path);
    if (kind === 'missing') break;
    if (kind === 'hidden')
      return refuse(relativePath, 'passes something that is no folder or may not be looked at');
    if (kind === 'plain') continue;
    const target = realPath(path);
    if (target === undefined) return refuse(relativePath, 'passes a symbolic link that leads nowhere');
    if (!isWithin(realRoot, target)) return refuse(relativePath, 'passes a symbolic link that leads outside');
    if (relative(realRoot, target).split(sep).some(isGitFolder))
      return refuse(relativePath, "leads into git's own folder");
  }
  return ok(join(root, relativePath));
}

/** Whether `path` is `folder` or lies below it; both absolute, both without symbolic links. */
export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

function kindOf(path: string): 'missing' | 'hidden' | 'plain' | 'link' {
  try {
    const entry = lstatSync(path, { throwIfNoEntry: false });
    if (!entry) return 'missing';
    return entry.isSymbolicLink() ? 'link' : 'plain';
  } catch {
    return 'hidden';
  }
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

function refuse(path: string, problem: string): { ok: false; fault: Fault } {
  return fail('invalid_input', `The path ${JSON.stringify(path)} is refused: it ${problem}`, {
    hint: 'Nothing was read or written. Use a path relative to the workspace, with forward slashes.',
  });
}
