import { devNull } from 'node:os';
import { dirname } from 'node:path';
import { type SimpleGit, simpleGit } from 'simple-git';
import { FaultError, fault } from '#shared/faults.ts';
import { createMask } from '../guard/mask.ts';
import { systemClock } from '../kernel/clock.ts';
import {
  canStartPrograms,
  type ForeignPrograms,
  readForeignPrograms,
  SETTINGS_QUESTION,
} from './foreign-programs.ts';
import { findLock, removeStaleLock } from './stale-lock.ts';

/** Where git works. */
export type GitPlace = {
  /** Absolute path of the working tree's top folder. Repositories above it are never looked for. */
  folder: string;
  /**
   * The git directory of a worktree that somebody else may have written to. With it, the `.git` in the folder, which
   * could name a repository with hostile settings, is not read.
   */
  gitDir?: string;
  /** An index of one's own, so that the place's index stays as it is. */
  indexFile?: string;
  /** Whether a person works here: their line-ending settings hold. Elsewhere bytes stay as they are. */
  personal?: boolean;
};

export type GitOptions = {
  input?: string | Buffer;
  /** Exit codes that are an answer and no failure, besides 0. */
  answers?: readonly number[];
  /** Settings for this call, `key=value`. */
  settings?: readonly string[];
  env?: Readonly<Record<string, string>>;
};

export type GitAnswer = { text: string; exitCode: number };

const mask = createMask();

/** What holds for every call: nothing of the user's or the repository's configuration may start a program or ask. */
const SETTINGS = [
  `core.hooksPath=${devNull}`,
  'core.fsmonitor=false',
  'core.askPass=',
  `core.excludesFile=${devNull}`,
  'core.quotePath=false',
  'core.longPaths=true',
  'core.safecrlf=false',
  'core.protectHFS=true',
  'core.protectNTFS=true',
  'core.fsync=committed,reference',
  'core.fsyncMethod=batch',
  'commit.gpgSign=false',
  'push.gpgSign=false',
  'push.recurseSubmodules=no',
  'log.showSignature=false',
  'gpg.program=',
  'safe.bareRepository=explicit',
  'gc.auto=0',
  'maintenance.auto=false',
  'submodule.recurse=false',
  'diff.ignoreSubmodules=all',
  'advice.detachedHead=false',
];

const BYTES_AS_THEY_ARE = ['core.autocrlf=false', 'core.eol=lf', `core.attributesFile=${devNull}`];

/** What simple-git takes for dangerous and what serves here to switch the repository's programs off. */
const UNSAFE = {
  allowUnsafeHooksPath: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeAskPass: true,
  allowUnsafeGpgProgram: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeFilter: true,
  allowUnsafeMergeDriver: true,
  allowUnsafeDiffExternal: true,
  allowUnsafeDiffTextConv: true,
  allowUnsafeSshCommand: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafePack: true,
} as const;

/** What git needs of the surroundings: programs, the user's own configuration, and the system's basics. */
const INHERITED =
  /^(path|home|userprofile|homedrive|homepath|xdg_config_home|systemroot|systemdrive|windir|temp|tmp|tmpdir)$/i;

/** Long enough for a lock that a crash left on a branch to show that nobody is behind it. */
const LOCK_WAITS_MS = [20, 50, 100, 200, 400, 800, 1_600, 2_400];
/** Exit code of a git that does not understand its arguments. A program that was never started has a negative one. */
const USAGE = 129;
/** Git that says nothing for this long hangs. */
const SILENCE_MS = 600_000;

/**
 * Runs one git command. `operation` names it for people: "git could not <operation>". What another git holds locked is
 * tried again for some seconds: such a command has changed nothing.
 * Throws `FaultError` (`git`, or `not_found` for a missing folder).
 */
