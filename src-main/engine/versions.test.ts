import fc from 'fast-check';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Command } from '#shared/commands.ts';
import { fail, ok } from '#shared/faults.ts';
import { NO_USAGE } from '#shared/model/attempt.ts';
import type { Policy } from '#shared/model/project.ts';
import type { ReadingRoom } from '../ports/reader.ts';
import type { AttemptInput } from '../slices/attempts/attempt-input.ts';
import { type CompareInput, compareVersions } from '../slices/intake/compare.ts';
import { type ReadInput, readDocument } from '../slices/intake/run.ts';
import { studyText } from '../slices/intake/study.ts';
import type { DecomposeInput } from '../slices/planning/run.ts';
import type { Blobs } from '../store/blobs.ts';
import { sha256 } from '../workspace/files.ts';
import { replay, sliceTables } from './replay-testing.ts';
import { type TestEngine, testEngine } from './test-engine.ts';
import { agent, taskDraft } from './test-work.ts';

const PROJECT: Command[] = [
  { type: 'projects.create', projectId: 'prj_1', name: 'Shop', root: '/w/shop', policy: 'autonomous' },
  { type: 'agents.register', profile: agent('coder') },
];
/** Reads here and now, as Markdown. */
const room: ReadingRoom = {
  async study({ bytes, before }) {
    const text = new TextDecoder().decode(bytes);
    return ok(studyText({ text, format: 'text/markdown', places: [], notes: [] }, before));
  },
};

let t: TestEngine;
let runs = 0;
const contents = new Map<string, Buffer>();
/** Content in memory: what takes no time but turns of the event loop settles. */
const blobs: Blobs = {
  async put(bytes) {
    const key = sha256(bytes);
    contents.set(key, Buffer.from(bytes));
    return ok(key);
  },
  async get(key) {
    const content = contents.get(key);
    return content ? ok(content) : fail('storage', `There is no content ${key}.`);
  },
};
/** What the planner was given, run by run. */
let planned: DecomposeInput[];

beforeEach(() => begin());

function begin(): void {
  t = testEngine();
  onTestFinished(t.close);
  runs = 0;
  planned = [];
  const { signal } = new AbortController();
  t.runs['intake.read'] = (input: ReadInput) => readDocument(input, { blobs, room }, signal);
  t.runs['planning.decompose'] = planOneTaskEach;
  t.runs['attempt.run'] = async (input: AttemptInput) => ok([succeeded(input)]);
  t.act(...PROJECT);
  t.worker.start();
}

/** One task for each requirement that does not stand. */
async function planOneTaskEach(input: DecomposeInput) {
  planned.push(input);
  const { id: runId, projectId } = input.run;
  const planId = t.newId('plan');
  const open = input.requirements.filter(({ standing }) => standing === undefined);
  const tasks = open.map(({ key }) =>
    taskDraft(`T-${key}`, { requirementKeys: [key], expects: [`${key}.ts`] }),
  );
  return ok<Command[]>([
    { type: 'planning.draft', planId, runId, projectId, name: 'shop', summary: '' },
    { type: 'planning.add_tasks', planId, tasks: [...tasks, taskDraft('T-all', { kind: 'milestone' })] },
    { type: 'planning.propose', planId },
  ]);
}

function succeeded(input: AttemptInput): Command {
  const { id: attemptId } = input.attempt;
  const nothing = { files: [], gaps: [], covers: [], summary: '', usage: NO_USAGE };
  if (input.kind === 'milestone') return { type: 'attempts.succeed', attemptId, output: nothing };
  const { requirementKeys: covers, runId, expects } = input.task;
  const files = expects.map((path) => ({ path, sha256: runId, bytes: 1, change: 'added' as const }));
  return { type: 'attempts.succeed', attemptId, output: { ...nothing, commit: 'c', covers, files } };
}

type Doc = { text: string[]; name?: string; replaces?: string };

