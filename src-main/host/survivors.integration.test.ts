import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { unwrap } from '#shared/faults.ts';
import { createHost } from './host.ts';

const CHILD = join(import.meta.dirname, 'testing/survivor-child.ts');
const SECONDS = `${600 + (process.pid % 1000) / 1000}`;

function sleepers(): number {
  return readdirSync('/proc').filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8') === `/usr/bin/sleep\0${SECONDS}\0`;
    } catch {
      return false;
    }
  }).length;
}

async function until(fits: () => boolean): Promise<void> {
  while (!fits()) await new Promise((resolve) => setImmediate(resolve));
}

it.runIf(process.platform === 'linux')(
  'a host ends what outlived the killed one before it, and nothing else',
  async () => {
    const home = realpathSync(mkdtempSync(join(tmpdir(), 'survivors-')));
    const other = spawn('/usr/bin/sleep', [SECONDS], { stdio: 'ignore' });
    onTestFinished(() => {
      other.kill('SIGKILL');
      rmSync(home, { recursive: true, force: true });
    });
    const child = spawn(process.execPath, [CHILD, home, SECONDS], { stdio: 'ignore' });
    await until(() => sleepers() === 3);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(sleepers()).toBe(3);

    const host = unwrap(createHost({ home }));
    host.start();
    await until(() => sleepers() === 1);
    await host.stop();
    expect(other.exitCode ?? other.signalCode).toBe(null);
  },
  60_000,
);
