import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Command, CommandOf } from '#shared/commands.ts';
import { fail, ok, unwrap } from '#shared/faults.ts';
import { type KeptFile, NO_USAGE, type Ruling } from '#shared/model/attempt.ts';
import { DEFAULT_SETTINGS, type ProjectSettings } from '#shared/model/project.ts';
import type { Task } from '#shared/model/task.ts';
import { type Bridge, createBridge } from '../../bridge/bridge.ts';
import { taskDraft } from '../../engine/test-work.ts';
import { manualClock } from '../../kernel/clock.ts';
import type { WorkReply } from '../../ports/agent.ts';
import { sha256 } from '../../workspace/files.ts';
import {
  put,
  removeTempFolders,
  sh,
  tempFolder,
  text,
  userRepository,
} from '../../workspace/repository.fixture.ts';
import { ensureWorkspace } from '../../workspace/template.ts';
import { templateHashes } from '../../workspace/template-files.ts';
import { createWorktrees, type Worktrees } from '../../workspace/worktrees.ts';
import type { AttemptInput } from './attempt-input.ts';
import { mergeAttempt } from './merge.ts';
import { runAttempt } from './run.ts';

afterEach(removeTempFolders);

const task: Task = {
  ...taskDraft('T-1'),
  ...{ id: 'tsk_1', planId: 'pln_1', runId: 'run_1', projectId: 'prj_1' },
  ...{ state: 'running', depsLeft: 0, attempts: 1 },
};

type Desk = {
  root: string;
  worktrees: Worktrees;
  /** What merged attempts left. */
  own: Map<string, Set<string>>;
  rulings: KeptFile[];
  adopted?: CommandOf<'attempts.hold'>['kept'];
  runOpenedAt: number;
  joinBy?: 'merge' | 'rebase';
  /** What is copied into each worktree before the work. */
  copied?: Record<string, string>;
};

let attempts = 0;
let template: string;

beforeEach(() => {
  template = tempFolder();
  put(template, { 'README.md': '# The workspace\n\nWritten by the template.\n' });
});

async function desk(root: string): Promise<Desk> {
  unwrap(await ensureWorkspace(root, template, manualClock(1_800_000_000_000)));
  const worktrees = createWorktrees({ home: tempFolder(), clock: manualClock(1_800_000_000_000) });
  return { root, worktrees, own: new Map(), rulings: [], runOpenedAt: 1_900_000_000_000 };
}

async function ownDesk(files: Record<string, string | Buffer> = {}): Promise<Desk> {
  const root = join(tempFolder(), 'project');
  mkdirSync(root);
  put(root, files);
  return desk(root);
}

/** Lets an agent that answers with these files do the task. */
async function attempt(at: Desk, files: Record<string, string>, removes: string[] = []): Promise<Command> {
  const id = `att_${++attempts}`;
  const project = { id: 'prj_1', name: 'p', root: at.root, policy: 'manual' as const };
  const reply: WorkReply = {
    ...{ kind: 'work', covers: [], gaps: [], summary: '', usage: NO_USAGE, removes },
    files: Object.entries(files).map(([path, content]) => ({ path, content })),
  };
  const bridge: Bridge = {
    ...createBridge([]),
    choose: async () => ok({ files: new Map(), context: NO_CONTEXT }),
    work: async () => ok(reply),
  };
  const input: AttemptInput = {
    kind: 'work',
    attempt: {
      ...{ id, taskId: 'tsk_1', runId: 'run_1', projectId: 'prj_1', number: 1, series: 1 },
      ...{ agentId: 'a', agentReason: '', state: 'running', queuedAt: 1 },
    },
    task,
    project: { ...project, settings: settingsOf(at), createdAt: 1 },
    unsandboxed: false,
    ...{ name: 'p', plan: [task], requirements: [], produced: [] },
    holdings: at,
    ...(at.adopted === undefined ? {} : { adopted: at.adopted }),
  };
  const [command] = unwrap(
    await runAttempt(input, {
      ...{ bridge, worktrees: at.worktrees, template: () => templateHashes(template) },
      agentTools: () => ({
        signal: new AbortController().signal,
        ...{ log: () => undefined, progress: () => undefined, check: async () => [] },
      }),
      async prepare(worktree) {
        put(worktree, at.copied ?? {});
        return ok(Object.keys(at.copied ?? {}));
      },
      blobs: { get: async () => fail('not_found', 'no blob') },
      ...{ noteContext: () => undefined, log: () => undefined },
    }),
  );
  if (!command) throw new Error('no command');
  if (command.type === 'attempts.succeed' && command.output.commit !== undefined) {
    const settled = { ...input.attempt, output: command.output };
    unwrap(await mergeAttempt({ attempt: settled, task, project: input.project }, at));
    for (const { path, sha256: hash, from } of command.output.files)
      if (from === undefined) at.own.set(path, (at.own.get(path) ?? new Set()).add(hash));
  }
  return command;
}

