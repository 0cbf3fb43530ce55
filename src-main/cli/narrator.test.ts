import { describe, expect, it } from 'vitest';
import type { Change, RowKind, RowKinds } from '#shared/changes.ts';
import { fault } from '#shared/faults.ts';
import type { Attempt } from '#shared/model/attempt.ts';
import { NO_USAGE } from '#shared/model/attempt.ts';
import type { Decision } from '#shared/model/decision.ts';
import type { Run, RunPhase } from '#shared/model/run.ts';
import type { Task, TaskState } from '#shared/model/task.ts';
import { createNarrator, statusLine } from './narrator.ts';

const run = (phase: RunPhase, state: Run['state'] = 'active'): Change => ({
  kind: 'run',
  id: 'run_1',
  row: {
    id: 'run_1',
    projectId: 'prj_1',
    title: 'Shop',
    policy: 'manual',
    state,
    phase,
    openedAt: 0,
    deadlineAt: 9,
  },
});

const task = (key: string, state: TaskState, change: Partial<Task> = {}): Change => {
  const row: Task = {
    id: `tsk_${key}`,
    planId: 'pln_1',
    runId: 'run_1',
    projectId: 'prj_1',
    key,
    title: `Do ${key}`,
    brief: '',
    kind: 'feature',
    role: 'implementer',
    needs: 'code',
    priority: 'normal',
    complexity: 1,
    requirementKeys: [],
    dependsOn: [],
    expects: [],
    state,
    depsLeft: 0,
    attempts: 1,
    ...change,
  };
  return { kind: 'task', id: row.id, row };
};

const attempt = (
  key: string,
  number: number,
  state: Attempt['state'],
  change: Partial<Attempt> = {},
): Change => {
  const row: Attempt = {
    id: `att_${key}_${number}`,
    taskId: `tsk_${key}`,
    runId: 'run_1',
    projectId: 'prj_1',
    number,
    series: 1,
    agentId: 'agt_1',
    agentReason: 'the only one',
    state,
    queuedAt: 0,
    ...change,
  };
  return { kind: 'attempt', id: row.id, row };
};

const decision: Decision = {
  id: 'dec_1',
  projectId: 'prj_1',
  runId: 'run_1',
  kind: 'approve_plan',
  title: 'Approve the plan?',
  context: '',
  risk: 'low',
  options: [
    { id: 'approve', label: 'Approve', consequence: 'It is built.' },
    { id: 'reject', label: 'Reject', consequence: 'The run ends.' },
  ],
  defaultOption: 'approve',
  state: 'open',
  askedAt: 0,
};

const agent: Change = {
  kind: 'agent',
  id: 'agt_1',
  row: { id: 'agt_1', name: 'Built-in', adapter: 'offline', roles: [], capabilities: [], concurrency: 1 },
};

const row = <K extends RowKind>(kind: K, value: RowKinds[K] & { id: string }) =>
  ({ kind, id: value.id, row: value }) as Change;

const files = ['a.ts', 'b.ts'].map((path) => ({ path, sha256: '', bytes: 1, change: 'added' as const }));
const output = { files, gaps: [], covers: [], summary: '', usage: NO_USAGE };

