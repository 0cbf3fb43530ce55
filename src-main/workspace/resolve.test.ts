import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Side } from '#shared/model/resolution.ts';
import { manualClock } from '../kernel/clock.ts';
import { sha256 } from './files.ts';
import { readConflict, settledBytes } from './read-conflict.ts';
import { faultOf, put, removeTempFolders, sh, text, userRepository, value } from './repository.fixture.ts';
import type { Settlement } from './resolve.ts';
import { createWorktrees } from './worktrees.ts';

afterEach(removeTempFolders);

type Files = Record<string, string | Buffer | undefined>;

function change(path: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    if (content === undefined) rmSync(join(path, name), { force: true });
    else put(path, { [name]: content });
  }
}

/** A workspace in which `ours` was merged, and the commit of an attempt at `theirs` from the same base. */
async function contradiction(base: Files, ours: Files, theirs: Files) {
  const root = userRepository({ 'z.txt': 'z\n' });
  change(root, base);
  sh(root, 'add', '-A');
  sh(root, 'commit', '-q', '--allow-empty', '-m', 'Base');
  sh(root, 'branch', 'orchestrator/main');
  const branch = 'orchestrator/main';
  const worktrees = createWorktrees({ home: join(root, '../home'), clock: manualClock(1_750_000_000_000) });
  const attempt = async (attemptId: string, files: Files) => {
    const { path, baseCommit } = await value(worktrees.open({ root, attemptId, taskKey: 'T-1', branch }));
    change(path, { ...files, [`${attemptId}.txt`]: attemptId });
    return (await value(worktrees.commit({ root, attemptId, baseCommit, message: attemptId }))).commit;
  };
  const [one, two] = [await attempt('att_1', ours), await attempt('att_2', theirs)];
  await value(worktrees.merge({ root, branch, attemptId: 'att_1', commit: one, message: 'Merge' }));
  /** The files of the integration branch once the conflict is settled, committed and merged. */
  const settle = async (how: Omit<Settlement, 'theirs'>) => {
    const { baseCommit } = await value(worktrees.open({ root, attemptId: 'att_3', taskKey: 'T-1', branch }));
    const settled = await worktrees.settleConflict({ root, attemptId: 'att_3', theirs: two, ...how });
    if (!settled.ok) return settled;
    const { commit } = await value(
      worktrees.commit({ root, attemptId: 'att_3', baseCommit, message: 'Settle' }),
    );
    await value(worktrees.merge({ root, branch, attemptId: 'att_3', commit, message: 'Merge' }));
    return settled;
  };
  const show = (path: string) => {
    try {
      return sh(root, 'show', `${branch}:${path}`);
    } catch {
      return undefined;
    }
  };
  return { root, two, settle, show };
}

/** Contents that are alike in nothing, so that git never takes one file for another that was renamed. */
const contentOf = (path: string, version: number | undefined) =>
  version === undefined ? undefined : `${sha256(`${path} ${version}`)}\n`;
const version = fc.option(fc.nat(2), { nil: undefined });
const story = fc.record({
  base: version,
  ours: version,
  theirs: version,
  take: fc.constantFrom<Side>('ours', 'theirs'),
});