function settingsOf({ joinBy = 'merge', copied = {} }: Desk): ProjectSettings {
  return { ...DEFAULT_SETTINGS, joinBy, copy: Object.keys(copied) };
}

const NO_CONTEXT = { budget: null, promptTokens: 0, fileTokens: 0, files: [], more: 0 };

function held(command: Command): CommandOf<'attempts.hold'> {
  if (command.type !== 'attempts.hold') throw new Error(`not held: ${command.type}`);
  return command;
}

/** Takes up held work with a word on all its files. */
function answer(at: Desk, command: Command, ruling: Ruling): Promise<Command> {
  const { kept } = held(command);
  at.rulings = kept.files.map((file) => ({ ...file, ruling }));
  at.adopted = kept;
  return attempt(at, {});
}

function commitByHand(root: string, files: Record<string, string>, branch?: string): void {
  if (branch) sh(root, 'checkout', '-q', branch);
  put(root, files);
  sh(root, 'add', '-A');
  sh(root, 'commit', '-q', '-m', 'By hand');
  if (branch) sh(root, 'checkout', '-q', 'main');
}

describe('the write policy', () => {
  it('replaces what the template, nobody, or an earlier attempt left', async () => {
    const at = await ownDesk({ 'notes.md': '# Notes\n\nTBD\n', 'empty.txt': '' });
    expect(await attempt(at, { 'README.md': 'one', 'notes.md': 'two', 'empty.txt': 'three' })).toMatchObject({
      type: 'attempts.succeed',
    });
    expect(await attempt(at, { 'README.md': 'four' })).toMatchObject({ type: 'attempts.succeed' });
    expect(['README.md', 'notes.md'].map((path) => text(at.root, path))).toEqual(['four', 'two']);
  });

  it('touches no file of a person: the whole work waits, with the difference', async () => {
    const at = await ownDesk({ 'plan.md': 'My plan\n' });
    await attempt(at, { 'a.txt': 'ours' });
    commitByHand(at.root, { 'a.txt': 'edited after us\n' });
    const tip = sh(at.root, 'rev-parse', 'HEAD');
    const command = held(await attempt(at, { 'plan.md': 'Their plan\n', 'a.txt': 'again', 'b.txt': 'free' }));
    expect(command.kept.files).toEqual([
      { path: 'a.txt', change: 'modified', sha256: sha256('edited after us\n') },
      { path: 'plan.md', change: 'modified', sha256: sha256('My plan\n') },
    ]);
    expect(command.diffs['plan.md']).toContain('-My plan\n+Their plan\n');
    expect(sh(at.root, 'rev-parse', 'HEAD')).toBe(tip);
    expect(existsSync(join(at.root, 'b.txt'))).toBe(false);
    expect(sh(at.root, 'show', `${command.kept.commit}:plan.md`)).toBe('Their plan');
  });

  it.each([
    ['mine', 'My plan\n', undefined],
    ['new', 'Their plan\n', undefined],
    ['both', 'My plan\n', 'Their plan\n'],
  ] as const)(
    'with "%s" the kept work goes on as it was, without the agent',
    async (ruling, plan, beside) => {
      const at = await ownDesk({ 'plan.md': 'My plan\n' });
      const command = await attempt(at, { 'plan.md': 'Their plan\n', 'b.txt': 'free' });
      expect(await answer(at, command, ruling)).toMatchObject({ type: 'attempts.succeed' });
      expect(text(at.root, 'plan.md')).toBe(plan);
      expect(text(at.root, 'b.txt')).toBe('free');
      expect(existsSync(join(at.root, 'plan.new.md'))).toBe(beside !== undefined);
      if (beside !== undefined) expect(text(at.root, 'plan.new.md')).toBe(beside);
    },
  );

  it('holds a word for the content it was given about, also when the agent has to work again', async () => {
    const at = await ownDesk({ 'plan.md': 'My plan\n' });
    const { kept } = held(await attempt(at, { 'plan.md': 'Their plan\n' }));
    at.rulings = kept.files.map((file) => ({ ...file, ruling: 'mine' as const }));
    expect(await attempt(at, { 'plan.md': 'Another plan\n', 'x.txt': 'x' })).toMatchObject({
      output: { files: [{ path: 'x.txt' }] },
    });
    commitByHand(at.root, { 'plan.md': 'My better plan\n' });
    expect(held(await attempt(at, { 'plan.md': 'Another plan\n' })).kept.files).toHaveLength(1);
  });

  it('asks before it removes, and a rename is a removal', async () => {
    const at = await ownDesk({ 'src/old.ts': 'export const a = 1;\n' });
    const command = await attempt(at, { 'src/new.ts': 'export const a = 1;\n' }, ['src/old.ts']);
    expect(held(command).kept.files).toMatchObject([{ path: 'src/old.ts', change: 'removed' }]);
    await answer(at, command, 'mine');
    expect(existsSync(join(at.root, 'src/old.ts'))).toBe(true);
    expect(existsSync(join(at.root, 'src/new.ts'))).toBe(true);
    at.adopted = undefined;
    await attempt(at, {}, ['src/new.ts']);
    expect(existsSync(join(at.root, 'src/new.ts'))).toBe(false);
  });

  it('gives a file back even where the attempt put a folder in its place, or the other way round', async () => {
    const at = await ownDesk({ data: 'mine\n', 'docs/a.md': 'mine\n' });
    const command = await attempt(at, { 'data/x': 'x', docs: 'one file', 'c.txt': 'c' }, [
      'data',
      'docs/a.md',
    ]);
    await answer(at, command, 'mine');
    expect([text(at.root, 'data'), text(at.root, 'docs/a.md'), text(at.root, 'c.txt')]).toEqual([
      'mine\n',
      'mine\n',
      'c',
    ]);
  });

  it('lists what stood already as it should, which is not its own for that', async () => {
    const at = await ownDesk({ 'plan.md': 'My plan\n' });
    expect(await attempt(at, { 'plan.md': 'My plan\n', 'b.txt': 'b' })).toMatchObject({
      output: {
        files: [{ path: 'b.txt' }, { path: 'plan.md', sha256: sha256('My plan\n'), from: 'before' }],
      },
    });
    const same = await attempt(at, { 'plan.md': 'My plan\n' });
    expect(same).toMatchObject({ output: { files: [{ path: 'plan.md', from: 'before' }] } });
    expect(same).not.toHaveProperty('output.commit');
    const command = await attempt(at, { 'plan.md': 'Their plan\n', 'b.txt': 'b' });
    expect(held(command).kept).toMatchObject({ files: [{ path: 'plan.md' }], paths: ['plan.md', 'b.txt'] });
    expect(await answer(at, command, 'new')).toMatchObject({
      output: { files: [{ path: 'plan.md' }, { path: 'b.txt', from: 'before' }] },
    });
  });

  it('counts nothing as the work that made its worktree ready', async () => {
    const at = { ...(await ownDesk({ 'a.txt': 'a' })), copied: { 'local.cfg': 'key' } };
    const same = await attempt(at, { 'a.txt': 'a' });
    expect(same).toMatchObject({ type: 'attempts.succeed', output: { files: [{ path: 'a.txt' }] } });
    expect(same).not.toHaveProperty('output.commit');
    const command = held(await attempt(at, { 'a.txt': 'b', 'b.txt': 'b' }));
    expect(await answer(at, command, 'mine')).toMatchObject({ output: { files: [{ path: 'b.txt' }] } });
    expect(sh(at.root, 'ls-tree', '--name-only', 'HEAD').split('\n')).not.toContain('local.cfg');
  });

  it.each(['merge', 'rebase'] as const)(
    'takes what git joined by a %s out of two own versions for its own, and what somebody touched up for theirs',
    async (joinBy) => {
      const at = { ...(await ownDesk()), joinBy };
      const lines = (...changed: [number, string][]) =>
        Array.from({ length: 20 }, (_, i) => `${new Map(changed).get(i) ?? `line ${i}`}\n`).join('');
      await attempt(at, { 'list.txt': lines() });
      const base = sh(at.root, 'rev-parse', 'HEAD');
      await attempt(at, { 'list.txt': lines([1, 'first']) });
      // The other attempt began before that one was merged.
      const open = at.worktrees.open;
      at.worktrees = { ...at.worktrees, open: (request) => open({ ...request, from: base }) };
      await attempt(at, { 'list.txt': lines([18, 'second']) });
      at.worktrees = { ...at.worktrees, open };
      expect(text(at.root, 'list.txt')).toBe(lines([1, 'first'], [18, 'second']));
      expect(at.own.get('list.txt')?.has(sha256(text(at.root, 'list.txt')))).toBe(false);
      expect(await attempt(at, { 'list.txt': 'whole' })).toMatchObject({ type: 'attempts.succeed' });
      commitByHand(at.root, { 'list.txt': 'by hand' });
      expect((await attempt(at, { 'list.txt': 'again' })).type).toBe('attempts.hold');
    },
  );
});

