import { describe, expect, it } from 'vitest';
import { fail, ok } from '#shared/faults.ts';
import { NO_USAGE } from '#shared/model/attempt.ts';
import type { Requirement } from '#shared/model/requirement.ts';
import type { Task, TaskDraft } from '#shared/model/task.ts';
import type { Agent, AgentReply, AgentRequest, AgentTools, WorkReply } from '../ports/agent.ts';
import { createBridge } from './bridge.ts';
import type { Chosen } from './context/choose-files.ts';

const tools: AgentTools = {
  signal: new AbortController().signal,
  log: () => undefined,
  progress: () => undefined,
  check: async () => [],
};
const requirement = (key: string): Requirement => ({
  ...{
    id: key,
    projectId: 'p',
    runId: 'r',
    documentId: 'd',
    key,
    text: `Text of ${key}`,
    kind: 'functional',
  },
  ...{ level: 'must', acceptance: [`${key} is seen`], source: { start: 0, end: 1, line: 1, headings: [] } },
  ...{ state: 'accepted', coverage: 'planned' },
});
const draft: TaskDraft = {
  ...{
    key: 'T-1',
    title: 'Orders',
    brief: 'Write the orders.',
    kind: 'feature',
    role: 'implementer',
    needs: 'code',
  },
  ...{
    priority: 'normal',
    complexity: 2,
    requirementKeys: ['R-1', 'R-2'],
    dependsOn: [],
    expects: ['src/a.ts'],
  },
};
const task: Task = {
  ...draft,
  ...{ id: 't', planId: 'pl', runId: 'r', projectId: 'p', state: 'running', depsLeft: 0, attempts: 1 },
};
const work: WorkReply = { kind: 'work', files: [], covers: [], gaps: [], summary: '', usage: NO_USAGE };
const workRequest = {
  name: 'shop',
  task,
  requirements: ['R-1', 'R-2', 'R-3'].map(requirement),
  plan: [],
  files: new Map(),
};

/** A bridge to one agent that answers as told, and what it was asked. */
function bridgeTo(execute: (request: AgentRequest) => ReturnType<Agent['execute']>) {
  const asked: AgentRequest[] = [];
  const profile = { id: 'a', name: 'A', adapter: 'fake', roles: [], capabilities: [], concurrency: 1 };
  const agent: Agent = {
    profile,
    probe: async () => ({ available: true, detail: '' }),
    execute(request) {
      asked.push(request);
      return execute(request);
    },
  };
  return { bridge: createBridge([agent]), asked };
}

const nothing: Chosen = {
  files: new Map(),
  context: { budget: null, promptTokens: 0, fileTokens: 0, files: [], more: 0 },
};
const workWith = (reply: unknown) =>
  bridgeTo(async () => ok(reply as AgentReply)).bridge.work('a', workRequest, nothing, tools);
const planWith = (reply: unknown) =>
  bridgeTo(async () => ok(reply as AgentReply)).bridge.plan('a', { requirements: [], documents: [] }, tools);

describe('asking an agent', () => {
  it('puts the task in words, with its own requirements only, and the feedback', async () => {
    const { bridge, asked } = bridgeTo(async () => ok(work));
    await bridge.work('a', { ...workRequest, feedback: 'src/a.ts:3 is wrong' }, nothing, tools);
    const prompt = asked[0]?.prompt ?? '';
    for (const part of [
      'shop',
      'T-1: Orders',
      'Write the orders.',
      'src/a.ts',
      'R-2 (must): Text of R-2',
      'R-1 is seen',
    ])
      expect(prompt).toContain(part);
    expect(prompt).toContain('was rejected:\nsrc/a.ts:3 is wrong');
    expect(prompt).not.toContain('R-3');
    expect(asked[0]).toMatchObject({ kind: 'work', task: { key: 'T-1' } });
  });

  it('puts all requirements into a request for a plan', async () => {
    const { bridge, asked } = bridgeTo(async () => fail('refused', 'No.'));
    const documents = [{ id: 'd', name: 'shop.md', text: '' }];
    await bridge.plan('a', { requirements: workRequest.requirements, documents }, tools);
    for (const part of ['shop.md', 'R-1', 'R-3 (must, functional)']) expect(asked[0]?.prompt).toContain(part);
  });

  it('is a fault for an agent that is not there', async () => {
    const bridge = createBridge([]);
    const results = [
      await bridge.work('gone', workRequest, nothing, tools),
      await bridge.plan('gone', { requirements: [], documents: [] }, tools),
    ];
    for (const result of results)
      expect(result).toMatchObject({ fault: { type: 'not_found', retryable: false } });
  });

  it.each([
    ['throws', () => Promise.reject(new Error('socket hang up'))],
    [
      'throws at once',
      () => {
        throw new Error('socket hang up');
      },
    ],
  ])('is a fault of the provider when the adapter %s', async (_name, execute) => {
    const result = await bridgeTo(execute).bridge.work('a', workRequest, nothing, tools);
    expect(result).toMatchObject({ ok: false, fault: { type: 'provider', message: 'socket hang up' } });
  });

  it('passes on a fault of the agent as it is', async () => {
    const busy = fail('rate_limited', 'Slow down.', { retryAfterMs: 9 });
    expect(await bridgeTo(async () => busy).bridge.work('a', workRequest, nothing, tools)).toEqual(busy);
  });
});