describe('the narrator', () => {
  it('tells a task from start to done, with its agent, whatever the order of the rows', () => {
    const narrator = createNarrator('run_1');
    narrator.know([agent, task('T-1', 'ready'), task('T-2', 'blocked')]);
    expect(narrator.tell([task('T-1', 'running'), attempt('T-1', 1, 'running')])).toEqual([
      'T-1 Do T-1: started by Built-in',
    ]);
    expect(narrator.tell([task('T-1', 'validating')])).toEqual(['T-1 being checked']);
    expect(narrator.tell([task('T-1', 'done'), attempt('T-1', 1, 'merged', { output })])).toEqual([
      'T-1 Do T-1: done by Built-in, 2 files (1/2)',
    ]);
  });

  it('says a thing once, however often its row comes', () => {
    const narrator = createNarrator('run_1');
    expect(narrator.tell([run('planning')])).toHaveLength(1);
    expect(narrator.tell([run('planning')])).toEqual([]);
    expect(narrator.tell([task('T-1', 'running'), task('T-1', 'running')])).toHaveLength(1);
  });

  it('tells each phase with what is known by then', () => {
    const narrator = createNarrator('run_1');
    const heard = [
      ...narrator.tell([run('reading')]),
      ...narrator.tell([run('building'), task('T-1', 'ready')]),
      ...narrator.tell([run('packing')]),
      ...narrator.tell([run('ended', 'finished')]),
    ];
    expect(heard).toEqual(['Reading the requirements', 'Building: 1 task', 'Packing the capsule']);
  });

  it('tells why an attempt was in vain and that the next one begins', () => {
    const narrator = createNarrator('run_1');
    narrator.know([agent, task('T-1', 'running'), attempt('T-1', 1, 'running')]);
    const broken = fault('timeout', 'It took too long.\nStack');
    expect(narrator.tell([attempt('T-1', 1, 'timed_out', { fault: broken }), task('T-1', 'ready')])).toEqual([
      'T-1 attempt 1 timed out: It took too long.',
    ]);
    expect(narrator.tell([task('T-1', 'running'), attempt('T-1', 2, 'running')])).toEqual([
      'T-1 Do T-1: started by Built-in, attempt 2',
    ]);
    const check = {
      ...{
        id: 'chk_1',
        attemptId: 'att_T-1_2',
        taskId: 'tsk_T-1',
        runId: 'run_1',
        projectId: 'prj_1',
        at: 0,
      },
      ...{
        kind: 'tests' as const,
        verdict: 'fail' as const,
        findings: [],
        summary: '2 of 9 tests fail',
        durationMs: 1,
      },
    };
    expect(narrator.tell([row('check', check), attempt('T-1', 2, 'rejected')])).toEqual([
      'T-1 attempt 2 did not pass its checks: 2 of 9 tests fail',
    ]);
    expect(narrator.tell([attempt('T-1', 3, 'failed', { fault: broken }), task('T-1', 'failed')])).toEqual([
      'T-1 Do T-1: failed by Built-in, attempt 3: It took too long.',
    ]);
  });

  it('knows the open decisions and tells who answered', () => {
    const narrator = createNarrator('run_1');
    expect(narrator.tell([row('decision', decision)])).toEqual([]);
    expect(narrator.openDecisions()).toEqual([decision]);
    const answer = { optionId: 'approve', by: 'policy:autonomous', at: 1 };
    expect(narrator.tell([row('decision', { ...decision, state: 'answered', answer })])).toEqual([
      'Approve the plan? → Approve (policy:autonomous)',
    ]);
    expect(narrator.openDecisions()).toEqual([]);
  });

  it('hears nothing of other runs', () => {
    const narrator = createNarrator('run_2');
    expect(narrator.tell([run('planning'), task('T-1', 'running'), row('decision', decision)])).toEqual([]);
    expect(narrator.openDecisions()).toEqual([]);
  });

  it('tells the files of a task as it comes to them', () => {
    const narrator = createNarrator('run_1');
    const at = (file?: string) => {
      const running = [{ taskId: 'tsk_1', key: 'T-1', title: 'Do', ...(file === undefined ? {} : { file }) }];
      return narrator.tellFiles({ runId: 'run_1', tasksDone: 0, tasksTotal: 1, running });
    };
    expect([...at(), ...at('a.ts'), ...at('a.ts'), ...at('b.ts')]).toEqual(['T-1 a.ts', 'T-1 b.ts']);
  });
});

it('puts progress into one line', () => {
  const running = [{ taskId: 't', key: 'T-3', title: 'Write orders', file: 'src/orders.ts' }];
  const progress = { runId: 'run_1', tasksDone: 2, tasksTotal: 9, running, leftMs: 180_000 };
  expect(statusLine(undefined, progress)).toBe('2/9 tasks · about 3 min left · T-3 src/orders.ts');
});
