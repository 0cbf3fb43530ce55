import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unwrap } from '#shared/faults.ts';
import type { Decision } from '#shared/model/decision.ts';
import type { ProjectSettings } from '#shared/model/project.ts';
import type { Run } from '#shared/model/run.ts';
import { manualClock } from '../kernel/clock.ts';
import { createHost, type Host } from './host.ts';
import { CONTESTED, contestants, DOCUMENT } from './testing/contestants.ts';

const DAY_MS = 86_400_000;
/** Both contestants must be at work at the same time, however busy the machine is. */
const CALM = { cpus: 4, load: 0, freeBytes: 2 ** 34 };
let folder: string;
let host: Host;
let clock: ReturnType<typeof manualClock>;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'conflict-')));
  clock = manualClock(1_800_000_000_000);
  host = unwrap(
    createHost({
      home: join(folder, 'home'),
      clock,
      agents: [contestants()],
      concurrency: 2,
      pressure: () => CALM,
    }),
  );
  host.start();
});
afterEach(async () => {
  await host.stop();
  rmSync(folder, { recursive: true, force: true });
});

const root = () => join(folder, 'work');
const git = (...args: string[]) => execFileSync('git', ['-C', root(), ...args], { encoding: 'utf8' }).trim();
const contested = () => readFileSync(join(root(), CONTESTED), 'utf8');

async function begin(settings: Partial<ProjectSettings> = {}): Promise<Run> {
  const project = await host.api.projects.create({ root: root(), policy: 'manual' });
  await host.api.projects.configure({ projectId: project.id, settings });
  return host.api.runs.start({
    projectId: project.id,
    documents: [{ name: 'ask.md', content: DOCUMENT }],
  });
}

/** Looks again after every change, until `look` finds something. Questions on the way to the plan are agreed to. */
async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  const hangUp = new AbortController();
  const changes = await host.api.changes.watch({}, { signal: hangUp.signal });
  for await (const _batch of changes) {
    const open = await host.api.decisions.list({ open: true });
    for (const { id, kind, defaultOption } of open) {
      if (kind === 'accept_requirements' || kind === 'approve_plan')
        await host.api.decisions.answer({ decisionId: id, optionId: defaultOption });
      if (kind === 'overwrite_file') await host.api.decisions.answer({ decisionId: id, optionId: 'new' });
    }
    const found = await look();
    if (found === undefined) continue;
    hangUp.abort();
    return found;
  }
  throw new Error('the host stopped');
}

