import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unwrap } from '#shared/faults.ts';
import type { SandboxRequest, SandboxRun } from '../../ports/sandbox.ts';
import { createOsSandbox } from './os-sandbox.ts';

const MIB = 1 << 20;
// Not below /tmp, which is the sandbox's own inside.
const base = mkdtempSync(join(existsSync('/var/tmp') ? '/var/tmp' : tmpdir(), 'escape-system-'));
const work = join(base, 'work');
const sandbox = createOsSandbox({ hide: [homedir()] });
const status = await sandbox.status();
const where = status.available
  ? 'held by the sandbox'
  : `skipped, no sandbox on this machine: ${status.detail}`;
let bystander: ChildProcess;

beforeAll(() => {
  mkdirSync(work);
  writeFileSync(join(base, 'secret'), 'secret beside the work folder');
  bystander = spawn('sleep', ['64.25'], { stdio: 'ignore' });
});
afterAll(() => {
  bystander.kill('SIGKILL');
  rmSync(base, { recursive: true, force: true });
});

function request(command: [string, ...string[]], timeMs = 20_000): SandboxRequest {
  return {
    command,
    cwd: work,
    writable: [work],
    env: { PATH: `${dirname(process.execPath)}:/usr/bin:/bin` },
    limits: { timeMs, memoryBytes: 256 * MIB, outputBytes: MIB },
    signal: new AbortController().signal,
  };
}

async function attempt(script: string, timeMs?: number): Promise<SandboxRun> {
  return unwrap(await sandbox.run(request(['/bin/sh', '-c', script], timeMs)));
}

async function attemptInNode(script: string): Promise<SandboxRun> {
  return unwrap(await sandbox.run(request([process.execPath, '-e', script])));
}

function commandLines(): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch {
      return '';
    }
  });
}

describe.skipIf(!status.available)(`an escape by sockets (${where})`, () => {
  it('sends no datagram to the host', async () => {
    const heard: string[] = [];
    const socket = createSocket('udp4').on('message', (message) => heard.push(message.toString()));
    await new Promise<void>((resolve) => void socket.bind(0, '127.0.0.1', resolve));
    const { port } = socket.address();
    const run = await attemptInNode(`
      const socket = require('node:dgram').createSocket('udp4');
      socket.send('out', ${port}, '127.0.0.1', () => socket.close());`);
    // What had arrived by now is read before this one.
    socket.send('end', port, '127.0.0.1');
    while (heard.at(-1) !== 'end') await once(socket, 'message');
    socket.close();
    expect(run.ended).toBe('exit');
    expect(heard).toEqual(['end']);
  });

  it('asks no name server', async () => {
    const run = await attemptInNode(`
      const { Resolver } = require('node:dns').promises;
      const own = new Resolver({ timeout: 500, tries: 1 });
      own.setServers(['1.1.1.1', '8.8.8.8']);
      Promise.all([own.resolve4('example.com'), require('node:dns').promises.lookup('example.com')])
        .then(() => console.log('resolved'), () => {});`);
    expect(run.stdout).toBe('');
  });

  it('reaches no socket of the host, neither by path nor by abstract name', async () => {
    let calls = 0;
    const names = [join(base, 'socket'), `\0escape-${process.pid}`];
    const servers = names.map((name) =>
      createServer((socket) => {
        calls++;
        socket.end();
      }).listen(name),
    );
    await Promise.all(servers.map((server) => once(server, 'listening')));
    const run = await attemptInNode(`
      for (const path of ${JSON.stringify([...names, '/var/run/docker.sock', '/run/dbus/system_bus_socket'])})
        require('node:net').connect({ path }).on('connect', () => console.log('connected')).on('error', () => {});
      setTimeout(() => process.exit(), 500);`);
    for (const server of servers) server.close();
    expect(run.stdout).toBe('');
    expect(calls).toBe(0);
  });
});

