import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { captureNode } from './child.mjs';
import { SetupError } from './entry.mjs';
import { fingerprint } from './fingerprint.mjs';
import { fetchNode, npmInstall } from './install.mjs';
import { MODULES, NODE, ROOT, tool } from './places.mjs';

const INSTALLED = join(MODULES, '.orchestrator-installed');
/**
 * Makes the project runnable: packages as the lock file names them, the project's own Node, the host, and on request
 * the page. Does nothing where nothing changed. Writes only to stderr, because stdout belongs to the command.
 * @param {{ build?: boolean }} [options]
 */
export async function ensureReady({ build = false } = {}) {
  await install();
  await buildHost();
  if (build) await buildPage();
}

async function install() {
  const wanted = `${fingerprint(ROOT, ['package-lock.json'])} ${process.platform}-${process.arch}`;
  if (existsSync(NODE) && read(INSTALLED) === wanted) return;
  say('Installing packages (the first time takes a minute or two)');
  await npmInstall(ROOT, []);
  if (!existsSync(NODE)) await fetchNode();
  writeFileSync(INSTALLED, wanted);
}

/** Builds the host when something it is made of changed since the last build. */
export async function buildHost() {
  const sources = ['src-main', 'src-shared', 'vite.host.config.ts', 'package.json', 'package-lock.json'];
  await buildWhenStale('host', sources, ['-c', 'vite.host.config.ts']);
}

/** Builds the page when something it is made of changed since the last build. */
export async function buildPage() {
  await buildWhenStale('renderer', ['src-renderer', 'src-shared', 'vite.config.ts', 'package-lock.json'], []);
}

/** Builds the benchmarks, which are small enough to build every time. */
export async function buildBench() {
  await viteBuild('benchmarks', ['-c', 'vite.host.config.ts', '--mode', 'bench']);
}

/**
 * @param {string} name Folder in `dist/`.
 * @param {string[]} sources
 * @param {string[]} args
 */
async function buildWhenStale(name, sources, args) {
  const wanted = fingerprint(ROOT, sources);
  const marker = join(ROOT, 'dist', `${name}.built`);
  if (existsSync(join(ROOT, 'dist', name)) && read(marker) === wanted) return;
  await viteBuild(name, args);
  writeFileSync(marker, wanted);
}

/**
 * @param {string} name
 * @param {string[]} args
 */
async function viteBuild(name, args) {
  say(`Building the ${name}`);
  const { code, output } = await captureNode([tool('vite'), 'build', ...args]);
  if (code === 0) return;
  process.stderr.write(output);
  throw new SetupError(`The ${name} could not be built. What went wrong stands above.`);
}

/** @param {string} path */
function read(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** @param {string} text */
function say(text) {
  process.stderr.write(`${text}\n`);
}
