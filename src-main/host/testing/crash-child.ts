import { flushCompileCache } from 'node:module';
import { unwrap } from '#shared/faults.ts';
import { createHost } from '../host.ts';
import { openLogFile } from '../log-file.ts';
import type { Said, Wish } from './host-process.ts';

/** A host of its own process, whose calls come from the test that started it: `node crash-child.ts <home>`. */
const [home = ''] = process.argv.slice(2);
const say = (said: Said) => process.send?.(said);

// A test that was itself killed must not leave a host behind.
process.once('disconnect', () => process.exit());

say({ opening: true });
const host = unwrap(
  createHost({ home, concurrency: 2, logger: openLogFile(home, 'debug'), mostCrashes: 1_000 }),
);
const { seq } = await host.api.system.status();
process.on('message', (wish: Wish) => void answer(wish));
host.start();
say({ ready: true });
flushCompileCache();
for await (const { changes } of await host.api.changes.watch({ after: seq })) {
  say({
    seen: changes.map(({ kind, row }) => {
      const state = 'state' in row ? row.state : '';
      return { kind, state };
    }),
  });
}

async function answer({ id, path, input }: Wish): Promise<void> {
  if (path.length === 0) {
    await host.stop();
    say({ id, value: null });
    process.disconnect();
    return;
  }
  try {
    const call = path.reduce((node: unknown, name) => Reflect.get(Object(node), name), host.api);
    if (typeof call !== 'function') throw new Error(`there is no call ${path.join('.')}`);
    say({ id, value: await call(input) });
  } catch (error) {
    say({ id, fault: error instanceof Error ? error.message : String(error) });
  }
}
