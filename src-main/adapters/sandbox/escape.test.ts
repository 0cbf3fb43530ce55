import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unwrap } from '#shared/faults.ts';
import type { SandboxRequest, SandboxRun } from '../../ports/sandbox.ts';
import { createOsSandbox } from './os-sandbox.ts';

const MIB = 1 << 20;
// Not below /tmp, which is the sandbox's own inside.
const base = mkdtempSync(join(existsSync('/var/tmp') ? '/var/tmp' : tmpdir(), 'escape-'));
const work = join(base, 'work');
const hidden = join(work, 'hidden');
const sandbox = createOsSandbox({ hide: [homedir(), hidden] });
const status = await sandbox.status();
const where = status.available
  ? 'held by the sandbox'
  : `skipped, no sandbox on this machine: ${status.detail}`;

beforeAll(() => {
  mkdirSync(hidden, { recursive: true });
  writeFileSync(join(hidden, 'secret'), 'hidden secret');
  writeFileSync(join(base, 'secret'), 'secret beside the work folder');
  writeFileSync(join(work, '.git'), 'gitdir: elsewhere');
});
afterAll(() => {
  rmSync(base, { recursive: true, force: true });
});

function request(command: [string, ...string[]], more: Partial<SandboxRequest> = {}): SandboxRequest {
  return {
    command,
    cwd: work,
    writable: [work],
    env: { PATH: `${dirname(process.execPath)}:/usr/bin:/bin` },
    limits: { timeMs: 20_000, memoryBytes: 256 * MIB, outputBytes: MIB },
    signal: new AbortController().signal,
    ...more,
  };
}

async function attempt(script: string, more?: Partial<SandboxRequest>): Promise<SandboxRun> {
  return unwrap(await sandbox.run(request(['/bin/sh', '-c', script], more)));
}

async function attemptInNode(script: string, more?: Partial<SandboxRequest>): Promise<SandboxRun> {
  return unwrap(await sandbox.run(request([process.execPath, '-e', script], more)));
}

function limits(changed: Partial<SandboxRequest['limits']>): Partial<SandboxRequest> {
  return { limits: { timeMs: 20_000, memoryBytes: 256 * MIB, outputBytes: MIB, ...changed } };
}

/** Processes of the whole machine whose command line holds `word`. */
function processesWith(word: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(word);
      } catch {
        return false;
      }
    });
}

describe.skipIf(!status.available)(`a command without ill will (${where})`, () => {
  it('runs, writes into its folder and gives its exit code', async () => {
    const run = await attempt('echo hello; echo oops >&2; echo made > made; exit 7');
    expect(run).toMatchObject({ ended: 'exit', exitCode: 7, stdout: 'hello\n', stderr: 'oops\n' });
    expect(readFileSync(join(work, 'made'), 'utf8')).toBe('made\n');
  });

  it('serves and calls itself over loopback', async () => {
    const run = await attemptInNode(`
      const server = require('node:http').createServer((_, reply) => reply.end('served'));
      server.listen(0, '127.0.0.1', async () => {
        console.log(await (await fetch('http://127.0.0.1:' + server.address().port)).text());
        process.exit();
      });`);
    expect(run).toMatchObject({ exitCode: 0, stdout: 'served\n' });
  });

  it('has a temporary folder of its own', async () => {
    const run = await attempt('echo x > "$TMPDIR/orchestrator-probe" && cat "$TMPDIR/orchestrator-probe"');
    expect(run.stdout).toBe('x\n');
    expect(existsSync(join(tmpdir(), 'orchestrator-probe'))).toBe(false);
  });

  it('runs beside another one without either seeing the other', async () => {
    const script = (name: string) =>
      `echo mine > "$TMPDIR/mark-${name}"; sleep 0.3; ls "$TMPDIR" | grep mark; pgrep -c sleep`;
    const runs = await Promise.all([attempt(script('a')), attempt(script('b'))]);
    expect(runs.map((run) => run.stdout)).toEqual(['mark-a\n0\n', 'mark-b\n0\n']);
  });

  it('gets its arguments as they are', async () => {
    const run = unwrap(await sandbox.run(request(['/usr/bin/printf', '%s|', `it's`, '$HOME', '`id`', ''])));
    expect(run.stdout).toBe(`it's|$HOME|\`id\`||`);
  });
});

describe.skipIf(!status.available)(`an escape by files (${where})`, () => {
  it('cannot read the home folder, what lies beside its folder, or what is hidden within', async () => {
    const run = await attempt(
      `ls -A ${homedir()}; cat ${base}/secret; cat hidden/secret; cat /etc/shadow; true`,
    );
    expect(run.stdout).toBe('');
  });

  it('cannot write outside its folder, into system folders or over the pointer to the repository', async () => {
    const run = await attempt(`
      for target in ${base}/w ${homedir()}/w /usr/w /etc/w /w /dev/w /proc/sys/kernel/core_pattern .git hidden/w; do
        (echo bad > $target) 2>/dev/null && echo "wrote $target"
      done
      mv .git moved 2>/dev/null && echo moved; rm -f .git 2>/dev/null; cat .git`);
    expect(run.stdout).toBe('gitdir: elsewhere');
    expect(readdirSync(base).sort()).toEqual(['secret', 'work']);
  });

  it('does not follow a link out of its folder', async () => {
    const run = await attempt(
      `ln -s ${base} out; cat out/secret; (echo bad > out/planted) 2>/dev/null; true`,
    );
    expect(run.stdout).toBe('');
    expect(existsSync(join(base, 'planted'))).toBe(false);
  });

  it('sees no environment and no process of the host', async () => {
    process.env.ORCHESTRATOR_TEST_SECRET = 'host secret';
    const run = await attempt('cat /proc/*/environ | tr "\\0" "\\n"; env; ls -d /proc/[0-9]* | wc -l');
    delete process.env.ORCHESTRATOR_TEST_SECRET;
    expect(run.stdout).not.toContain('host secret');
    expect(run.stdout).not.toContain('ORCHESTRATOR');
    expect(Number(run.stdout.trim().split('\n').at(-1))).toBeLessThan(6);
  });

  it('makes no namespace in which it would be more', async () => {
    const run = await attempt('unshare --user --map-root-user true 2>/dev/null && echo made; true');
    expect(run.stdout).toBe('');
  });
});

