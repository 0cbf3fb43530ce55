import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unwrap } from '#shared/faults.ts';
import { type ProcessRequest, runProcess } from './process.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'process-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function request(command: string, args: string[], more: Partial<ProcessRequest> = {}): ProcessRequest {
  return {
    command,
    args,
    cwd: folder,
    env: { PATH: '/usr/bin:/bin' },
    timeMs: 20_000,
    outputBytes: 1 << 20,
    signal: new AbortController().signal,
    ...more,
  };
}

const shell = (script: string, more?: Partial<ProcessRequest>) => request('/bin/sh', ['-c', script], more);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

function pidIn(name: string): number {
  return Number(readFileSync(join(folder, name), 'utf8'));
}

describe('runProcess', () => {
  it('gives back what the program wrote and its exit code', async () => {
    const run = unwrap(await runProcess(shell('printf out; printf err >&2; exit 3')));
    expect(run).toMatchObject({ ended: 'exit', exitCode: 3, stdout: 'out', stderr: 'err' });
  });

  it('passes arguments as they are, without a shell', async () => {
    const run = unwrap(await runProcess(request('/usr/bin/printf', ['%s', '$HOME; `id` "quoted"'])));
    expect(run.stdout).toBe('$HOME; `id` "quoted"');
  });

  it('inherits nothing from its own environment', async () => {
    process.env.ORCHESTRATOR_TEST_SECRET = 'leaked';
    const run = unwrap(await runProcess(request('/usr/bin/env', [])));
    delete process.env.ORCHESTRATOR_TEST_SECRET;
    expect(run.stdout).not.toContain('leaked');
    expect(run.stdout).toContain('PATH=/usr/bin:/bin');
  });

  it('feeds the input and closes it, and survives a program that does not read it', async () => {
    const input = 'x'.repeat(1 << 20);
    expect(unwrap(await runProcess(request('/usr/bin/wc', ['-c'], { input }))).stdout.trim()).toBe('1048576');
    expect(unwrap(await runProcess(request('/bin/true', [], { input }))).exitCode).toBe(0);
  });

  it('turns a missing program, a missing folder and a forbidden file into faults', async () => {
    expect(await runProcess(request('no-such-program', []))).toMatchObject({ fault: { type: 'not_found' } });
    const lost = await runProcess(request('/bin/true', [], { cwd: join(folder, 'gone') }));
    expect(lost).toMatchObject({ fault: { type: 'not_found', message: expect.stringContaining('gone') } });
    expect(await runProcess(request('/etc/passwd', []))).toMatchObject({ fault: { type: 'unauthorized' } });
    expect(await runProcess(request('/bin/true', ['a\0b']))).toMatchObject({
      fault: { type: 'invalid_input' },
    });
  });

  it('does not start what is already cancelled', async () => {
    const run = unwrap(await runProcess(shell('touch ran', { signal: AbortSignal.abort() })));
    expect(run.ended).toBe('cancelled');
    expect(existsSync(join(folder, 'ran'))).toBe(false);
  });

  it('cuts a flood of output at its limit', async () => {
    const run = unwrap(await runProcess(request('/usr/bin/yes', [], { outputBytes: 1000 })));
    expect(run).toMatchObject({ ended: 'output', exitCode: null });
    expect(run.stdout).toHaveLength(1000);
  });

  it('keeps output that meets the limit exactly', async () => {
    const run = unwrap(await runProcess(shell('printf 12345', { outputBytes: 5 })));
    expect(run).toMatchObject({ ended: 'exit', stdout: '12345' });
  });
});

describe.skipIf(process.platform === 'win32')('the process tree', () => {
  it('kills grandchildren that ignore SIGTERM when the time is up', async () => {
    const stubborn = `trap '' TERM; sh -c 'trap "" TERM; echo $$ > grandchild; while :; do sleep 1; done' & wait`;
    const run = unwrap(await runProcess(shell(stubborn, { timeMs: 400 })));
    expect(run.ended).toBe('timeout');
    expect(isAlive(pidIn('grandchild'))).toBe(false);
  });

  it('lets a program that heeds SIGTERM put its things away', async () => {
    const tidy = `trap 'echo tidy; exit 0' TERM; echo up; while :; do sleep 0.05; done`;
    const run = unwrap(await runProcess(shell(tidy, { timeMs: 300 })));
    expect(run).toMatchObject({ ended: 'timeout', stdout: 'up\ntidy\n' });
  });

  it('ends a program within its grace when it is cancelled', async () => {
    const stop = new AbortController();
    const run = runProcess(shell('sleep 60', { signal: stop.signal, onStart: () => stop.abort() }));
    expect(unwrap(await run).ended).toBe('cancelled');
  });

  it('kills what a program left behind when it ended by itself', async () => {
    const run = unwrap(await runProcess(shell('sleep 60 >/dev/null 2>&1 & echo $! > left')));
    expect(run).toMatchObject({ ended: 'exit', exitCode: 0 });
    expect(isAlive(pidIn('left'))).toBe(false);
  });

  it.runIf(process.platform === 'linux')(
    'finds a daemon that left the session and lost its parent',
    async () => {
      const daemon = `setsid sh -c 'sh -c "echo \\$\\$ > daemon; exec sleep 60" >/dev/null 2>&1 &' ; while [ ! -s daemon ]; do :; done`;
      const run = unwrap(await runProcess(shell(daemon)));
      expect(run.ended).toBe('exit');
      expect(isAlive(pidIn('daemon'))).toBe(false);
    },
  );
});
