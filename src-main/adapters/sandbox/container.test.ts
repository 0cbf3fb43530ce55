import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unwrap } from '#shared/faults.ts';
import { systemClock } from '../../kernel/clock.ts';
import type { SandboxRequest } from '../../ports/sandbox.ts';
import { createContainer } from './container.ts';
import { containerArguments } from './container-arguments.ts';
import { createEnclosedSandbox } from './enclosed-sandbox.ts';
import { pickSandbox } from './pick-sandbox.ts';

const PATH = process.env.PATH;
let folder: string;
let bin: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'container-')));
  bin = join(folder, 'bin');
  mkdirSync(bin);
  mkdirSync(join(folder, 'work'));
});
afterEach(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true, force: true });
});

/** A program on an otherwise empty PATH that writes down its arguments; `run` carries out what stands behind the image. */
function fakeClient(name: string, info = 0, inspect = 0, left: readonly string[] = []): void {
  const script = `#!/bin/sh
printf '%s\\n' "$*" >> ${folder}/calls
case "$1" in
  info) exit ${info} ;;
  image) exit ${inspect} ;;
  ps) while read -r line; do echo "$line"; done < ${folder}/left ;;
  run) entry=; while [ "$1" != img ]; do [ "$1" = --entrypoint ] && entry="$2"; shift; done; shift; exec "$entry" "$@" ;;
esac
`;
  writeFileSync(join(folder, 'left'), left.map((each) => `${each}\n`).join(''));
  writeFileSync(join(bin, name), script);
  chmodSync(join(bin, name), 0o755);
  process.env.PATH = bin;
}

function request(script: string): SandboxRequest {
  const cwd = join(folder, 'work');
  return {
    command: ['/bin/sh', '-c', script],
    cwd,
    writable: [cwd],
    env: { PATH: '/usr/bin:/bin', MODE: 'a b' },
    limits: { timeMs: 10_000, memoryBytes: 64 << 20, outputBytes: 1 << 16 },
    signal: new AbortController().signal,
  };
}

const calls = () => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
const container = () =>
  createEnclosedSandbox('container', async () => createContainer([], systemClock, 'img'), systemClock);

describe('the options of a container', () => {
  const plan = {
    name: 'orchestrator-1',
    label: 'orchestrator.owner=1',
    image: 'img',
    owner: { user: 7, group: 8 },
    shown: [],
  };

  it('leave no way to the network, no capability, and no memory or process without a bound', () => {
    const args = containerArguments(request('true'), ['/bin/sh', '-c', 'x y'], plan).join(' ');
    for (const part of [
      '--network none',
      '--read-only',
      '--cap-drop ALL',
      '--security-opt no-new-privileges',
      '--pids-limit 256',
      '--memory 67108864b --memory-swap 67108864b',
      '--pull never',
      '--user 7:8',
      '--label orchestrator.owner=1',
      '--stop-timeout 0',
    ])
      expect(args).toContain(part);
    expect(args).not.toMatch(/--privileged|--pid |--volume|docker\.sock/);
  });

  it('give the command, its environment and its folder as they are, without a shell in between', () => {
    const args = containerArguments(request('true'), ['/bin/sh', '-c', '$HOME; `id`'], plan);
    expect(args.slice(-5)).toEqual(['--entrypoint', '/bin/sh', 'img', '-c', '$HOME; `id`']);
    expect(args).toContain('MODE=a b');
    expect(args[args.indexOf('--workdir') + 1]).toBe(join(folder, 'work'));
  });

  it('show only what is listed, read-only unless it may be written, and hide the rest', () => {
    const shown = [
      { path: '/w', source: '/w', mode: 'write', folder: true },
      { path: '/w/.git', source: '/w/.git', mode: 'read', folder: false },
      { path: '/w/k', source: '/w/k', mode: 'hide', folder: true },
      { path: '/w/f', source: '/w/f', mode: 'hide', folder: false },
    ] as const;
    const args = containerArguments(request('true'), ['/bin/true'], { ...plan, shown });
    expect(args.filter((_, at) => args[at - 1] === '--mount')).toEqual([
      'type=bind,source=/w,target=/w',
      'type=bind,source=/w/.git,target=/w/.git,readonly',
      'type=tmpfs,target=/w/k,tmpfs-size=4096',
      'type=bind,source=/dev/null,target=/w/f,readonly',
    ]);
  });
});

