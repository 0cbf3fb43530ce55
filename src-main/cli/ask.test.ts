import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { Decision } from '#shared/model/decision.ts';
import { ask, chosenOption } from './ask.ts';

const decision: Decision = {
  id: 'dec_1',
  projectId: 'prj_1',
  runId: 'run_1',
  kind: 'approve_plan',
  title: 'Approve the plan?\u001b[2J',
  context: 'It has 9 tasks.',
  risk: 'medium',
  options: [
    { id: 'reject', label: 'Reject', consequence: 'The run ends.' },
    { id: 'approve', label: 'Approve', consequence: 'It is built.' },
  ],
  defaultOption: 'approve',
  state: 'open',
  askedAt: 0,
};

function asking(typed: string | undefined, signal = new AbortController().signal) {
  const input = new PassThrough();
  const output = new PassThrough();
  const answer = ask(decision, { input, output, signal, onInterrupt: () => undefined });
  if (typed !== undefined) input.end(typed);
  const shown = () => {
    output.end();
    return text(output);
  };
  return { answer, shown };
}

describe('asking a person', () => {
  it('shows what each option leads to, without what could steer the terminal', async () => {
    const { answer, shown } = asking('\n');
    expect(await answer).toBe('approve');
    expect(await shown()).toContain(
      'Approve the plan?[2J\nIt has 9 tasks.\nRisk: medium\n  1. Reject: The run ends.\n  2. Approve (Enter): It is built.\n',
    );
  });

  it('asks again until it understands', async () => {
    const { answer, shown } = asking('maybe\n7\n1\n');
    expect(await answer).toBe('reject');
    expect((await shown()).match(/from 1 to 2/g)).toHaveLength(2);
  });

  it('gives no answer when the input ends', async () => {
    expect(await asking('').answer).toBeUndefined();
  });

  it('can be taken back, before and while it is asked', async () => {
    const control = new AbortController();
    const { answer } = asking(undefined, control.signal);
    control.abort();
    expect(await answer).toBeUndefined();
    expect(await asking('1\n', control.signal).answer).toBeUndefined();
  });
});

it.each([
  ['', 'approve'],
  ['2', 'approve'],
  ['reject', 'reject'],
  ['0', undefined],
  ['-1', undefined],
  ['1.0', undefined],
])('%j chooses %j', (line, option) => {
  expect(chosenOption(decision, line)).toBe(option);
});
