import { unwrap } from '#shared/faults.ts';
import { pickSandbox } from '../../adapters/sandbox/pick-sandbox.ts';
import { createHost } from '../host.ts';

/** A host that runs a command without walls and waits to be killed: `node survivor-child.ts <home> <seconds>`. */
const [home = '', seconds = ''] = process.argv.slice(2);

unwrap(createHost({ home })).start();
// Nothing that could be a sandbox is found.
process.env.PATH = '';
const { sandbox } = await pickSandbox({ hide: [], consent: true, owner: home });
const limits = { timeMs: 600_000, memoryBytes: 256 << 20, outputBytes: 1 << 16 };
// Forks twice, leaves the session, and still has its environment.
const script = `(/usr/bin/setsid /usr/bin/sleep ${seconds} &) ; exec /usr/bin/sleep ${seconds}`;
await sandbox.run({
  command: ['/bin/sh', '-c', script],
  cwd: home,
  writable: [home],
  env: {},
  limits,
  signal: new AbortController().signal,
});
