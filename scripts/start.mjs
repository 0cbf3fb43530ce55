import { ensureReady } from './bootstrap.mjs';
import { runNode } from './child.mjs';
import { entry } from './entry.mjs';
import { CLI } from './places.mjs';

await entry(async () => {
  await ensureReady({ build: true });
  process.stderr.write(
    'The desktop window is not part of this version: the app is served to your browser instead, on this machine only.\n',
  );
  return runNode([...CLI, 'serve', ...process.argv.slice(2)]);
});
