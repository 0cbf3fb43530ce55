import { fault } from '#shared/faults.ts';
import { type Attempt, NO_USAGE } from '#shared/model/attempt.ts';
import type { Check } from '#shared/model/check.ts';
import type { Decision } from '#shared/model/decision.ts';
import type { Task, TaskState } from '#shared/model/task.ts';
import { ids, T0 } from './scene-plan.ts';

export function attemptsOf(task: Task): Attempt[] {
  return Array.from({ length: task.attempts }, (_, index): Attempt => {
    const number = index + 1;
    const last = number === task.attempts;
    const startedAt = T0 + 40_000 + index * 9_000;
    return {
      id: `att_${task.id}_${number}`,
      taskId: task.id,
      ...ids,
      number,
      series: 1,
      agentId: 'agt_offline',
      agentReason: `the only agent with the role ${task.role} that needs no key`,
      state: last ? lastState(task.state) : 'rejected',
      queuedAt: startedAt - 1_000,
      startedAt,
      ...(number > 1 ? { feedback: 'Two bookings that only touch were refused; they must be allowed.' } : {}),
      ...(last && task.state === 'running'
        ? {}
        : { endedAt: startedAt + 7_400, output: outputOf(task, number) }),
      ...(task.state === 'failed' && last
        ? { fault: fault('timeout', 'No sign of life for 15 min.', { hint: 'The branch is kept.' }) }
        : {}),
    };
  });
}

function lastState(state: TaskState): Attempt['state'] {
  if (state === 'done') return 'merged';
  if (state === 'failed') return 'timed_out';
  if (state === 'waiting') return 'rejected';
  return state === 'running' ? 'running' : 'succeeded';
}

function outputOf(task: Task, number: number): Attempt['output'] {
  return {
    branch: `orchestrator/${task.key.toLowerCase()}-${number}`,
    commit: '4f1c9e07d2ab55c0a1b2c3d4e5f60718293a4b5c',
    files: task.expects.map((path, index) => ({
      path,
      sha256: 'c'.repeat(64),
      bytes: 2_140 + index * 911,
      change: 'added',
    })),
    gaps:
      task.key === 'T-4'
        ? [{ requirementKey: 'R-3', reason: 'a limit of 20 items is kept, their order is not' }]
        : [],
    covers: task.requirementKeys,
    summary: 'Two files written, seven tests among them.',
    usage: NO_USAGE,
  };
}

export function checksOf(task: Task): Check[] {
  if (!['done', 'waiting', 'merging'].includes(task.state)) return [];
  const base = { attemptId: `att_${task.id}_${task.attempts}`, taskId: task.id, ...ids, at: T0 + 60_000 };
  const good: Check[] = (['outputs', 'syntax', 'placeholders'] as const).map((kind, index) => ({
    ...base,
    id: `chk_${task.id}_${kind}`,
    kind,
    verdict: 'pass',
    findings: [],
    summary:
      ['2 of 2 expected files are there.', '2 files parse.', 'No placeholder in 2 files.'][index] ?? '',
    durationMs: 14 + index * 31,
  }));
  const failed = task.state === 'waiting';
  return [
    ...good,
    {
      ...base,
      id: `chk_${task.id}_tests`,
      kind: 'tests',
      verdict: failed ? 'fail' : 'pass',
      summary: failed ? '6 of 7 tests passed.' : '7 of 7 tests passed.',
      durationMs: 1_840,
      findings: failed
        ? [
            {
              severity: 'error',
              rule: 'tests/failed',
              message: 'bookings that only touch are both kept: expected 201, got 409',
              file: 'src/part-8.test.ts',
              line: 41,
              hint: 'Compare the end of one with the start of the other by <=, not by <.',
            },
          ]
        : [],
    },
  ];
}

export const STUCK: Decision = {
  id: 'dec_2',
  ...ids,
  taskId: 'tsk_8',
  kind: 'task_stuck',
  title: 'T-8 failed its checks three times. How shall it go on?',
  context:
    'Overlapping bookings of one room must be refused. Each attempt passed its own tests but failed the check of the requirement: two bookings that only touch (10:00 to 11:00 and 11:00 to 12:00) were refused as well.\n\nThe branch of the last attempt is kept.',
  risk: 'medium',
  options: [
    {
      id: 'retry',
      label: 'Try again with your note',
      consequence: 'A fourth attempt starts; your note is handed to the agent.',
    },
    {
      id: 'skip',
      label: 'Leave it out',
      consequence: 'T-8 and T-12, which depends on it, are cancelled. R-7 is listed as a gap.',
    },
    { id: 'stop', label: 'Stop the run', consequence: 'Nothing more is started. Merged work stays.' },
  ],
  defaultOption: 'retry',
  state: 'open',
  askedAt: T0 + 95_000,
};

export const PAST: Decision = {
  id: 'dec_1',
  ...ids,
  kind: 'approve_plan',
  title: 'Approve the plan with 15 tasks',
  context: '15 tasks cover 12 of 12 must-requirements. Estimated time: 4 min.',
  risk: 'low',
  options: [
    { id: 'approve', label: 'Approve', consequence: 'The tasks start.' },
    { id: 'reject', label: 'Reject', consequence: 'The run ends; the requirements are kept.' },
  ],
  defaultOption: 'approve',
  state: 'answered',
  askedAt: T0 + 30_000,
  answer: { optionId: 'approve', by: 'policy:supervised', at: T0 + 30_000 },
};
