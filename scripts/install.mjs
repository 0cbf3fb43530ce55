import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { ended } from './child.mjs';
import { SetupError } from './entry.mjs';
import { MODULES, NODE } from './places.mjs';

/**
 * No install scripts: nothing that is downloaded runs before somebody starts it, and better-sqlite3 brings its
 * binaries in the package. `--include=dev` and `--no-engine-strict` undo what a user's npm settings may say, since
 * the packages that want a newer Node are run with the project's own.
 */
const FLAGS = [
  '--no-save',
  '--ignore-scripts',
  '--no-audit',
  '--no-fund',
  '--include=dev',
  '--include=optional',
  '--no-engine-strict',
  '--loglevel=error',
];

/**
 * Installs into a folder, as its lock file says and without changing it. `npm install` and not `npm ci`: a lock file
 * written where some platforms' binaries were out of reach lacks them, and `npm ci` refuses it on every platform.
 * @param {string} folder
 * @param {string[]} packages
 */
export async function npmInstall(folder, packages) {
  const [command, ...before] = npmCommand();
  const args = [...before, 'install', ...packages, ...FLAGS, '--prefix', folder];
  const child = spawn(command, args, {
    cwd: folder,
    stdio: ['ignore', process.stderr.fd, 'pipe'],
    shell: process.platform === 'win32' && before.length === 0,
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    process.stderr.write(text);
    said += text;
  });
  const code = await ended(child).catch((error) => {
    throw new SetupError(
      `npm could not be started (${error.message}). Node.js brings it: install both from nodejs.org.`,
    );
  });
  if (code !== 0)
    throw new SetupError(`npm install failed. ${remedyFor(said)} Run the same command again after that.`);
}

/** @returns {[string, ...string[]]} */
function npmCommand() {
  const started = process.env.npm_execpath;
  if (started !== undefined && basename(started) === 'npm-cli.js') return [process.execPath, started];
  return ['npm'];
}

/** @type {[RegExp, string][]} */
const REMEDIES = [
  [
    /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED)$/,
    'The package registry cannot be reached: check the connection and the proxy settings of npm. The network is needed this once.',
  ],
  [/^ENOSPC$/, 'The disk is full: about 1 GB is needed.'],
  [/^(EACCES|EPERM|EROFS)$/, 'This folder may not be written to: check who owns it.'],
  [
    /^E(401|403|407)$/,
    'The registry or a proxy refused the request: check the sign-in in your npm settings.',
  ],
  [/^E404$/, 'The registry does not have a package that the lock file names.'],
  [
    /^EINTEGRITY$/,
    'A package is not the one that the lock file names. Try `npm cache clean --force`; if it stays, do not trust the registry.',
  ],
];

/**
 * npm names the cause in a line of its own, such as `npm error code ENOTFOUND`.
 * @param {string} said what npm wrote
 */
export function remedyFor(said) {
  const code = /^npm (?:error|ERR!) code (\S+)/m.exec(said)?.[1] ?? '';
  return REMEDIES.find(([pattern]) => pattern.test(code))?.[1] ?? 'What went wrong stands above.';
}

/**
 * Puts the binary of the dev dependency `node` in its place. Its own install script does the same, but install
 * scripts are off here, and newer versions of npm hold them back in any case.
 */
export async function fetchNode() {
  const { version } = JSON.parse(readFileSync(join(MODULES, 'node', 'package.json'), 'utf8'));
  const name = binaryPackage();
  const download = join(MODULES, '.orchestrator-node');
  rmSync(download, { recursive: true, force: true });
  mkdirSync(download, { recursive: true });
  await npmInstall(download, [`${name}@${version}`, '--no-package-lock']);
  const binary = join(download, 'node_modules', name, 'bin', basename(NODE));
  prove(binary, version);
  mkdirSync(dirname(NODE), { recursive: true });
  renameSync(binary, NODE);
  rmSync(download, { recursive: true, force: true });
  linkIntoBin();
}

function binaryPackage() {
  const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  return `${prefix}-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
}

/**
 * @param {string} binary
 * @param {string} version
 */
function prove(binary, version) {
  if (existsSync(binary)) chmodSync(binary, 0o755);
  const { stdout, error } = spawnSync(binary, ['--version'], { encoding: 'utf8' });
  if (stdout?.trim() === `v${version}`) return;
  throw new SetupError(
    `Node ${version} was fetched for ${process.platform}-${process.arch} but does not run here (${error?.message ?? `it answered ${JSON.stringify(stdout)}`}). On Linux it needs glibc 2.28 or newer.`,
  );
}

function linkIntoBin() {
  if (process.platform === 'win32') return;
  const link = join(MODULES, '.bin', 'node');
  mkdirSync(dirname(link), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(relative(dirname(link), NODE), link);
}
