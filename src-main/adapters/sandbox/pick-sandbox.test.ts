import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { unwrap } from '#shared/faults.ts';
import type { SandboxRequest } from '../../ports/sandbox.ts';
import { pickSandbox } from './pick-sandbox.ts';
import { createNoSandbox } from './unsandboxed.ts';

const PATH = process.env.PATH;
afterEach(() => {
  process.env.PATH = PATH;
});

function request(script: string): SandboxRequest {
  return {
    command: ['/bin/sh', '-c', script],
    cwd: tmpdir(),
    writable: [],
    env: {},
    limits: { timeMs: 10_000, memoryBytes: 256 << 20, outputBytes: 1 << 16 },
    signal: new AbortController().signal,
  };
}

describe('without a sandbox', () => {
  it('runs nothing unless the user agreed, and says so', async () => {
    const run = await createNoSandbox({ consent: false }).run(request('echo ran'));
    expect(run).toMatchObject({ ok: false, fault: { type: 'sandbox', retryable: false } });
  });

  it('runs by consent, with its limits, and still calls itself no sandbox', async () => {
    const none = createNoSandbox({ consent: true });
    expect((await none.status()).available).toBe(false);
    expect(unwrap(await none.run(request('echo ran')))).toMatchObject({ ended: 'exit', stdout: 'ran\n' });
    expect(unwrap(await none.run(request('yes'))).ended).toBe('output');
  });

  it('ends a memory hog by consent too', async () => {
    const hog = { ...request(''), command: [process.execPath, '-e', HOG] as [string, ...string[]] };
    expect(unwrap(await createNoSandbox({ consent: true }).run(hog)).ended).toBe('memory');
  });
});

const HOG = 'const all = []; for (;;) all.push(Buffer.alloc(1 << 22, 1));';

describe('picking a sandbox', () => {
  it.runIf(process.platform === 'linux')('degrades openly where the program is missing', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'path-'));
    process.env.PATH = empty;
    const picked = await pickSandbox({ hide: [], consent: false });
    rmSync(empty, { recursive: true });
    expect(picked.sandbox.id).toBe('none');
    expect(picked.detail).toContain('apt install bubblewrap');
    expect(await picked.sandbox.run(request('true'))).toMatchObject({ fault: { type: 'sandbox' } });
  });

  it('takes what the machine has and says what it holds', async () => {
    const picked = await pickSandbox({ hide: [], consent: false });
    const { available, detail } = await picked.sandbox.status();
    expect(picked.sandbox.id).toBe(available ? 'os' : 'none');
    expect(picked.detail).toBe(detail);
  });
});
