import type { Command, Question } from '#shared/commands.ts';
import { type Fault, fault } from '#shared/faults.ts';
import type { Side } from '#shared/model/resolution.ts';
import type { Task } from '#shared/model/task.ts';
import { counted } from '#shared/words.ts';

/** A task that nobody decides about is skipped after a day, so that the rest of the run is not held for ever. */
const STUCK_DEADLINE_MS = 86_400_000;

const STOPPED_BY_PERSON = fault('cancelled', 'The run was stopped by a decision.', { retryable: false });

/** A task that did not come right by itself: what was tried is in the attempts. */
export function taskStuck(task: Task, why: Fault): Question {
  return {
    ...aboutTask(task, fault('refused', `Skipped after: ${why.message}`, { retryable: false })),
    kind: 'task_stuck',
    title: `${task.key} "${task.title}" did not succeed`,
    context: `After ${counted(task.attempts, 'attempt')}: the last one ended with: ${why.message}`,
    risk: 'medium',
    defaultOption: 'skip',
    deadlineMs: STUCK_DEADLINE_MS,
  };
}

/** The work passed its checks but does not fit what stands in the workspace now. */
export function mergeConflict(task: Task, why: Fault, attemptId: string): Question {
  const base = aboutTask(
    task,
    fault('conflict', `Skipped after a conflict: ${why.message}`, { retryable: false }),
  );
  const settle = (rest: Side | null): Command[] => [{ type: 'attempts.resolve', attemptId, task, rest }];
  const [retry, ...others] = base.options;
  return {
    ...base,
    options: [...(retry ? [retry] : []), ...SETTLE, ...others],
    holds: { ...base.holds, theirs: settle('theirs'), ours: settle('ours'), again: settle(null) },
    kind: 'merge_conflict',
    title: `${task.key} "${task.title}" conflicts with the workspace`,
    context: [why.message, why.hint].filter(Boolean).join(' '),
    risk: 'medium',
    defaultOption: task.attempts < 2 ? 'retry' : 'skip',
    deadlineMs: STUCK_DEADLINE_MS,
  };
}

/** Work that passed piece by piece does not pass as a whole. The fault names the suspects. */
export function partsDisagree(task: Task, why: Fault): Question {
  const skipped = fault('refused', `Skipped after: ${why.message}`, { retryable: false });
  const base = aboutTask(task, skipped);
  return {
    ...base,
    options: base.options.map((option) =>
      option.id === 'retry'
        ? {
            ...option,
            label: 'Check again',
            consequence: 'The merged state is checked anew, as it stands then.',
          }
        : option,
    ),
    kind: 'integration_failed',
    title: `What meets in ${task.key} "${task.title}" does not work together`,
    context: [why.message, why.hint].filter(Boolean).join(' '),
    risk: 'high',
    defaultOption: 'skip',
  };
}

const SETTLE: Question['options'] = [
  {
    id: 'theirs',
    label: 'Take the task’s files',
    consequence:
      'Where both differ, the task’s version counts. The result is checked again before it is merged.',
  },
  {
    id: 'ours',
    label: 'Take the workspace’s files',
    consequence:
      'Where both differ, what stands in the workspace counts. The result is checked again before it is merged.',
  },
  {
    id: 'again',
    label: 'Merge again',
    consequence:
      'With the sides or files that `orchestrator resolve` names; without any as it is, for when you moved your own changes out of the way.',
  },
];

/** There is no sandbox on this machine. Running generated code without one is for a person to allow. */
export function runUnsandboxed(task: Task, validate: Command, why: Fault): Question {
  const base = aboutTask(task, fault('sandbox', 'Skipped: its checks need a sandbox.', { retryable: false }));
  return {
    ...base,
    kind: 'run_unsandboxed',
    title: 'Run the checks of this run without a sandbox?',
    context: [why.message, why.hint].filter(Boolean).join(' '),
    risk: 'high',
    options: [
      {
        id: 'allow',
        label: 'Run without a sandbox',
        consequence:
          'Generated code runs with your rights: it can read and write your files and use the network.',
      },
      ...base.options.filter((option) => option.id !== 'retry'),
    ],
    defaultOption: 'skip',
    holds: { ...base.holds, allow: [{ type: 'runs.allow_unsandboxed', runId: task.runId }, validate] },
  };
}

function aboutTask(
  task: Task,
  skipped: Fault,
): Pick<Question, 'projectId' | 'runId' | 'taskId' | 'options' | 'holds'> {
  return {
    projectId: task.projectId,
    runId: task.runId,
    taskId: task.id,
    options: [
      {
        id: 'retry',
        label: 'Try again',
        consequence: 'The task starts afresh from what stands in the workspace now.',
      },
      {
        id: 'skip',
        label: 'Skip',
        consequence: 'The task is marked failed and what depends on it is cancelled. The rest goes on.',
      },
      {
        id: 'stop',
        label: 'Stop the run',
        consequence: 'Nothing more is done. What was merged so far is kept.',
      },
    ],
    holds: {
      retry: [{ type: 'planning.reopen_task', taskId: task.id }],
      skip: [{ type: 'planning.fail_task', taskId: task.id, fault: skipped }],
      stop: [{ type: 'runs.end', runId: task.runId, state: 'stopped', fault: STOPPED_BY_PERSON }],
    },
  };
}