async function submit(docs: Doc[], options: { afresh?: boolean; policy?: Policy } = {}): Promise<string> {
  const runId = `run_${String(++runs).padStart(3, '0')}`;
  const { policy = 'autonomous', ...rest } = options;
  const commands: Command[] = [];
  for (const [at, { text, name = 'shop.md', replaces }] of docs.entries()) {
    const bytes = Buffer.from(`# Shop\n\n${text.map((line) => `- ${line}\n`).join('')}`);
    const key = `${runId} ${at}`;
    contents.set(key, bytes);
    commands.push({
      ...{ type: 'intake.add', documentId: `doc_${runId}_${at}`, projectId: 'prj_1', runId, name },
      ...{ mediaType: 'text/markdown', bytes: bytes.length, sha256: key },
      ...(replaces === undefined ? {} : { replaces }),
    });
  }
  const limits = { documents: docs.length, timeoutMs: 9_000_000 };
  t.act(
    { type: 'runs.open', runId, projectId: 'prj_1', title: runId, policy, ...limits, ...rest },
    ...commands,
  );
  await t.settle();
  return runId;
}

const keysOf = (runId: string) =>
  Object.fromEntries(t.read.intake.requirementsOf(runId).map(({ text, key }) => [text, key]));
const difference = (runId: string) => t.read.intake.difference(runId);
const tasksOf = (runId: string) => {
  const plan = t.read.planning.planOf(runId);
  return plan ? t.read.planning.tasksOf(plan.id).map(({ key }) => key) : [];
};

const LIST = 'The shop must list all orders.';
const PAY = 'A customer must pay with a card or by invoice.';
const STOCK = 'Stock below 5 pieces must raise an alarm.';
const MAIL = 'The shop should send a receipt to every buyer.';

function expectReplayGivesTheSameRows(): void {
  const other = testEngine();
  onTestFinished(other.close);
  replay(t.db, other.db);
  expect(sliceTables(other.db)).toEqual(sliceTables(t.db));
}