describe('in a repository that was brought along', () => {
  it('works on what was there before the run, and asks about what a person changed since', async () => {
    const root = userRepository({ 'src/app.js': 'old\n', 'src/b.js': 'b\n' });
    const at = await desk(root);
    expect(await attempt(at, { 'src/app.js': 'new\n' })).toMatchObject({ type: 'attempts.succeed' });
    expect(text(root, 'src/app.js')).toBe('old\n');
    at.runOpenedAt = Date.now() - 3_600_000;
    commitByHand(root, { 'src/b.js': 'edited during the run\n' }, 'orchestrator/main');
    expect((await attempt(at, { 'src/b.js': 'c\n' })).type).toBe('attempts.hold');
    commitByHand(root, { 'src/app.js': 'edited after us\n' }, 'orchestrator/main');
    // Also in a later run, for which the edit stood there before.
    at.runOpenedAt = 1_900_000_000_000;
    expect((await attempt(at, { 'src/app.js': 'newer\n' })).type).toBe('attempts.hold');
  });
});

describe('what is no text', () => {
  it('is left in place: links and bytes are asked about, and a repository within is never touched', async () => {
    const root = userRepository({ 'logo.png': Buffer.from([0x89, 0x50, 0, 1]), 'data.txt': 'x\n' });
    symlinkSync('data.txt', join(root, 'link.txt'));
    sh(root, 'add', '-A');
    sh(root, 'update-index', '--add', '--cacheinfo', `160000,${sh(root, 'rev-parse', 'HEAD')},sub`);
    sh(root, 'commit', '-qm', 'A link and a repository within');
    const at = await desk(root);
    at.runOpenedAt = 0;
    const { kept, diffs } = held(
      await attempt(at, { 'link.txt': 'no link\n', 'logo.png': 'text\n', 'sub/a.ts': 'a\n', 'b.txt': 'b\n' }),
    );
    expect(kept.files.map(({ path }) => path).sort()).toEqual(['link.txt', 'logo.png']);
    expect(diffs['logo.png']).toContain('Binary files');
    await answer(at, { type: 'attempts.hold', attemptId: '', kept, diffs }, 'mine');
    const modes = sh(root, 'ls-tree', '-r', 'orchestrator/main', 'link.txt', 'logo.png', 'sub', 'b.txt');
    expect(modes.split('\n').map((line) => line.slice(0, 6))).toEqual([
      '100644',
      '120000',
      '100644',
      '160000',
    ]);
    expect(sh(root, 'diff', '--name-only', 'main', 'orchestrator/main')).not.toMatch(/link|logo|sub/);
  });
});