describe('a settled conflict', () => {
  it('holds what was said of each file, and what git could merge of all others', async () => {
    // One repository with many files proves as much as many repositories, in less time.
    const stories = fc.array(story, { minLength: 60, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(stories, async (all) => {
        const named = all.map((each, at) => ({ ...each, path: `d${at % 7}/ü ${at}.txt` }));
        const side = (which: 'base' | Side): Files =>
          Object.fromEntries(named.map((each) => [each.path, contentOf(each.path, each[which])]));
        const { root, two, settle } = await contradiction(side('base'), side('ours'), side('theirs'));
        const conflict = await value(readConflict(root, two));
        const open = new Set(conflict.files.map(({ path }) => path));
        const files = named.filter(({ path }) => open.has(path)).map(({ path, take }) => ({ path, take }));
        expect((await settle({ rest: null, files })).ok).toBe(true);
        sh(root, 'checkout', '-q', 'orchestrator/main');
        for (const { path, base, ours, theirs, take } of named) {
          const contested = ours !== theirs && base !== ours && base !== theirs;
          expect(open.has(path), path).toBe(contested);
          const merged = base === ours ? theirs : ours;
          const wanted = contentOf(path, contested ? { ours, theirs }[take] : merged);
          expect(existsSync(join(root, path)) ? text(root, path) : undefined, path).toBe(wanted);
        }
        expect([text(root, 'att_1.txt'), text(root, 'att_2.txt')]).toEqual(['att_1', 'att_2']);
        removeTempFolders();
      }),
      { numRuns: 2 },
    );
  }, 60_000);

  it('takes content by hand byte for byte', async () => {
    const { settle, show } = await contradiction({ 'a.txt': '1\n' }, { 'a.txt': '2\n' }, { 'a.txt': '3\n' });
    const byHand = Buffer.from('by hand\r\nä\0');
    await settle({ rest: null, files: [{ path: 'a.txt', content: byHand }] });
    expect(show('a.txt')).toBe('by hand\r\nä\0');
  });

  it('leaves nothing changed where nothing is said of a file', async () => {
    const { settle, show } = await contradiction({ 'a.txt': '1\n' }, { 'a.txt': '2\n' }, { 'a.txt': '3\n' });
    expect(await faultOf(settle({ rest: null, files: [] }))).toMatchObject({
      type: 'conflict',
      cause: 'a.txt',
    });
    expect(show('a.txt')).toBe('2');
  });
});

const latin1 = (content: string) => Buffer.from(content, 'latin1');
const utf16 = (content: string) => Buffer.from(`\uFEFF${content}`, 'utf16le');

describe('files that are not UTF-8', () => {
  const texts = new Map([
    ['latin.txt', 'Größe: 4\n'],
    ['plain.txt', 'Größe: 4\n'],
    ['crlf.txt', 'Größe: 4\n'],
    ['mixed.txt', 'Größe: 4\n'],
    ['wide.txt', 'Größe: 4\n'],
    ['noise.bin', 'Größe: 4\n'],
  ]);
  const sides = (at: number): Files => ({
    'latin.txt': latin1(`Größe: ${at}\n`),
    'plain.txt': at === 3 ? latin1('Größe: 3\n') : `${at}\n`,
    'crlf.txt': latin1(`Größe: ${at}\r\n`),
    'mixed.txt': at === 3 ? latin1('Größe: 3\n') : `Größe: ${at}\n`,
    'wide.txt': utf16(`Größe: ${at}\n`),
    'noise.bin': Buffer.from([0x81, 0x90, at]),
  });

  it('are shown as the text they are, between markers only where both sides are of one charset', async () => {
    const { root, two } = await contradiction(sides(1), sides(2), sides(3));
    const found = new Map((await value(readConflict(root, two))).files.map((file) => [file.path, file]));
    for (const path of ['latin.txt', 'crlf.txt', 'mixed.txt', 'wide.txt', 'plain.txt']) {
      expect(found.get(path), path).toMatchObject({ binary: false });
      expect(found.get(path)?.theirs?.text?.trimEnd(), path).toBe('Größe: 3');
    }
    expect(found.get('latin.txt')?.marked).toMatch(
      /<{7}.*\nGröße: 2\n\|{7}.*\nGröße: 1\n={7}\nGröße: 3\n>{7}/,
    );
    expect(found.get('plain.txt')?.marked).toMatch(/\n2\n\|{7}.*\n1\n={7}\nGröße: 3\n>{7}/);
    expect([found.get('mixed.txt')?.marked, found.get('wide.txt')?.marked]).toEqual([null, null]);
    expect(found.get('noise.bin')).toMatchObject({ binary: true, marked: null, ours: { text: null } });
  });

  it('keep their charset, mark and line ends when they are settled by hand', async () => {
    const { root, two, settle } = await contradiction(sides(1), sides(2), sides(3));
    const stored = await value(settledBytes(root, await value(readConflict(root, two)), texts));
    expect(Object.fromEntries(stored)).toEqual({
      'latin.txt': latin1('Größe: 4\n'),
      'plain.txt': latin1('Größe: 4\n'),
      'crlf.txt': latin1('Größe: 4\r\n'),
      'mixed.txt': Buffer.from('Größe: 4\n'),
      'wide.txt': utf16('Größe: 4\n'),
      'noise.bin': Buffer.from('Größe: 4\n'),
    });
    await value(settle({ rest: null, files: [...stored].map(([path, content]) => ({ path, content })) }));
    sh(root, 'checkout', '-q', 'orchestrator/main');
    expect(readFileSync(join(root, 'latin.txt'))).toEqual(latin1('Größe: 4\n'));
  });
});

describe('a conflict to be looked at', () => {
  it('shows three versions, and says where there is none, where it is binary and where it is too long', async () => {
    const long = 'x'.repeat(300_000);
    const { root, two } = await contradiction(
      { 'a.txt': '1\n', 'gone.txt': '1\n', 'b.bin': Buffer.from([0, 1]), 'long.txt': '1\n' },
      { 'a.txt': '2\n', 'gone.txt': undefined, 'b.bin': Buffer.from([0, 2]), 'long.txt': long },
      { 'a.txt': '3\n', 'gone.txt': '3\n', 'b.bin': Buffer.from([0, 3]), 'long.txt': '3\n' },
    );
    const { files: found, more } = await value(readConflict(root, two));
    expect(more).toBe(0);
    expect(found.map(({ path }) => path)).toEqual(['a.txt', 'b.bin', 'gone.txt', 'long.txt']);
    const [plain, binary, gone, tooLong] = found;
    expect([plain?.base?.text, plain?.ours?.text, plain?.theirs?.text]).toEqual(['1\n', '2\n', '3\n']);
    expect(plain?.marked).toMatch(/<{7}.*\n2\n\|{7}.*\n1\n={7}\n3\n>{7}/);
    expect(binary).toMatchObject({ binary: true, marked: null, ours: { bytes: 2, text: null } });
    expect(gone).toMatchObject({ ours: null, theirs: { text: '3\n' } });
    expect(tooLong).toMatchObject({ ours: { bytes: 300_000, text: null }, theirs: { text: '3\n' } });
  });

  it('has no files where the commits fit together', async () => {
    const { root, two } = await contradiction({}, {}, {});
    expect(await value(readConflict(root, two))).toMatchObject({ files: [], more: 0 });
    expect(await faultOf(readConflict(root, '0'.repeat(40)))).toMatchObject({ type: 'not_found' });
  });
});
