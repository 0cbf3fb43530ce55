import { ensureReady } from './bootstrap.mjs';
import { runNode } from './child.mjs';
import { entry } from './entry.mjs';
import { CLI } from './places.mjs';

const args = process.argv.slice(2);

/** npm changes to the project's folder; paths on the command line count from where the person stands. */
const here = process.env.npm_lifecycle_event === 'orchestrator' ? process.env.INIT_CWD : undefined;

await entry(async () => {
  await ensureReady({ build: args[0] === 'serve' });
  return runNode([...CLI, ...args], here === undefined ? {} : { cwd: here });
});
