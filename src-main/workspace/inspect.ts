import { lstat, open } from 'node:fs/promises';
import { join } from 'node:path';
import { FaultError, fault, type Result } from '#shared/faults.ts';
import type { RepositoryFacts, RepositoryProfile } from '#shared/model/repository.ts';
import { detect, MANIFESTS, PRESENCE_ONLY } from '#shared/repository/detect.ts';
import { languageOf } from '#shared/repository/languages.ts';
import { foreignPrograms, type GitPlace, git } from './git.ts';
import { commonDir, currentBranch, readCommit } from './git-refs.ts';
import { type Listing, listFiles } from './list-files.ts';
import { settle } from './settle.ts';

const MANIFEST_BYTES = 256 * 1024;
const SAMPLE_BYTES = 8 * 1024;
const MOST_SAMPLES = 40;
const MOST_SUBJECTS = 50;
const MOST_NAMED = 20;

/**
 * Looks at a folder with code and changes and runs nothing. What is huge is looked at in part, and the profile says so.
 * Faults: `not_found` where there is no folder, `git`, `storage`.
 */
export function inspectRepository(root: string): Promise<Result<RepositoryProfile>> {
  return settle('inspect the folder', async () => {
    if (!(await lstat(root).catch(() => undefined))?.isDirectory())
      throw new FaultError(fault('not_found', `There is no folder ${root}`));
    const history = await readHistory({ folder: root, personal: true });
    const listing: Listing =
      history.state === 'bare'
        ? { files: [], links: 0, nested: [], truncated: false }
        : await listFiles(root);
    const texts = await readManifests(root, listing);
    const samples = await readSamples(root, listing);
    const facts = detect({ files: listing.files, texts, samples, subjects: history.subjects });
    const { subjects: _subjects, startsPrograms, ...state } = history;
    const submodules = [
      ...(texts.get('.gitmodules') ?? '').matchAll(/^[ \t]*path[ \t]*=[ \t]*(\S{1,300})/gm),
    ];
    const found = {
      ...facts,
      ...state,
      root,
      files: listing.files.length,
      truncated: listing.truncated,
      links: listing.links,
      submodules: submodules.flatMap(([, path]) => path ?? []).slice(0, MOST_NAMED),
      nestedRepositories: listing.nested.slice(0, MOST_NAMED),
      usesLfs: /\bfilter=lfs\b/.test(texts.get('.gitattributes') ?? ''),
    };
    return { ...found, notes: notesOn(found, startsPrograms) };
  });
}

type History = Pick<RepositoryProfile, 'state' | 'branch' | 'commit' | 'shallow' | 'changedFiles'> & {
  subjects: string[];
  /** Whether its settings name programs that counting the open changes would start. */
  startsPrograms: boolean;
};

const NO_HISTORY: History = {
  ...{ state: 'none', branch: null, commit: null, shallow: false, changedFiles: 0 },
  ...{ subjects: [], startsPrograms: false },
};

async function readHistory(place: GitPlace): Promise<History> {
  const common = await commonDir(place);
  if (common === undefined) return NO_HISTORY;
  if (common === place.folder) return { ...NO_HISTORY, state: 'bare' };
  const ask = async (question: string) =>
    (await git('look at the repository', place, ['rev-parse', question])).text.trim() === 'true';
  const shallow = await ask('--is-shallow-repository');
  if (await ask('--is-bare-repository')) return { ...NO_HISTORY, state: 'bare', shallow };
  const branch = (await currentBranch(place)) ?? null;
  const commit = (await readCommit(place, 'HEAD')) ?? null;
  if (commit === null) return { ...NO_HISTORY, state: 'unborn', branch };
  const log = ['log', '-z', `--max-count=${MOST_SUBJECTS}`, '--no-merges', '--format=%s', 'HEAD', '--'];
  const subjects = (await git('read the last commits', place, log)).text.split('\0').filter(Boolean);
  const { forFiles: startsPrograms } = await foreignPrograms('look at the repository', place);
  const changedFiles = startsPrograms ? 0 : await countChanged(place);
  return { state: 'ready', branch, commit, shallow, changedFiles, subjects, startsPrograms };
}

async function countChanged(place: GitPlace): Promise<number> {
  const args = ['status', '--porcelain', '-z', '--untracked-files=no', '--ignore-submodules=all'];
  const { text } = await git('look for open changes', place, args);
  return text.split('\0').filter((record) => /^[ MADRCUT?!]{2} /.test(record)).length;
}

async function readManifests(root: string, { files }: Listing): Promise<Map<string, string>> {
  const there = new Set(files.map(({ path }) => path));
  const texts = new Map<string, string>();
  for (const name of MANIFESTS) {
    if (!there.has(name)) continue;
    texts.set(name, PRESENCE_ONLY.has(name) ? '' : await readStart(join(root, name), MANIFEST_BYTES));
  }
  return texts;
}

/** Some source files from all over the listing. */
async function readSamples(root: string, { files }: Listing): Promise<Map<string, string>> {
  const code = files.filter(({ path }) => languageOf(path) !== undefined);
  const step = Math.max(1, Math.floor(code.length / MOST_SAMPLES));
  const samples = new Map<string, string>();
  for (let at = 0; at < code.length && samples.size < MOST_SAMPLES; at += step) {
    const path = code[at]?.path ?? '';
    const text = await readStart(join(root, path), SAMPLE_BYTES);
    if (!text.includes('\0')) samples.set(path, text);
  }
  return samples;
}

async function readStart(path: string, bytes: number): Promise<string> {
  const file = await open(path).catch(() => undefined);
  if (!file) return '';
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

function notesOn(
  profile: RepositoryFacts & Omit<RepositoryProfile, 'notes'>,
  startsPrograms: boolean,
): string[] {
  const { state, branch, shallow, changedFiles, submodules, nestedRepositories } = profile;
  const notes: [boolean, string][] = [
    [state === 'none', 'This folder is no git repository yet; it becomes one when it is made a project.'],
    [state === 'bare', 'This is the inside of a repository without files; choose a clone of it instead.'],
    [state === 'unborn', 'This repository has no commit; commit what is there before work can begin.'],
    [
      state === 'ready' && branch === null,
      'HEAD is at no branch: finished work stays on the branch orchestrator/main until a branch is checked out.',
    ],
    [
      changedFiles > 0,
      `${changedFiles} tracked file(s) have changes that are not committed. They are left alone, and work does not see them.`,
    ],
    [
      startsPrograms,
      'Its own git settings name programs for files (filters, merge or diff drivers). They are never run, and changes that are not committed were not counted.',
    ],
    [shallow, 'The history is shallow; work goes on from the last commit all the same.'],
    [submodules.length > 0, `Submodules are not filled in worktrees: ${submodules.join(', ')}.`],
    [
      nestedRepositories.length > 0,
      `These folders are repositories of their own and are not looked into: ${nestedRepositories.join(', ')}.`,
    ],
    [profile.usesLfs, 'Git LFS is used: worktrees hold the pointers in place of the large files.'],
    [profile.links > 0, `${profile.links} symbolic link(s) are not followed.`],
    [profile.truncated, `Only the first ${profile.files} files were looked at.`],
    [
      profile.commands.setUp !== null,
      `Its packages are not in new worktrees. The set-up command ${profile.commands.setUp?.join(' ')} installs them, when the settings name it and allow it the network.`,
    ],
    [
      state === 'ready' && profile.commands.test === null,
      'No test command was found: name one in the settings so that its own tests check the work.',
    ],
  ];
  return notes.flatMap(([holds, note]) => (holds ? [note] : []));
}