describe('a container', () => {
  it('is found, runs the command, gives its output and exit code, and is removed', async () => {
    fakeClient('docker');
    const sandbox = container();
    expect(await sandbox.status()).toMatchObject({ available: true });
    expect(unwrap(await sandbox.run(request('echo out; exit 3')))).toMatchObject({
      exitCode: 3,
      stdout: 'out\n',
    });
    const name = /--name (\S+)/.exec(calls().join(' '))?.[1];
    expect(calls().at(-1)).toBe(`rm --force ${name}`);
  });

  it('is removed as well when its client is cut off by the time', async () => {
    fakeClient('docker');
    const long = request('while :; do :; done');
    const run = unwrap(await container().run({ ...long, limits: { ...long.limits, timeMs: 300 } }));
    expect(run.ended).toBe('timeout');
    expect(calls().at(-1)).toMatch(/^rm --force orchestrator-/);
  });

  it('ends itself by its time where the image can, for a host that is gone', async () => {
    fakeClient('docker');
    writeFileSync(join(bin, 'timeout'), `#!/bin/sh\necho "$*" > ${folder}/timed\nshift 3\nexec "$@"\n`);
    chmodSync(join(bin, 'timeout'), 0o755);
    expect(unwrap(await container().run(request('echo out; exit 3')))).toMatchObject({
      exitCode: 3,
      stdout: 'out\n',
    });
    expect(readFileSync(join(folder, 'timed'), 'utf8')).toMatch(/^-s KILL 11 \/bin\/sh -c /);
  });

  it('is removed by the next host where the one that made it was killed, and no other is', async () => {
    const gone = spawnSync('/bin/sh', ['-c', 'exit 0']).pid;
    const id = '0123abcd-0000-4000-8000-000000000000';
    const left = `orchestrator-${gone}-${id}`;
    fakeClient('docker', 0, 0, [left, `orchestrator-${process.pid}-${id}`, '--all', 'mine']);
    const sandbox = container();
    unwrap(await sandbox.run(request('true')));
    unwrap(await sandbox.run(request('true')));
    const label = /--label (\S+)/.exec(calls().join(' '))?.[1];
    const said = calls().filter((line) => /^(ps|run|rm)/.test(line));
    expect(said.map((line) => line.split(' ', 1)[0])).toEqual(['ps', 'rm', 'run', 'rm', 'run', 'rm']);
    expect(said[0]).toBe(`ps --all --filter label=${label} --format {{.Names}}`);
    expect(said[1]).toBe(`rm --force ${left}`);
  });

  it('is made by podman where docker does not answer', async () => {
    fakeClient('docker', 1);
    fakeClient('podman');
    expect((await container().status()).detail).toMatch(/^podman with img/);
  });

  it('is not there without its image, and says how to get it; nothing is fetched', async () => {
    fakeClient('docker', 0, 1);
    const { available, detail } = await container().status();
    expect(available).toBe(false);
    expect(detail).toContain('docker pull img');
    expect(calls().some((line) => line.startsWith('pull'))).toBe(false);
  });

  it('refuses a folder that its options cannot name', async () => {
    fakeClient('docker');
    mkdirSync(join(folder, 'a,readonly'));
    const cwd = join(folder, 'a,readonly');
    const run = await container().run({ ...request('true'), cwd, writable: [cwd] });
    expect(run).toMatchObject({ ok: false, fault: { type: 'sandbox' } });
  });

  it.runIf(process.platform === 'linux')('is taken where the system has no sandbox of its own', async () => {
    fakeClient('docker');
    const picked = await pickSandbox({ hide: [], consent: false, image: 'img' });
    expect(picked.sandbox.id).toBe('container');
    expect(unwrap(await picked.sandbox.run(request('echo in'))).stdout).toBe('in\n');
  });
});
