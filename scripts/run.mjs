import { ensureReady } from './bootstrap.mjs';
import { runNode } from './child.mjs';
import { entry, SetupError } from './entry.mjs';
import { ROOT, tool } from './places.mjs';

await entry(async () => {
  const [name, ...args] = process.argv.slice(2);
  if (name === undefined) throw new SetupError('Usage: node scripts/run.mjs <tool> [arguments]');
  await ensureReady();
  return runNode([tool(name), ...args], { cwd: ROOT });
});