describe.skipIf(!status.available)(`an escape by the kernel (${where})`, () => {
  it('neither signals nor traces a process of the host', async () => {
    const run = await attemptInNode(`
      const pid = ${bystander.pid};
      try { process.kill(pid, 0); console.log('signalled'); } catch (error) { console.log(error.code); }
      const fs = require('node:fs');
      for (const file of ['mem', 'environ', 'maps', 'root'])
        try { fs.openSync('/proc/' + pid + '/' + file, 'r'); console.log('opened', file); } catch {}`);
    expect(run.stdout).toBe('ESRCH\n');
    expect(bystander.exitCode).toBe(null);
  });

  it('has no capability and cannot get one by a setuid file', async () => {
    const run = await attempt(`
      cp /usr/bin/id id && chmod u+s,g+s id && ./id -u > /dev/null
      grep -E "^(CapPrm|CapEff|CapBnd|NoNewPrivs):" /proc/self/status | tr -s "\t" " "`);
    expect(run.stdout).toBe(
      'CapPrm: 0000000000000000\nCapEff: 0000000000000000\nCapBnd: 0000000000000000\nNoNewPrivs: 1\n',
    );
  });

  it('mounts nothing, makes no device and changes no root', async () => {
    const run = await attempt(`
      mkdir -p mnt
      mount -t tmpfs none mnt 2>/dev/null && echo mounted
      mount --bind / mnt 2>/dev/null && echo bound
      umount /proc 2>/dev/null && echo unmounted
      mknod disk b 8 0 2>/dev/null && echo device
      chroot / true 2>/dev/null && echo chrooted; true`);
    expect(run.stdout).toBe('');
  });

  it('sees no device but the harmless ones', async () => {
    const run = await attempt('ls /dev');
    const harmless = 'console core fd full null ptmx pts random shm stderr stdin stdout tty urandom zero';
    expect(
      run.stdout
        .trim()
        .split('\n')
        .filter((name) => !harmless.split(' ').includes(name)),
    ).toEqual([]);
  });

  it('changes no setting of the kernel', async () => {
    const run = await attempt(`
      for file in /proc/sys/kernel/hostname /proc/sys/vm/drop_caches /proc/sysrq-trigger /sys/power/state /proc/self/oom_score_adj
      do (echo -1 > $file) 2>/dev/null && echo "wrote $file"; done; true`);
    expect(run.stdout.replace('wrote /proc/self/oom_score_adj\n', '')).toBe('');
  });
});

describe.skipIf(!status.available)(`an escape by what it inherits (${where})`, () => {
  it('gets no open file of the host', async () => {
    const held = openSync(join(base, 'secret'), 'r');
    const run = await attemptInNode(`
      const fs = require('node:fs');
      for (const fd of fs.readdirSync('/proc/self/fd'))
        try { const to = fs.readlinkSync('/proc/self/fd/' + fd); if (to.startsWith('${base}')) console.log(to); } catch {}`);
    closeSync(held);
    expect(held).toBeGreaterThan(2);
    expect(run.stdout).toBe('');
  });

  it('has no terminal into which it could type', async () => {
    const run = await attempt(
      '(exec 3<>/dev/tty) 2>/dev/null && echo opened; ps -o tty= -p $$; ps -o sid= -p $$',
    );
    expect(run.stdout).not.toContain('opened');
    expect(run.stdout.split('\n')[0]).toBe('?');
  });
});

describe.skipIf(!status.available)(`an escape by links and time (${where})`, () => {
  it('writes through no link that was there before it', async () => {
    symlinkSync(base, join(work, 'way-out'));
    symlinkSync(join(base, 'secret'), join(work, 'file-out'));
    const run = await attempt(`
      cat file-out way-out/secret; (echo bad > file-out) 2>/dev/null; (echo bad > way-out/planted) 2>/dev/null
      ls -A way-out | grep -v work; ln work/../../secret hard 2>/dev/null && echo linked; true`);
    expect(run.stdout).toBe('');
    expect(readFileSync(join(base, 'secret'), 'utf8')).toBe('secret beside the work folder');
    expect(existsSync(join(base, 'planted'))).toBe(false);
  });

  it('is ended with its daemons, also one that forked twice and closed everything', async () => {
    const run = await attempt(
      '(setsid sh -c "(exec sleep 65.25 <&- >&- 2>&-) &" &) ; (trap "" HUP TERM INT; sleep 65.5) & sleep 0.2; echo done',
    );
    expect(run.stdout).toBe('done\n');
    expect(commandLines().filter((line) => /65\.(25|5)\0/.test(line))).toEqual([]);
  });

  it('burns the processor no longer than its time', async () => {
    const run = await attempt('while :; do :; done & while :; do :; done', 400);
    expect(run.ended).toBe('timeout');
    expect(run.durationMs).toBeLessThan(5_000);
  });
});
