import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { ok } from '#shared/faults.ts';
import type { KeptFile } from '#shared/model/attempt.ts';
import type { Policy } from '#shared/model/project.ts';
import type { AttemptInput } from '../slices/attempts/attempt-input.ts';
import { replay, sliceTables } from './replay-testing.ts';
import { type TestEngine, testEngine } from './test-engine.ts';
import { openPlan, outputOf, taskDraft } from './test-work.ts';

let t: TestEngine;
let inputs: Extract<AttemptInput, { kind: 'work' }>[];

beforeEach(() => {
  t = testEngine();
  onTestFinished(t.close);
  inputs = [];
});

const file = (path: string, change: KeptFile['change'] = 'modified'): KeptFile => ({
  path,
  change,
  sha256: 'a',
});

/** A run whose first attempt finds these files of a person's in its way. */
async function begin(files: KeptFile[], policy: Policy = 'manual'): Promise<void> {
  t.runs['attempt.run'] = async (input: AttemptInput) => {
    if (input.kind === 'milestone') throw new Error('no milestone here');
    inputs.push(input);
    const { id: attemptId } = input.attempt;
    if (inputs.length > 1) return ok([{ type: 'attempts.succeed', attemptId, output: outputOf(input) }]);
    const kept = { commit: 'c', baseCommit: 'b', files, paths: [], gaps: [], covers: [], summary: 'Done.' };
    return ok([{ type: 'attempts.hold', attemptId, kept, diffs: { 'a.md': '-mine\n+theirs\n' } }]);
  };
  t.worker.start();
  t.act(...openPlan([taskDraft('T-1')], policy));
  if (policy === 'manual') await answer(open()[0]?.id, 'approve');
  await t.settle();
}

const open = () => t.read.decisions.decisions({ runId: 'run_1', open: true });
const task = () => t.read.planning.tasksOf('pln_1')[0];
async function answer(decisionId = '', optionId = ''): Promise<void> {
  t.act({ type: 'decisions.answer', decisionId, optionId, by: 'person' });
  await t.settle();
}

describe('work in the way of a person’s files', () => {
  it('waits, asks for each file with its difference, and goes on with the last word', async () => {
    await begin([file('a.md'), file('b.md', 'removed')]);
    expect(task()?.state).toBe('waiting');
    const [first, second] = open();
    expect(first).toMatchObject({ kind: 'overwrite_file', risk: 'medium', defaultOption: 'mine' });
    expect(first?.context).toContain('-mine\n+theirs');
    expect([first, second].map((one) => one?.options.map(({ id }) => id))).toEqual([
      ['mine', 'new', 'both'],
      ['mine', 'new'],
    ]);
    await answer(first?.id, 'both');
    expect(task()?.state).toBe('waiting');
    await answer(second?.id, 'new');
    const [held, next] = t.read.attempts.attemptsOf(task()?.id ?? '');
    expect(held).toMatchObject({ state: 'held', kept: { files: [{ ruling: 'both' }, { ruling: 'new' }] } });
    expect(next).toMatchObject({ adopts: held?.id, agentId: held?.agentId, state: 'merged' });
    expect(inputs[1]).toMatchObject({
      adopted: { commit: 'c' },
      holdings: { rulings: [{ path: 'a.md' }, {}] },
    });
    expect(task()?.state).toBe('done');
  });

  it('asks about many files together, and about none under a policy that keeps the person’s', async () => {
    await begin(Array.from({ length: 11 }, (_, i) => file(`${i}.md`)));
    expect(open().map(({ title }) => title)).toEqual(['T-1: replace 11 files of yours?']);
    await answer(open()[0]?.id, 'mine');
    expect(task()?.state).toBe('done');
  });

  it('keeps the person’s file under an autonomous policy, and after the deadline', async () => {
    await begin([file('a.md')], 'autonomous');
    expect(t.read.attempts.rulings(task()?.id ?? '')).toMatchObject([{ ruling: 'mine' }]);
    expect(task()?.state).toBe('done');
  });

  it('asks anew when the task is tried again without an answer, and the old question is withdrawn', async () => {
    await begin([file('a.md')]);
    const [asked] = open();
    t.act({ type: 'planning.reopen_task', taskId: task()?.id ?? '' });
    await t.settle();
    expect(inputs[1]?.adopted).toBeUndefined();
    expect(t.read.decisions.decision(asked?.id ?? '')?.state).toBe('withdrawn');
  });

  it('is the same after a replay of the journal', async () => {
    await begin([file('a.md')]);
    await answer(open()[0]?.id, 'both');
    const empty = testEngine({ boot: 'b2' });
    onTestFinished(empty.close);
    replay(t.db, empty.db);
    expect(sliceTables(empty.db)).toEqual(sliceTables(t.db));
  });
});
