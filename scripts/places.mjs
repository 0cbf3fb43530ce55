import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupError } from './entry.mjs';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
export const MODULES = join(ROOT, 'node_modules');
/** The built command line. The small young generation keeps the host's memory low at no cost in speed. */
export const CLI = ['--enable-source-maps', '--max-semi-space-size=2', join(ROOT, 'dist', 'host', 'cli.js')];

/** The project's own Node 24. The Node that runs these scripts may be 20, which cannot run the host. */
export const NODE = join(MODULES, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

const PACKAGE_OF = new Map([
  ['biome', '@biomejs/biome'],
  ['playwright', '@playwright/test'],
  ['tsc', 'typescript'],
  ['vite', 'vite'],
  ['vitest', 'vitest'],
]);

/**
 * The JavaScript file behind a command of a development dependency. `node_modules/.bin` will not do: on Windows
 * it holds shell scripts that start whatever Node comes first on the path.
 * @param {string} name
 */
export function tool(name) {
  const owner = PACKAGE_OF.get(name);
  if (owner === undefined) {
    throw new SetupError(`There is no tool named ${name}. Known: ${[...PACKAGE_OF.keys()].join(', ')}.`);
  }
  const folder = join(MODULES, ...owner.split('/'));
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[name]);
}
