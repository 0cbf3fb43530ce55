import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildBench, ensureReady } from './bootstrap.mjs';
import { runNode } from './child.mjs';
import { entry, SetupError } from './entry.mjs';
import { ROOT } from './places.mjs';

const folder = join(ROOT, 'bench');

await entry(async () => {
  const [name, ...args] = process.argv.slice(2);
  if (name === undefined || !benches().includes(name)) {
    throw new SetupError(`Usage: npm run bench -- <name>. There is: ${benches().join(', ') || 'none yet'}.`);
  }
  await ensureReady();
  await buildBench();
  return runNode(['--max-semi-space-size=2', join(ROOT, 'dist', 'bench', `${name}.js`), ...args]);
});

function benches() {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.slice(0, -'.ts'.length));
}