describe.skipIf(!status.available)(`an escape by the network (${where})`, () => {
  it('reaches neither a server of the host, nor an address outside, nor a name', async () => {
    let calls = 0;
    const server = createServer((_, reply) => {
      calls++;
      reply.end('reached');
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const run = await attemptInNode(`
      for (const url of ['http://127.0.0.1:${port}', 'http://1.1.1.1', 'http://example.com'])
        fetch(url, { signal: AbortSignal.timeout(3000) }).then(() => console.log('reached', url), () => {});`);
    await new Promise((resolve) => server.close(resolve));
    expect(run.stdout).toBe('');
    expect(calls).toBe(0);
  });
});

describe.skipIf(!status.available)(`an attack on the machine (${where})`, () => {
  it('ends a flood of output', async () => {
    const run = await attempt('yes', limits({ outputBytes: 10_000 }));
    expect(run.ended).toBe('output');
    expect(run.stdout.length).toBeLessThanOrEqual(10_000);
  });

  it('ends what ignores SIGTERM when the time is up', async () => {
    const run = await attempt('trap "" TERM; while :; do sleep 3.25; done', limits({ timeMs: 300 }));
    expect(run.ended).toBe('timeout');
    expect(processesWith('sleep\u00003.25')).toEqual([]);
  });

  it('leaves no daemon behind', async () => {
    const run = await attempt(
      'env -i setsid /bin/sh -c "sleep 61.75 & sleep 61.75" >/dev/null 2>&1 & sleep 0.2; echo done',
    );
    expect(run).toMatchObject({ ended: 'exit', stdout: 'done\n' });
    expect(processesWith('61.75')).toEqual([]);
  });

  it('bounds a fork bomb and leaves nothing of it', async () => {
    const run = await attempt(
      'bomb() { bomb 62.5 & bomb 62.5 & wait; }; bomb 62.5',
      limits({ timeMs: 3_000 }),
    );
    expect(['memory', 'timeout', 'exit']).toContain(run.ended);
    expect(processesWith('bomb 62.5')).toEqual([]);
  });

  it('ends a memory hog', async () => {
    const run = await attemptInNode('const all = []; for (;;) all.push(Buffer.alloc(1 << 22, 1));');
    expect(run.ended).toBe('memory');
    expect(run.stderr).toContain('Ended by the sandbox');
  });

  it('bounds the size of a file, of the temporary folder and of shared memory', async () => {
    const run = await attempt(`
      head -c 400M /dev/zero > big 2>/dev/null
      for part in 1 2 3; do head -c 200M /dev/zero > "$TMPDIR/$part" 2>/dev/null; done
      head -c 200M /dev/zero > /dev/shm/big 2>/dev/null
      du -smx "$TMPDIR" /dev/shm | cut -f1`);
    expect(run.stdout).toBe('256\n64\n');
    expect(statSync(join(work, 'big')).size).toBeLessThanOrEqual(256 * MIB);
  });

  it('stops at once when it is cancelled', async () => {
    const stop = new AbortController();
    const running = attempt('touch started; sleep 63.5', { signal: stop.signal });
    while (!existsSync(join(work, 'started'))) await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    expect((await running).ended).toBe('cancelled');
    expect(processesWith('63.5')).toEqual([]);
  });
});

describe.skipIf(!status.available)(`an attack on the disk (${where})`, () => {
  it('is ended when its files take too much together, each of them small', async () => {
    const script = 'mkdir fill; i=0; while :; do head -c 4M /dev/zero > fill/$i; i=$((i+1)); done';
    const run = await attempt(script, limits({ diskBytes: 64 * MIB }));
    rmSync(join(work, 'fill'), { recursive: true });
    expect(run.ended).toBe('disk');
    expect(run.stderr).toContain('it wrote more than 64 MiB');
  });

  it('does not blame the command for what was there before it', async () => {
    mkdirSync(join(work, 'old'));
    writeFileSync(join(work, 'old', 'big'), Buffer.alloc(8 * MIB, 1));
    const run = await attempt('head -c 1M /dev/zero > old/new; sleep 0.5', limits({ diskBytes: 4 * MIB }));
    rmSync(join(work, 'old'), { recursive: true });
    expect(run.ended).toBe('exit');
  });
});

describe.skipIf(!status.available)(`what cannot be run (${where})`, () => {
  it('says when a folder is missing', async () => {
    const run = await sandbox.run(request(['/bin/true'], { cwd: join(base, 'gone') }));
    expect(run).toMatchObject({ ok: false, fault: { type: 'not_found' } });
  });

  it('says like a shell when the program is missing', async () => {
    const run = unwrap(await sandbox.run(request(['no-such-program'])));
    expect(run).toMatchObject({ ended: 'exit', exitCode: 127 });
  });
});