describe('a document that is handed in again', () => {
  it('keeps its keys, says what changed and what that touches, and plans work only for that', async () => {
    const first = await submit([{ text: [LIST, PAY, STOCK] }]);
    expect(t.read.runs.get(first)?.state).toBe('finished');
    const changed = 'Stock below 9 pieces must raise an alarm.';
    const second = await submit([{ text: [MAIL, changed, LIST] }]);
    expect(keysOf(second)).toEqual({ [LIST]: 'R-1', [changed]: 'R-3', [MAIL]: 'R-4' });
    expect(difference(second)).toMatchObject({
      since: { runId: first },
      ...{ unchanged: 1, changed: 1, added: 1, removed: 1, standing: ['R-1'], reopened: [] },
      items: [
        { key: 'R-4', change: 'added', tasks: [], files: [] },
        { key: 'R-3', change: 'changed', before: STOCK, tasks: [{ key: 'T-R-3' }], files: ['R-3.ts'] },
        { key: 'R-2', change: 'removed', text: PAY, tasks: [{ key: 'T-R-2' }], files: ['R-2.ts'] },
      ],
    });
    expect(tasksOf(second)).toEqual(['T-R-4', 'T-R-3', 'T-all']);
    expect(t.read.intake.coverageOf(second)).toEqual({ covered: 3 });
    const signals = t.read.signals.signals(second, 50);
    expect(signals.filter(({ requirementKey }) => requirementKey === 'R-2')).toHaveLength(1);
    const [question] = t.read.decisions.decisions({ runId: second });
    expect(question).toMatchObject({ kind: 'accept_requirements', risk: 'medium' });
    expect(question?.context).toContain('- R-2 removed');
    expectReplayGivesTheSameRows();
  });

  it('ends at once when nothing changed, as finished and with all covered', async () => {
    const first = await submit([{ text: [LIST, PAY] }]);
    const second = await submit([{ text: [`1. ${PAY}`, LIST.replace('.', '')] }]);
    expect(t.read.runs.get(second)).toMatchObject({ state: 'finished', phase: 'ended' });
    expect(tasksOf(second)).toEqual([]);
    expect(t.read.intake.coverageOf(second)).toEqual({ covered: 2 });
    expect(t.read.decisions.decisions({ runId: second })[0]?.title).toMatch(/^Nothing changed since 2027/);
    expect(difference(second)).toMatchObject({ since: { runId: first }, unchanged: 2, items: [] });
    expectReplayGivesTheSameRows();
  });

  it('is done anew all the same when a person says so, at the start or at the question', async () => {
    await submit([{ text: [LIST, PAY] }]);
    const second = await submit([{ text: [LIST, PAY] }], { afresh: true });
    expect(tasksOf(second)).toEqual(['T-R-1', 'T-R-2', 'T-all']);
    expect(planned.at(-1)).not.toHaveProperty('difference');
    const third = await submit([{ text: [LIST, PAY] }], { policy: 'manual' });
    const [question] = t.read.decisions.decisions({ runId: third, open: true });
    const decisionId = question?.id ?? '';
    t.act({ type: 'decisions.answer', decisionId, optionId: 'afresh', by: 'person' });
    await t.settle();
    expect(tasksOf(third)).toEqual(['T-R-1', 'T-R-2', 'T-all']);
    expect(t.read.runs.get(third)?.afresh).toBe(true);
    expectReplayGivesTheSameRows();
  });

  it('is compared with the version whose requirements were accepted last, not with one that was turned away', async () => {
    const first = await submit([{ text: [LIST, PAY] }]);
    const second = await submit([{ text: [LIST, MAIL] }], { policy: 'manual' });
    const decisionId = t.read.decisions.decisions({ runId: second, open: true })[0]?.id ?? '';
    t.act({ type: 'decisions.answer', decisionId, optionId: 'reject', by: 'person' });
    const third = await submit([{ text: [LIST, PAY, STOCK] }]);
    expect(difference(third)?.since.runId).toBe(first);
    expect(keysOf(third)).toEqual({ [LIST]: 'R-1', [PAY]: 'R-2', [STOCK]: 'R-4' });
  });

  it('is done again where a file has changed since', async () => {
    await submit([{ text: [LIST, PAY] }]);
    t.runs['intake.compare'] = async (input: CompareInput) => {
      const hashOf = (path: string) =>
        path === 'R-2.ts' ? 'edited' : input.versions[0]?.of.hashes.get(path);
      return ok([{ type: 'intake.note_difference', ...compareVersions(input, hashOf) }]);
    };
    const second = await submit([{ text: [LIST, PAY] }]);
    expect(difference(second)).toMatchObject({
      standing: ['R-1'],
      reopened: [{ key: 'R-2', reason: 'R-2.ts has changed since.' }],
    });
    expect(tasksOf(second)).toEqual(['T-R-2', 'T-all']);
    expect(t.read.intake.coverageOf(second)).toEqual({ covered: 2 });
  });

  it('may have another name when it says which document it replaces', async () => {
    const first = await submit([{ text: [LIST, PAY], name: 'old.md' }]);
    const second = await submit([{ text: [PAY, LIST], name: 'new.md', replaces: `doc_${first}_0` }]);
    expect(keysOf(second)).toEqual({ [LIST]: 'R-1', [PAY]: 'R-2' });
    const third = await submit([{ text: [LIST], name: 'old.md', replaces: `doc_${second}_0` }], {
      afresh: true,
    });
    expect(keysOf(third)).toEqual({ [LIST]: 'R-1' });
  });

  it('cannot replace what is no document of an earlier run of its project', () => {
    const file = { mediaType: 'text/markdown', bytes: 1, sha256: 'x', name: 'a.md' } as const;
    const add = {
      type: 'intake.add',
      documentId: 'doc_x',
      projectId: 'prj_1',
      runId: 'run_x',
      ...file,
    } as const;
    const refused = t.engine.dispatch([{ ...add, replaces: 'doc_unknown' }], { by: 'person' });
    expect(refused).toMatchObject({ ok: false, fault: { type: 'not_found' } });
  });
});