describe('the form of a text', () => {
  it('stays: charset, byte order mark, line ends and the executable bit', async () => {
    const root = userRepository({
      'run.sh': '#!/bin/sh\r\necho 1\r\n',
      'wide.txt': Buffer.from('\uFEFFeins\r\n', 'utf16le'),
      'latin.txt': Buffer.from('größe\n', 'latin1'),
      'mark.txt': '\uFEFFa\n',
    });
    chmodSync(join(root, 'run.sh'), 0o755);
    sh(root, 'commit', '-qam', 'Executable');
    const at = await desk(root);
    await attempt(at, {
      'run.sh': '#!/bin/sh\necho 2\n',
      'wide.txt': 'zwei\n',
      'latin.txt': 'Maß\n',
      'mark.txt': 'b\n',
    });
    sh(root, 'checkout', '-q', 'orchestrator/main');
    expect(text(root, 'run.sh')).toBe('#!/bin/sh\r\necho 2\r\n');
    expect(statSync(join(root, 'run.sh')).mode & 0o100).toBe(0o100);
    expect(readFileSync(join(root, 'wide.txt'))).toEqual(Buffer.from('\uFEFFzwei\r\n', 'utf16le'));
    expect(readFileSync(join(root, 'latin.txt'))).toEqual(Buffer.from('Maß\n', 'latin1'));
    expect(text(root, 'mark.txt')).toBe('\uFEFFb\n');
  });

  it('follows .gitattributes: what is checked out with CRLF is stored without', async () => {
    const root = userRepository({ '.gitattributes': '*.bat text eol=crlf\n', 'go.bat': 'echo 1\n' });
    const at = await desk(root);
    await attempt(at, { 'go.bat': 'echo 2\n', 'more.bat': 'echo 3\n' });
    expect(sh(root, 'show', 'orchestrator/main:go.bat')).toBe('echo 2');
    expect(sh(root, 'cat-file', '-s', 'orchestrator/main:more.bat')).toBe('7');
  });
});

describe('names', () => {
  it.each([
    ['Readme.md', 'README.md'],
    ['SRC/b.ts', 'src'],
    ['caf\u0065\u0301.md', 'caf\u00e9.md'],
  ])('refuses %j beside %j, and says why', async (path, there) => {
    const at = await ownDesk({ 'src/a.ts': 'a', 'caf\u00e9.md': 'x' });
    await expect(attempt(at, { [path]: 'x' })).rejects.toThrow(new RegExp(`only in case.*\\(${there}\\)`));
    expect(sh(at.root, 'status', '--porcelain')).toBe('');
  });

  it('keeps uncommitted edits of a person out of harm', async () => {
    const at = await ownDesk();
    await attempt(at, { 'a.txt': 'ours\n' });
    writeFileSync(join(at.root, 'a.txt'), 'typing\n');
    await expect(attempt(at, { 'a.txt': 'newer\n' })).rejects.toThrow('Local changes');
    expect(text(at.root, 'a.txt')).toBe('typing\n');
  });
});
