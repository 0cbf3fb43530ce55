import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Command, Question } from '#shared/commands.ts';
import { type TestEngine, testEngine } from '../../engine/test-engine.ts';
import { openRun } from '../../engine/test-work.ts';
import { answersByItself } from './decisions.ts';

let t: TestEngine;
beforeEach(() => {
  t = testEngine();
  onTestFinished(t.close);
  t.act(...openRun());
});

const pause: Command = { type: 'runs.pause', runId: 'run_1' };
const option = (id: string) => ({ id, label: id, consequence: '' });
const question = (more: Partial<Question> = {}): Question => ({
  ...{ projectId: 'prj_1', runId: 'run_1', kind: 'task_stuck', title: 'Pause?', context: '', risk: 'low' },
  ...{ options: [option('yes'), option('no')], defaultOption: 'no', holds: { yes: [pause] } },
  ...more,
});
const ask = (more: Partial<Question> = {}, policy: 'manual' | 'supervised' | 'autonomous' = 'manual') => {
  t.act({ type: 'decisions.ask', question: question(more), policy });
  return t.read.decisions.decisions({ runId: 'run_1' }).at(-1)?.id ?? '';
};
const answer = (decisionId: string, optionId: string, more: { note?: string } = {}): Command => {
  return { type: 'decisions.answer', decisionId, optionId, by: 'person', ...more };
};
const refused = (command: Command) => {
  const result = t.engine.dispatch([command], { by: 'person' });
  return result.ok ? 'done' : `${result.fault.type} ${result.fault.hint}`;
};
const get = (id: string) => t.read.decisions.decision(id);

describe('policy', () => {
  it.each([
    ['manual', [false, false, false]],
    ['supervised', [true, false, false]],
    ['autonomous', [true, true, false]],
  ] as const)('%s answers low, medium, high: %j', (policy, answers) => {
    expect((['low', 'medium', 'high'] as const).map((risk) => answersByItself(policy, risk))).toEqual(
      answers,
    );
  });

  it('takes the default in the same transaction, and its name stands under the answer', () => {
    const id = ask({ defaultOption: 'yes' }, 'supervised');
    expect(get(id)).toMatchObject({
      state: 'answered',
      answer: { optionId: 'yes', by: 'policy:supervised' },
    });
    expect(t.read.runs.get('run_1')?.state).toBe('paused');
    expect(t.read.signals.signalsIn('run_1')).toBe(0);
  });
});

describe('a decision', () => {
  it('holds commands until its option is chosen, and keeps what was said', () => {
    const id = ask();
    expect(get(id)).toMatchObject({ state: 'open', askedAt: t.clock.now() });
    expect(t.read.runs.get('run_1')?.state).toBe('active');
    t.clock.advance(7);
    t.act(answer(id, 'yes', { note: 'Lunch.' }));
    expect(t.read.runs.get('run_1')?.state).toBe('paused');
    expect(get(id)?.answer).toEqual({ optionId: 'yes', by: 'person', at: t.clock.now(), note: 'Lunch.' });
  });

  it('does nothing for an option that holds nothing', () => {
    t.act(answer(ask(), 'no'));
    expect(t.read.runs.get('run_1')?.state).toBe('active');
  });

  it('is answered once, by one of its options', () => {
    const id = ask();
    expect(refused(answer(id, 'maybe'))).toBe('invalid_input Choose one of: yes, no.');
    expect(refused(answer('none', 'yes'))).toMatch(/^not_found/);
    t.act(answer(id, 'no'));
    expect(refused(answer(id, 'yes'))).toBe('conflict Nothing was changed.');
    expect(get(id)?.answer?.optionId).toBe('no');
  });

  it('expires with its default, unless it was answered before', () => {
    const late = ask({ deadlineMs: 10 });
    const early = ask({ deadlineMs: 10 });
    expect(get(late)?.deadlineAt).toBe(t.clock.now() + 10);
    t.act(answer(early, 'no'));
    t.act({ type: 'decisions.expire', decisionId: late }, { type: 'decisions.expire', decisionId: early });
    t.act({ type: 'decisions.expire', decisionId: 'none' });
    expect(get(late)).toMatchObject({ state: 'expired', answer: { optionId: 'no', by: 'policy:deadline' } });
    expect(get(early)?.state).toBe('answered');
  });

  it('is withdrawn with its task or its run, and only while it is open', () => {
    const [task, other, run] = [ask({ taskId: 'tsk_1' }), ask({ taskId: 'tsk_2' }), ask()];
    t.act({ type: 'decisions.withdraw', runId: 'run_1', taskId: 'tsk_1', reason: 'x' });
    expect([task, other, run].map((id) => get(id ?? '')?.state)).toEqual(['withdrawn', 'open', 'open']);
    t.act(answer(other ?? '', 'no'), { type: 'decisions.withdraw', runId: 'run_1', reason: 'x' });
    expect([task, other, run].map((id) => get(id ?? '')?.state)).toEqual([
      'withdrawn',
      'answered',
      'withdrawn',
    ]);
    expect(t.read.decisions.decisions({ open: true })).toEqual([]);
    expect(refused(answer(run ?? '', 'yes'))).toMatch(/^conflict/);
  });
});
