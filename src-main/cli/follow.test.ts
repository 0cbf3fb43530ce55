import { describe, expect, it } from 'vitest';
import type { Change, ChangeBatch } from '#shared/changes.ts';
import { FaultError, fault } from '#shared/faults.ts';
import type { Decision } from '#shared/model/decision.ts';
import type { Run } from '#shared/model/run.ts';
import { type FollowOptions, follow } from './follow.ts';
import { createNarrator } from './narrator.ts';
import type { Api } from './remote.ts';
import { createTerminal } from './terminal.ts';

const run = (change: Partial<Run> = {}): Change => ({
  kind: 'run',
  id: 'run_1',
  row: {
    ...{
      id: 'run_1',
      projectId: 'prj_1',
      title: 'Shop',
      policy: 'manual',
      state: 'active',
      phase: 'building',
    },
    ...{ openedAt: 0, deadlineAt: 9 },
    ...change,
  },
});

const decision: Decision = {
  ...{
    id: 'dec_1',
    projectId: 'prj_1',
    runId: 'run_1',
    kind: 'approve_plan',
    title: 'Approve?',
    context: '',
  },
  ...{ risk: 'low', defaultOption: 'yes', state: 'open', askedAt: 0 },
  options: [
    { id: 'yes', label: 'Yes', consequence: 'Goes on.' },
    { id: 'no', label: 'No', consequence: 'Ends.' },
  ],
};
const asked: Change = { kind: 'decision', id: 'dec_1', row: decision };
const ended = run({ state: 'finished', phase: 'ended' });

/** A host that plays batches of changes, then stays silent until it is left, or goes away. */
function fakeHost(batches: Change[][], { status = 'active', dies = false, refuse = false } = {}) {
  const answers: string[] = [];
  const watched: number[] = [];
  let seq = 0;
  async function* feed(signal: AbortSignal): AsyncGenerator<ChangeBatch> {
    for (let changes = batches.shift(); changes; changes = batches.shift()) {
      seq++;
      yield { seq, reset: false, changes };
    }
    if (!dies) await new Promise((resolve) => signal.addEventListener('abort', resolve));
  }
  const api = {
    changes: {
      watch: async ({ after }: { after: number }, { signal }: { signal: AbortSignal }) => {
        watched.push(after);
        return feed(signal);
      },
    },
    runs: { summary: async () => ({ status }) },
    decisions: {
      answer: async ({ optionId }: { optionId: string }) => {
        if (refuse) throw new FaultError(fault('conflict', 'Too late.'));
        answers.push(optionId);
        batches.push([{ kind: 'decision', id: 'dec_1', row: { ...decision, state: 'answered' } }, ended]);
      },
    },
  };
  return { api: api as unknown as Api, answers, watched };
}

function following(api: Api, change: Partial<FollowOptions> = {}) {
  let told = '';
  const stream = { write: (text: string) => (told += text) };
  const terminal = createTerminal({ stdin: {}, stdout: stream, stderr: stream });
  const signal = new AbortController().signal;
  const narrator = createNarrator('run_1');
  const answer = async () => undefined;
  const end = follow({ api, runId: 'run_1', after: 7, narrator, terminal, answer, signal, ...change });
  return { end, told: () => told };
}

describe('following a run', () => {
  it('tells it until it has ended', async () => {
    const host = fakeHost([[run()], [run({ phase: 'packing' })], [ended]]);
    const { end, told } = following(host.api);
    expect(await end).toBe('ended');
    expect(told()).toBe('Building: 0 tasks\nPacking the capsule\n');
    expect(host.watched[0]).toBe(7);
  });

  it('has open decisions answered, each once', async () => {
    const host = fakeHost([[run(), asked]], { dies: true });
    expect(await following(host.api, { answer: async ({ defaultOption }) => defaultOption }).end).toBe(
      'ended',
    );
    expect(host.answers).toEqual(['yes']);
  });

  it('takes a question back that was answered elsewhere', async () => {
    const answered: Change = { kind: 'decision', id: 'dec_1', row: { ...decision, state: 'answered' } };
    const host = fakeHost([[run(), asked], [answered], [run({ phase: 'packing' })], [ended]]);
    const { end, told } = following(host.api, {
      answer: (_decision, signal) =>
        new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined))),
    });
    expect(await end).toBe('ended');
    expect([host.answers, told().split('\n').at(-2)]).toEqual([[], 'Packing the capsule']);
  });

  it('ends when nothing can go on without an answer that nobody gives', async () => {
    expect(await following(fakeHost([[run(), asked]], { status: 'waiting' }).api).end).toBe('waiting');
  });

  it('follows on while other work goes on beside an open decision', async () => {
    const host = fakeHost([[run(), asked], [ended]], { status: 'active' });
    expect(await following(host.api).end).toBe('ended');
  });

  it('takes it calmly when somebody else was quicker to answer', async () => {
    const host = fakeHost([[run(), asked], [ended]], { refuse: true });
    const { end, told } = following(host.api, { answer: async () => 'no' });
    expect(await end).toBe('ended');
    expect(told()).toContain('Meanwhile answered elsewhere: Approve?');
  });

  it('ends when the run was paused by another, or is interrupted here', async () => {
    expect(await following(fakeHost([[run({ state: 'paused' })]]).api).end).toBe('paused');
    const control = new AbortController();
    const { end } = following(fakeHost([[run()]]).api, { signal: control.signal });
    control.abort();
    expect(await end).toBe('interrupted');
    expect(await following(fakeHost([]).api, { signal: control.signal }).end).toBe('interrupted');
  });

  it('notices that the host has gone', async () => {
    await expect(following(fakeHost([[run()]], { dies: true }).api).end).rejects.toThrow(
      'does not answer any more',
    );
  });
});
