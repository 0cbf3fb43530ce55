import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createDiskWatch } from './disk-watch.ts';

const MIB = 1 << 20;
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/** Lets a process that the rights of folders hold for watch its own folder `base`; the volume loses 8 MiB per question. */
function watchWithoutRights(source: string): string {
  const module = new URL('./disk-watch.ts', import.meta.url).href;
  const script = `import { createDiskWatch } from ${JSON.stringify(module)};
    import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
    import { tmpdir } from 'node:os';
    const base = mkdtempSync(tmpdir() + '/disk-watch-');
    let free = 2 ** 40;
    const watch = (startedAt) => createDiskWatch([base], ${4 * MIB}, startedAt, async () => ({ bytes: (free -= ${8 * MIB}), files: 1e6 }));
    try { ${source} } finally { try { chmodSync(base + '/d', 0o700); } catch {} rmSync(base, { recursive: true }); }`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: '/',
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'ignore'],
    ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
  }).trim();
}

function canRunWithoutRights(): boolean {
  try {
    return watchWithoutRights(`console.log('ready');`) === 'ready';
  } catch {
    return false;
  }
}

const canRun = process.platform !== 'win32' && canRunWithoutRights();
const where = canRun ? 'as a user without rights' : 'skipped, no user without rights can run this here';

it.skipIf(!canRun).each([0o000, 0o300, 0o400])(
  `holds a folder of mode %o against the command that closed it (${where})`,
  (mode) => {
    const seen = watchWithoutRights(`
    mkdirSync(base + '/d');
    const asked = watch(Date.now());
    writeFileSync(base + '/d/f', Buffer.alloc(${8 * MIB}, 1));
    chmodSync(base + '/d', ${mode});
    console.log(await asked.look(), '|', await asked.look());`);
    expect(seen).toBe(Array(2).fill('the disk ran low while it kept a folder from being read').join(' | '));
  },
);

it.skipIf(!canRun)(`does not blame the command for a folder that was closed before (${where})`, () => {
  const seen = watchWithoutRights(`
    mkdirSync(base + '/d');
    chmodSync(base + '/d', 0);
    const asked = watch(Date.now() + 60_000);
    console.log(await asked.look());`);
  expect(seen).toBe('undefined');
});

it('asks anew from where others took the space, and finds what the command wrote', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'disk-watch-'));
  try {
    const left = [100, 90, 90, 89, 80];
    const asked: number[] = [];
    const watch = createDiskWatch([folder], 4 * MIB, Date.now(), async () => {
      const now = left.shift() ?? 0;
      asked.push(now);
      return { bytes: now * MIB, files: 1_000_000 };
    });
    expect([await watch.look(), await watch.look()]).toEqual([undefined, undefined]);
    writeFileSync(join(folder, 'big'), Buffer.alloc(8 * MIB, 1));
    expect(await watch.look()).toBe('it wrote more than 4 MiB');
    expect(asked).toEqual([100, 90, 90, 89, 80]);
  } finally {
    rmSync(folder, { recursive: true });
  }
  expect(existsSync(folder)).toBe(false);
});
