import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { unwrap } from '#shared/faults.ts';
import { lockHome } from './lock.ts';
import { faultOf, tempFolder } from './testing.ts';

/** Another process that holds the lock of a folder until it is killed. */
async function holder(home: string): Promise<ChildProcess> {
  const script = `
    const { lockHome } = await import(${JSON.stringify(join(import.meta.dirname, 'lock.ts'))});
    const lock = lockHome(${JSON.stringify(home)});
    console.log(lock.ok ? 'held' : lock.fault.message);
    setInterval(() => lock, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  expect(said.toString()).toContain('held');
  return child;
}

describe('the lock of a data folder', () => {
  it('refuses a second host in another process and says who has it, and is free again after a SIGKILL', async () => {
    const home = tempFolder();
    const child = await holder(home);
    writeFileSync(join(home, 'host.json'), JSON.stringify({ pid: child.pid }));
    const fault = faultOf(lockHome(home));
    expect(fault.type).toBe('conflict');
    expect(fault.hint).toContain(`process id is ${child.pid}`);
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    unwrap(lockHome(home)).release();
  });

  it('refuses a second host in the same process, whatever host.json says', () => {
    const home = tempFolder();
    const lock = unwrap(lockHome(home));
    writeFileSync(join(home, 'host.json'), '{"pid":"rm -rf"');
    expect(faultOf(lockHome(home)).hint).not.toContain('rm');
    lock.release();
  });

  it('can be taken again after it was released', () => {
    const home = join(tempFolder(), 'new');
    for (let times = 0; times < 3; times++) unwrap(lockHome(home)).release();
  });

  it('is a storage fault where the folder cannot be made', () => {
    const file = join(tempFolder(), 'file');
    writeFileSync(file, '');
    expect(faultOf(lockHome(join(file, 'home'))).type).toBe('storage');
    expect(faultOf(lockHome(file)).message).toBe(`${file} is a file, not a folder.`);
    const nowhere = join(tempFolder(), 'link');
    symlinkSync(join(tempFolder(), 'gone'), nowhere);
    const circle = join(tempFolder(), 'circle');
    symlinkSync(circle, circle);
    for (const link of [nowhere, circle]) {
      expect(faultOf(lockHome(link)).message).toBe(`The data folder ${link} cannot be made.`);
    }
  });

  it.skipIf(process.platform !== 'linux')('does not wait for a folder that takes no children', () => {
    expect(faultOf(lockHome('/proc/orchestrator/home'))).toMatchObject({
      type: 'storage',
      message: 'The data folder /proc/orchestrator/home cannot be made.',
    });
  });
});