/** Asks again and again, for what changes without a row. */
async function poll<T>(ask: () => Promise<T>, fits: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
const idle = () =>
  poll(
    () => host.api.system.status(),
    ({ effects }) => effects.running + effects.waiting === 0,
  );

const conflictAsked = (run: Run) =>
  until(async (): Promise<Decision | undefined> => {
    const open = await host.api.decisions.list({ runId: run.id, open: true });
    return open.find(({ kind }) => kind === 'merge_conflict');
  });
const ended = (run: Run) =>
  until(async () => {
    const now = await host.api.runs.get({ runId: run.id });
    return now.state === 'active' ? undefined : now;
  });

/** Attempts and checks of the task that the decision was about. */
async function taskOf({ taskId = '' }: Decision) {
  return host.api.tasks.get({ taskId });
}

describe('two tasks that contradict each other', () => {
  it('end in a decision with three versions of the file, and, settled by hand, in a merge that was checked', async () => {
    const run = await begin();
    const decision = await conflictAsked(run);
    const conflict = await host.api.decisions.conflict({ decisionId: decision.id });
    expect(conflict.files.map(({ path }) => path)).toEqual([CONTESTED]);
    const [file] = conflict.files;
    expect(file?.base?.text).toContain('# Documentation');
    expect([file?.ours?.text, file?.theirs?.text].sort()).toEqual(['# By T-1\n', '# By T-2\n']);
    expect(file?.marked).toMatch(/^<{7} [\s\S]*\|{7} [\s\S]*={7}\n[\s\S]*>{7} /m);

    const content = '# By T-1 and T-2\n';
    await host.api.decisions.resolve({ decisionId: decision.id, files: [{ path: CONTESTED, content }] });
    expect(await ended(run)).toMatchObject({ state: 'finished' });
    expect(contested()).toBe(content);

    const last = (await host.api.tasks.list({ runId: run.id })).find(({ key }) => key === 'T-4');
    const milestone = await host.api.tasks.get({ taskId: last?.id ?? '' });
    expect(milestone.attempts.at(-1)?.output?.summary).toMatch(
      /^T-1, T-2, T-3 meet; nothing could be checked/,
    );
    const { task, attempts, checks } = await taskOf(decision);
    expect(task.state).toBe('done');
    expect(attempts.map(({ state }) => state)).toEqual(['failed', 'merged']);
    const settled = attempts.at(-1);
    expect(
      checks.filter(({ attemptId }) => attemptId === settled?.id).map(({ verdict }) => verdict),
    ).toContain('pass');
    // What a person wrote is theirs from then on.
    expect(settled?.output?.files).toMatchObject([{ path: CONTESTED, from: 'settled' }]);
    expect(settled?.merged).toMatchObject({ how: 'merge', sweepAt: clock.now() + DAY_MS });
    expect(git('merge-base', '--is-ancestor', settled?.output?.commit ?? '', 'main')).toBe('');
    expect(
      git(
        'log',
        '-1',
        '--format=%(trailers:key=Orchestrator-Settles,valueonly)',
        settled?.output?.commit ?? '',
      ),
    ).toBe(attempts[0]?.id);
  }, 60_000);

  it('keep the charset of a file that is settled by hand', async () => {
    mkdirSync(dirname(join(root(), CONTESTED)), { recursive: true });
    writeFileSync(join(root(), CONTESTED), Buffer.from('# Größe\n', 'latin1'));
    const run = await begin();
    const decision = await conflictAsked(run);
    const { files } = await host.api.decisions.conflict({ decisionId: decision.id });
    expect(files).toMatchObject([{ binary: false, base: { text: '# Größe\n' } }]);
    expect(files[0]?.marked).toContain('\n# Größe\n');
    const content = '# Größe, by both\n';
    await host.api.decisions.resolve({ decisionId: decision.id, files: [{ path: CONTESTED, content }] });
    expect(await ended(run)).toMatchObject({ state: 'finished' });
    expect(readFileSync(join(root(), CONTESTED))).toEqual(Buffer.from(content, 'latin1'));
  }, 60_000);

  it.each(['ours', 'theirs'] as const)(
    'may be settled for one side at a click: %s, with rebased work',
    async (side) => {
      const run = await begin({ joinBy: 'rebase', keepWorktreesHours: 0 });
      const decision = await conflictAsked(run);
      const { files } = await host.api.decisions.conflict({ decisionId: decision.id });
      await host.api.decisions.answer({ decisionId: decision.id, optionId: side });
      expect(await ended(run)).toMatchObject({ state: 'finished' });
      expect(contested()).toBe(files[0]?.[side]?.text);
      await idle();
      expect(await host.api.projects.worktrees({ projectId: run.projectId })).toEqual([]);

      const tasks = await host.api.tasks.list({ runId: run.id });
      for (const { id } of tasks) {
        const { attempts } = await host.api.tasks.get({ taskId: id });
        const { output, merged } = attempts.at(-1) ?? {};
        if (output?.commit === undefined) continue;
        const from = git(
          'log',
          '-1',
          '--format=%(trailers:key=Orchestrator-Rebased-From,valueonly)',
          merged?.commit ?? '',
        );
        expect(from || merged?.commit).toBe(output.commit);
      }
    },
    60_000,
  );

  it('refuses a settlement that leaves a file out, names another, or is about another question', async () => {
    const decision = await conflictAsked(await begin());
    const resolve = (files: { path: string; take: 'ours' }[]) =>
      host.api.decisions.resolve({ decisionId: decision.id, files });
    await expect(resolve([])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    const ours = { path: CONTESTED, take: 'ours' } as const;
    await expect(resolve([ours, ours])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(resolve([ours, { path: 'a', take: 'ours' }])).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    const [accepted] = await host.api.decisions.list({});
    await expect(host.api.decisions.conflict({ decisionId: accepted?.id ?? '' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect((await host.api.decisions.list({ open: true })).map(({ id }) => id)).toEqual([decision.id]);
  }, 60_000);
});

it('keeps the worktrees of merged work for a day, lists them, and clears them away when the day is over', async () => {
  const run = await begin();
  await host.api.decisions.answer({ decisionId: (await conflictAsked(run)).id, optionId: 'theirs' });
  await ended(run);
  const { projectId } = run;
  await idle();
  const listed = await host.api.projects.worktrees({ projectId });
  const merged = listed.filter(({ state }) => state === 'merged');
  expect(merged.map(({ taskKey }) => taskKey).sort()).toEqual(['T-1', 'T-2', 'T-3']);
  expect(
    merged.every(({ proven, bytes, sweepAt }) => proven && bytes > 0 && sweepAt === clock.now() + DAY_MS),
  ).toBe(true);
  const [first] = merged;
  await host.api.projects.sweepWorktree({ projectId, attemptId: first?.attemptId ?? '' });
  expect(existsSync(first?.path ?? '')).toBe(false);

  clock.advance(DAY_MS);
  await poll(
    () => host.api.projects.worktrees({ projectId }),
    (left) => left.length === 0,
  );
  // The folder goes first, what git knows of it after.
  await poll(
    async () => git('for-each-ref', 'refs/heads/orchestrator'),
    (left) => left === '',
  );
  expect(git('worktree', 'list').split('\n')).toHaveLength(1);
}, 60_000);