describe('documents of one project', () => {
  it('never fight over keys, also when two of them claim the same earlier version', async () => {
    const first = await submit([{ text: [LIST, PAY] }, { text: [STOCK], name: 'stock.md' }]);
    const replaces = `doc_${first}_0`;
    const second = await submit([
      { text: [LIST, PAY], replaces },
      { text: [LIST, MAIL], name: 'other.md', replaces },
      { text: [STOCK], name: 'stock.md' },
    ]);
    const keys = t.read.intake.requirementsOf(second).map(({ key }) => key);
    expect(new Set(keys).size).toBe(5);
    expect(keysOf(second)).toMatchObject({ [PAY]: 'R-2', [STOCK]: 'R-3' });
  });

  it('keep keys and never fight over them when they are drafted in pieces and in turns', async () => {
    const rules = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, at) => `The shop must keep rule ${from + at} of its book.`);
    const first = await submit([{ text: rules(0, 450) }], { policy: 'manual' });
    const decisionId = t.read.decisions.decisions({ runId: first, open: true })[0]?.id ?? '';
    t.act({ type: 'decisions.answer', decisionId, optionId: 'accept', by: 'person' });
    await t.settle();
    const replaces = `doc_${first}_0`;
    const second = await submit(
      [{ text: [MAIL, ...rules(0, 449)] }, { text: [...rules(220, 450), LIST], name: 'b.md', replaces }],
      { policy: 'manual' },
    );
    expect(t.read.intake.documentsOf(second)).toMatchObject([
      { state: 'read', replaces },
      { state: 'read', replaces },
    ]);
    const [before, now] = [first, second].map((runId) => t.read.intake.requirementsOf(runId));
    const earlier = new Map(before?.map(({ key, text }) => [key, text]));
    const kept = now?.filter(({ key }) => earlier.has(key)) ?? [];
    expect(new Set(now?.map(({ key }) => key)).size).toBe(450 + 231);
    expect(kept.map(({ text }) => text).sort()).toEqual(rules(0, 450).sort());
    expect(kept.every(({ key, text }) => earlier.get(key) === text)).toBe(true);
    expect(difference(second)).toMatchObject({ removed: 0, changed: 0, added: 231, unchanged: 450 });
    const drafted = t.events().filter(({ type }) => type === 'requirements.drafted');
    expect(drafted).toHaveLength(3 + 3 + 2);
    expectReplayGivesTheSameRows();
  });
});

describe('through any series of versions', () => {
  const SENTENCES = [LIST, PAY, STOCK, MAIL].concat(
    [
      'A refund must take at most 14 days.',
      'The price must show the tax.',
      'An order must have a unique number.',
    ],
    ['A guest may buy without an account.', 'The search must find products by colour.'],
  );
  const versions = fc.array(fc.shuffledSubarray(SENTENCES, { minLength: 1 }), { minLength: 2, maxLength: 5 });

  it('a requirement keeps its key while it is there, and a key that was removed never comes back', async () => {
    await fc.assert(
      fc.asyncProperty(versions, async (series) => {
        begin();
        const owner = new Map<string, string>();
        let before: Record<string, string> = {};
        for (const text of series) {
          const keys = keysOf(await submit([{ text }], { afresh: true }));
          expect(new Set(Object.values(keys)).size).toBe(text.length);
          for (const [words, key] of Object.entries(keys)) {
            if (before[words] !== undefined) expect(key).toBe(before[words]);
            else if (owner.has(key)) expect(Object.values(before)).toContain(key);
            owner.set(key, words);
          }
          before = keys;
        }
      }),
      { numRuns: 12 },
    );
  }, 60_000);
});
