import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { basename, delimiter, isAbsolute, join } from 'node:path';

export const CODING_CLIS = ['claude', 'codex', 'gemini', 'opencode'] as const;

type Environment = Readonly<Record<string, string | undefined>>;

const SHELLS = new Set(['sh', 'bash', 'zsh', 'dash', 'ksh', 'fish']);
const SHELL_MS = 4000;

/**
 * Coding CLIs by name with their absolute paths: those on PATH, then those that only a login shell knows, since a
 * desktop app is often started with a bare PATH. Runs none of them.
 */
export async function findCodingClis(env: Environment = process.env): Promise<Map<string, string>> {
  const folders = searchPath(env.PATH);
  const direct = await locate(folders, env);
  if (direct.size === CODING_CLIS.length) return direct;
  const known = new Set(folders);
  const more = searchPath(await loginShellPath(env)).filter((folder) => !known.has(folder));
  return new Map([...(await locate(more, env)), ...direct]);
}

async function locate(folders: readonly string[], env: Environment): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const name of CODING_CLIS) {
    const path = await which(name, folders, env);
    if (path) found.set(name, path);
  }
  return found;
}

async function which(
  name: string,
  folders: readonly string[],
  env: Environment,
): Promise<string | undefined> {
  const endings = process.platform === 'win32' ? (env.PATHEXT ?? '.COM;.EXE;.BAT;.CMD').split(';') : [''];
  for (const folder of folders) {
    for (const ending of endings) {
      const path = join(folder, name + ending.toLowerCase());
      if (await isProgram(path)) return path;
    }
  }
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** Relative entries are left out: what they name depends on the folder one happens to be in. */
function searchPath(text: string | undefined): string[] {
  return (text ?? '').split(delimiter).filter(isAbsolute);
}

/** PATH as the user's login shell sets it up; empty where there is none, it is unknown, or its start-up files hang. */
function loginShellPath(env: Environment): Promise<string> {
  const shell = env.SHELL ?? '';
  if (process.platform === 'win32' || !isAbsolute(shell) || !SHELLS.has(basename(shell)))
    return Promise.resolve('');
  const mark = randomUUID();
  return new Promise((done) => {
    const child = execFile(
      shell,
      ['-l', '-c', `printf '${mark}%s${mark}' "$PATH"`],
      { env: { ...env }, timeout: SHELL_MS, killSignal: 'SIGKILL', maxBuffer: 1024 * 1024 },
      (_error, stdout) => done(stdout.split(mark)[1] ?? ''),
    );
    child.stdin?.end();
  });
}
