import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Result, unwrap } from '#shared/faults.ts';

const made: string[] = [];

/** To be called after each test. */
export function removeTempFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** A temporary folder without links in its path. */
export function tempFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'workspace test-')));
  made.push(folder);
  return folder;
}

/** Git as a user runs it: what it prints, without the line end. */
export function sh(folder: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', '-c', 'core.autocrlf=false'];
  return execFileSync('git', [...identity, ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: 'pipe',
  }).trimEnd();
}

export function put(folder: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

export function text(folder: string, path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}

/** A repository of a user with one commit of the files on `main`. */
export function userRepository(files: Readonly<Record<string, string | Buffer>>): string {
  const root = join(tempFolder(), 'project');
  mkdirSync(root);
  sh(root, 'init', '-q', '-b', 'main');
  put(root, files);
  sh(root, 'add', '-A');
  sh(root, 'commit', '-q', '-m', 'Start');
  return root;
}

export async function value<T>(result: Promise<Result<T>>): Promise<T> {
  return unwrap(await result);
}

export async function faultOf<T>(result: Promise<Result<T>>) {
  const settled = await result;
  if (settled.ok) throw new Error('expected a fault');
  return settled.fault;
}
