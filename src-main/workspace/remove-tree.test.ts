import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openFolders, removeTree } from './remove-tree.ts';
import { put, removeTempFolders, tempFolder } from './repository.fixture.ts';

afterEach(removeTempFolders);

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/** Runs the source in a process that the rights of folders hold for, in a folder of its own. Gives back what it prints. */
function runWithoutRights(source: string): string {
  const module = new URL('./remove-tree.ts', import.meta.url).href;
  const folder = tempFolder();
  const script = `import { removeTree } from ${JSON.stringify(module)};
    import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
    import { tmpdir } from 'node:os';
    const base = mkdtempSync(tmpdir() + '/remove-tree-');
    ${source}`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: '/',
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: folder },
    stdio: ['ignore', 'pipe', 'ignore'],
    ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
  }).trim();
}

/** Whether somebody without rights can read this very project. */
function canRunWithoutRights(): boolean {
  try {
    return runWithoutRights(`rmSync(base, { recursive: true }); console.log('ready')`) === 'ready';
  } catch {
    return false;
  }
}

const canRun = process.platform !== 'win32' && canRunWithoutRights();

describe('removing what a program closed', () => {
  const where = canRun ? 'as a user without rights' : 'skipped, no user without rights can run this here';

  it.skipIf(!canRun)(`removes a folder that its own program closed (${where})`, () => {
    const seen = runWithoutRights(`
      mkdirSync(base + '/d/x', { recursive: true });
      writeFileSync(base + '/d/x/f', '1');
      chmodSync(base + '/d/x', 0o500);
      chmodSync(base + '/d', 0);
      const plain = await import('node:fs/promises').then((fs) => fs.rm(base, { recursive: true }).then(() => 'removed', (e) => e.code));
      await removeTree(base);
      console.log(plain, existsSync(base));`);
    expect(seen).toMatch(/^(EACCES|EPERM) false$/);
  });

  it('opens the folders after a refusal and tries once more, and follows no link', async () => {
    const folder = tempFolder();
    const outside = tempFolder();
    mkdirSync(join(outside, 'closed'), { mode: 0o500 });
    put(folder, { 'd/x/f': '1' });
    symlinkSync(join(outside, 'closed'), join(folder, 'd/link'));
    let tries = 0;
    await removeTree(join(folder, 'd'), async (path) => {
      if (++tries === 1) throw Object.assign(new Error('no'), { code: 'EACCES' });
      rmSync(path, { recursive: true });
    });
    expect([tries, existsSync(join(folder, 'd'))]).toEqual([2, false]);
    expect(statSync(join(outside, 'closed')).mode & 0o777).toBe(0o500);
  });

  it('says what else stands in the way, and does not mind what is missing', async () => {
    const folder = tempFolder();
    const busy = removeTree(folder, () =>
      Promise.reject(Object.assign(new Error('busy'), { code: 'EBUSY' })),
    );
    await expect(busy).rejects.toThrow('busy');
    await removeTree(join(folder, 'missing'));
    await openFolders(join(folder, 'missing'));
    expect(existsSync(folder)).toBe(true);
  });
});
