import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unwrap } from '#shared/faults.ts';
import { put, removeTempFolders, sh, text, userRepository } from '../../workspace/repository.fixture.ts';
import { createHost, type Host } from '../host.ts';
import { takeDaily } from './daily.ts';
import { restoreBackup } from './restore.ts';

let folder: string;
let host: Host | undefined;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'backup-')));
});
afterEach(async () => {
  await host?.stop();
  host = undefined;
  rmSync(folder, { recursive: true, force: true });
  removeTempFolders();
});

/** A data folder with a project and a document, backed up into `x.tar.gz`. */
async function backedUp(): Promise<{ root: string; archive: string; home: string }> {
  const home = join(folder, 'home');
  mkdirSync(home);
  host = unwrap(createHost({ home }));
  const root = userRepository({ 'a.txt': 'a' });
  const project = await host.api.projects.create({ root, policy: 'manual' });
  const documents = [{ name: 'notes.md', content: '# Rooms\n\n- The service must list rooms.\n' }];
  await host.api.runs.start({ projectId: project.id, documents });
  put(root, { 'unsaved.txt': 'mine' });
  const archive = join(folder, 'x.tar.gz');
  const report = await host.api.backups.create({ target: archive });
  expect(report).toMatchObject({ path: archive, without: [] });
  return { root, archive, home };
}

describe('a backup of everything', () => {
  it('gives the same data folder and the same workspaces on another machine', async () => {
    const { root, archive } = await backedUp();
    const before = { runs: await host?.api.runs.list({}), status: await host?.api.system.status() };
    await host?.stop();
    host = undefined;
    const files = sh(root, 'status', '--porcelain');
    // The other machine has neither the workspace nor the data folder.
    rmSync(root, { recursive: true });
    const home = join(folder, 'other');
    const report = unwrap(await restoreBackup({ archive, home, workspaces: join(folder, 'work') }));
    const [project] = report.projects;
    expect(project).toMatchObject({ state: 'made' });
    host = unwrap(createHost({ home }));
    const { id = '', root: now = '' } = project ?? {};
    expect((await host.api.projects.move({ projectId: id, root: now })).root).toBe(now);
    expect(await host.api.runs.list({})).toEqual(before.runs);
    expect((await host.api.system.status()).seq).toBe((before.status?.seq ?? 0) + 1);
    expect([text(now, 'unsaved.txt'), sh(now, 'status', '--porcelain')]).toEqual(['mine', files]);
    const blobs = (of: string) => readdirSync(join(of, 'blobs'), { recursive: true }).sort();
    expect(blobs(home)).toEqual(blobs(join(folder, 'home')));
  });

  it('leaves a workspace that is still there alone, and never goes into a used data folder', async () => {
    const { root, archive, home } = await backedUp();
    put(root, { 'a.txt': 'later' });
    const other = join(folder, 'other');
    const report = unwrap(await restoreBackup({ archive, home: other, workspaces: join(folder, 'work') }));
    expect(report.projects).toMatchObject([{ state: 'kept', root }]);
    expect(text(root, 'a.txt')).toBe('later');
    const used = await restoreBackup({ archive, home });
    expect(used).toMatchObject({ ok: false, fault: { type: 'conflict' } });
  });

  it('is refused whatever is done to its bytes, save where all that it names is still whole', async () => {
    const { archive } = await backedUp();
    const good = readFileSync(archive);
    const bad = join(folder, 'bad.tar.gz');
    const whole = unwrap(await restoreBackup({ archive, home: join(folder, 'whole') }));
    // What gzip itself says of a file is not covered by its checksum.
    const edits = fc.tuple(fc.integer({ min: 10, max: good.length - 1 }), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(edits, fc.boolean(), async ([at, by], cut) => {
        const bytes = Buffer.from(good);
        bytes[at] = (bytes[at] ?? 0) ^ by;
        writeFileSync(bad, cut ? bytes.subarray(0, at) : bytes);
        const home = join(folder, 'none');
        const restored = await restoreBackup({ archive: bad, home });
        // What fills up between files may differ: every byte that counts was compared.
        if (restored.ok) expect(restored.value).toEqual(whole);
        else expect(restored).toMatchObject({ fault: { type: 'invalid_input' } });
        rmSync(home, { recursive: true, force: true });
      }),
      { numRuns: 40 },
    );
    expect(readdirSync(folder).filter((name) => name.startsWith('none'))).toEqual([]);
  });
});

describe('the copies of every day', () => {
  it('are kept for a week, and none gives way to one that holds less', async () => {
    const { home } = await backedUp();
    const daily = join(folder, 'daily');
    const take = (database: string, day: number) =>
      takeDaily({ database, folder: daily, createdAt: new Date(Date.UTC(2026, 0, day)).toISOString() });
    const full = join(home, 'orchestrator.db');
    for (let day = 1; day <= 9; day++) await take(full, day);
    expect(readdirSync(daily).map((name) => name.slice(8, 10))).toEqual([
      '03',
      '04',
      '05',
      '06',
      '07',
      '08',
      '09',
    ]);
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    await unwrap(createHost({ home: empty })).stop();
    for (let day = 10; day <= 12; day++) await take(join(empty, 'orchestrator.db'), day);
    expect(readdirSync(daily)).toHaveLength(10);
  });

  it('are not made of a database that is damaged', async () => {
    const { home } = await backedUp();
    await host?.stop();
    host = undefined;
    const database = join(home, 'orchestrator.db');
    const bytes = readFileSync(database);
    bytes.fill(0xff, 4096 * 3, 4096 * 9);
    writeFileSync(database, bytes);
    const daily = join(folder, 'daily');
    await expect(
      takeDaily({ database, folder: daily, createdAt: '2026-01-01T00:00:00.000Z' }),
    ).rejects.toThrow();
    expect(readdirSync(daily).filter((name) => !name.endsWith('.tmp'))).toEqual([]);
  });
});