export async function git(
  operation: string,
  place: GitPlace,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitAnswer> {
  return run(operation, place, args, options, async (client) => String(await client.raw([...args])));
}

/** The same for `cat-file`, whose output is not text. */
export async function gitCatFile(
  operation: string,
  place: GitPlace,
  args: readonly string[],
  options: GitOptions = {},
): Promise<Buffer> {
  const answer = await run(operation, place, ['cat-file', ...args], options, async (client) => {
    const output: unknown = await client.binaryCatFile([...args]);
    return Buffer.isBuffer(output) ? output : Buffer.alloc(0);
  });
  return answer.text;
}

/** The programs that the settings of a repository itself, not the user's, would have git start. Throws `FaultError`. */
export async function foreignPrograms(operation: string, place: GitPlace): Promise<ForeignPrograms> {
  const { text } = await git(operation, place, SETTINGS_QUESTION, { answers: [1] });
  const programs = readForeignPrograms(text);
  if (programs) return programs;
  throw new FaultError(
    fault(
      'git',
      `git could not ${operation}: the settings of the repository name programs that cannot be switched off`,
      {
        retryable: false,
        hint: 'Nothing was run or changed. Look at the filter, merge and diff sections of the git settings of this repository.',
      },
    ),
  );
}

async function run<T>(
  operation: string,
  place: GitPlace,
  args: readonly string[],
  options: GitOptions,
  call: (client: SimpleGit) => Promise<T>,
): Promise<{ text: T; exitCode: number }> {
  for (const waitMs of [...LOCK_WAITS_MS, undefined]) {
    const end: End = { exitCode: 0, words: '' };
    try {
      const programs = canStartPrograms(args) ? (await foreignPrograms(operation, place)).env : {};
      // What is fetched is a file. No other address is ever followed, not even for what a partial clone leaves out.
      const protocols = { GIT_ALLOW_PROTOCOL: args[0] === 'fetch' ? 'file' : 'none' };
      const env = { ...protocols, ...options.env, ...programs };
      const text = await call(createClient(operation, place, { ...options, env }, end));
      return { text, exitCode: end.exitCode };
    } catch (thrown) {
      if (thrown instanceof FaultError) throw thrown;
      const words = end.words || (thrown instanceof Error ? thrown.message : String(thrown));
      const lock = findLock(words);
      if (waitMs === undefined || lock === undefined) throw failure(operation, args, end.exitCode, words);
      if (await removeStaleLock(place.folder, lock)) continue;
      await new Promise<void>((resolve) => void systemClock.after(waitMs, resolve));
    }
  }
  throw new Error('unreachable');
}

type End = { exitCode: number; words: string };

function createClient(operation: string, place: GitPlace, options: GitOptions, end: End): SimpleGit {
  const env = environment(place, options);
  try {
    return simpleGit({
      baseDir: place.folder,
      config: [...SETTINGS, ...(place.personal ? [] : BYTES_AS_THEY_ARE), ...(options.settings ?? [])],
      unsafe: UNSAFE,
      allowEnvironment: Object.keys(env),
      completion: { onClose: true, onExit: false },
      timeout: { block: SILENCE_MS },
      // Never without input, or git would wait for it.
      input: () =>
        typeof options.input === 'string' ? Buffer.from(options.input) : (options.input ?? Buffer.alloc(0)),
      errors: (error, result) => {
        end.exitCode = result.exitCode;
        end.words = Buffer.concat(result.stdErr).toString('utf8');
        if (result.exitCode === 0 || options.answers?.includes(result.exitCode)) return undefined;
        return error ?? new Error(end.words || `git ended with ${result.exitCode}`);
      },
    }).env(env);
  } catch (thrown) {
    throw new FaultError(
      fault('not_found', `git could not ${operation}: the folder ${place.folder} does not exist`, {
        cause: thrown,
      }),
    );
  }
}

function environment(place: GitPlace, options: GitOptions): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (INHERITED.test(name) && value !== undefined) env[name] = value;
  }
  return {
    ...env,
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CEILING_DIRECTORIES: dirname(place.folder),
    GIT_OPTIONAL_LOCKS: '0',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_LFS_SKIP_SMUDGE: '1',
    ...(place.gitDir === undefined ? {} : { GIT_DIR: place.gitDir, GIT_WORK_TREE: place.folder }),
    ...(place.indexFile === undefined ? {} : { GIT_INDEX_FILE: place.indexFile }),
    ...options.env,
  };
}

function failure(operation: string, args: readonly string[], exitCode: number, words: string): FaultError {
  const unusable =
    exitCode < 0 ? 'was not found' : exitCode === USAGE ? 'does not know this command' : undefined;
  if (unusable) {
    return new FaultError(
      fault('git', `git could not ${operation}: the program git ${unusable}`, {
        retryable: false,
        hint: 'Install git 2.38 or newer and make sure that it is on the PATH.',
        cause: mask(words),
      }),
    );
  }
  const locked = findLock(words) !== undefined;
  return new FaultError(
    fault('git', `git could not ${operation}${locked ? ', because another git holds a lock' : ''}`, {
      retryable: locked,
      hint: locked
        ? 'This step changed nothing. Let the other git finish, or delete the lock file it left behind, and try again.'
        : 'Nothing was forced and no work was discarded. The details hold what git said.',
      cause: mask(`git ${args.slice(0, 3).join(' ')}: ${words.trim()}`),
    }),
  );
}