describe('the reply to a task', () => {
  it('counts for the requirements of the task alone; a gap outweighs a claim; silence is a gap', async () => {
    const gaps = [
      { requirementKey: 'R-2', reason: 'Too hard.' },
      { requirementKey: 'R-9', reason: 'Not mine.' },
    ];
    const reply = await workWith({ ...work, covers: ['R-2', 'R-3', 'R-3'], gaps });
    expect(reply).toMatchObject({
      ok: true,
      value: {
        covers: [],
        gaps: [
          { requirementKey: 'R-2', reason: 'Too hard.' },
          { requirementKey: 'R-1', reason: 'The agent did not say what it did for this.' },
        ],
      },
    });
  });

  it('counts a claim once', async () => {
    const reply = await workWith({ ...work, covers: ['R-1', 'R-1', 'R-2'] });
    expect(reply).toMatchObject({ ok: true, value: { covers: ['R-1', 'R-2'], gaps: [] } });
  });

  const file = (path: string) => ({ path, content: '' });
  it.each<[string, unknown]>([
    ['the same file twice', { ...work, files: [file('a.ts'), file('a.ts')] }],
    ['files that differ in case only', { ...work, files: [file('src/A.ts'), file('src/a.ts')] }],
    ['a file without a name', { ...work, files: [file('')] }],
    ['a file that is too large', { ...work, files: [{ path: 'a', content: 'x'.repeat(2_000_001) }] }],
    ['too many files', { ...work, files: Array.from({ length: 501 }, (_, index) => file(`f${index}`)) }],
    ['a plan instead of work', { kind: 'plan' }],
    ['negative usage', { ...work, usage: { ...NO_USAGE, inputTokens: -1 } }],
    ['nothing', undefined],
  ])('is malformed with %s', async (_name, reply) => {
    expect(await workWith(reply)).toMatchObject({
      ok: false,
      fault: { type: 'malformed_output', retryable: true },
    });
  });
});

describe('the reply to a request for a plan', () => {
  const plan = { kind: 'plan', name: 'order-service', summary: 'Orders.', tasks: [draft], usage: NO_USAGE };

  it('passes when it is well formed, without what nobody asked for', async () => {
    const reply = await planWith({ ...plan, extra: 1, tasks: [{ ...draft, state: 'done' }] });
    expect(reply).toEqual({ ok: true, value: plan });
  });

  it.each<[string, unknown]>([
    ['no tasks', { ...plan, tasks: [] }],
    ['a name that is a path', { ...plan, name: '../evil' }],
    ['a name in capitals', { ...plan, name: 'Order' }],
    ['a task of unknown kind', { ...plan, tasks: [{ ...draft, kind: 'magic' }] }],
    ['a complexity out of range', { ...plan, tasks: [{ ...draft, complexity: 6 }] }],
    ['work instead of a plan', work],
  ])('is malformed with %s', async (_name, reply) => {
    const result = await planWith(reply);
    expect(result).toMatchObject({ ok: false, fault: { type: 'malformed_output' } });
    if (!result.ok) expect(result.fault.message).toMatch(/^The plan reply is not well formed: \S+: /);
  });
});
