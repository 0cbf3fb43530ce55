import { SPEAKS_ONLY } from '#shared/coverage.ts';
import type { EventOf } from '#shared/events.ts';
import { type Fault, fault } from '#shared/faults.ts';
import { placed } from '#shared/judge.ts';
import type { AttemptOutput } from '#shared/model/attempt.ts';
import type { Priority, TaskKind } from '#shared/model/task.ts';
import { chooseAgent } from '../bridge/choose.ts';
import type { TaskBrief } from '../slices/planning/rows.ts';
import { checksFor } from '../slices/validation/checks/checks-for.ts';
import { isRuled, takeUpHeld } from './follow-files.ts';
import { mergeRank } from './merge-rank.ts';
import type { Read } from './read.ts';
import type { Step } from './step.ts';
import { command, deadline, effect, mustBrief, mustKind, mustPlan, mustTask, signal, tidy } from './steps.ts';

const PRIORITY: Record<Priority, number> = { critical: 0, normal: 1, low: 2 };

/** Errors that are told to the next attempt. */
const MOST_TOLD = 100;

/**
 * A person wants another try: the agent hears what the last one was told, and the person's note. Work that was only held
 * for a word on files is taken up as it is. What else was asked about the task is settled by that.
 */
export function queueAgain({ taskId, runId, note }: EventOf<'task.reopened'>, read: Read): Step[] {
  const last = read.attempts.attemptsOf(taskId).at(-1);
  const feedback = [last?.feedback, note].filter(Boolean).join('\n');
  const again = last && isRuled(last) ? takeUpHeld(read, last, feedback) : queueTask(read, taskId, feedback);
  return [
    command({ type: 'decisions.withdraw', runId, taskId, reason: 'The task was taken up again.' }),
    again,
  ];
}

export function queueTask(read: Read, taskId: string, feedback?: string): Step {
  const task = mustBrief(read, taskId);
  const choice = chooseAgent(read.agents.list(), task);
  if (!choice) return noAgent(task);
  return command({
    type: 'attempts.queue',
    task,
    agentId: choice.agentId,
    agentReason: choice.reason,
    ...(feedback ? { feedback } : {}),
  });
}

function noAgent(task: TaskBrief): Step {
  const why = fault('not_found', `No agent can do "${task.needs}" for ${task.key}.`);
  return command({ type: 'planning.fail_task', taskId: task.id, fault: why });
}

export function tasksReleased(event: EventOf<'tasks.released'>, read: Read): Step[] {
  const queued = event.taskIds.map((taskId) => queueTask(read, taskId));
  if (!event.more) return queued;
  const plan = mustPlan(read, event.planId);
  return [...queued, effect('planning.release', event.planId, plan.runId)];
}

export function runAttempt({ attempt, priority, notBefore }: EventOf<'attempt.queued'>): Step {
  return {
    do: 'effect',
    effect: {
      kind: 'attempt.run',
      subject: attempt.id,
      runId: attempt.runId,
      priority: PRIORITY[priority],
      notBefore,
    },
  };
}

/** What passed its checks is merged before it counts as done; a task that is only a mark on the way has nothing to check. */
export function validate(event: EventOf<'attempt.succeeded'>, read: Read): Step[] {
  const { attemptId, taskId, runId, output } = event;
  const kind = mustKind(read, taskId);
  return checksFor({ kind }).length === 0
    ? [accept(event, kind, output, read)]
    : [command({ type: 'validation.start', attemptId, taskId, runId })];
}

type AttemptIds = { attemptId: string; taskId: string; runId: string };

export function nextAttempt({ attemptId, taskId }: AttemptIds, why: Fault, read: Read): Step[] {
  const task = mustTask(read, taskId);
  if (['done', 'failed', 'cancelled'].includes(task.state)) return [];
  const tried = read.attempts.attemptsOf(taskId).filter((attempt) => attempt.state !== 'lost');
  const choice = chooseAgent(read.agents.list(), task, new Set(tried.map((attempt) => attempt.agentId)));
  if (!choice) return [noAgent(task)];
  return [
    command({
      type: 'attempts.next',
      attemptId,
      task,
      agentId: choice.agentId,
      agentReason: choice.reason,
      fault: why,
    }),
  ];
}

export function checksConcluded(event: EventOf<'checks.concluded'>, read: Read): Step[] {
  const { attemptId, taskId, verdict, checks } = event;
  if (verdict === 'pass') {
    const output = read.attempts.outputOf(attemptId);
    return [accept(event, mustKind(read, taskId), output, read)];
  }
  // What blocks comes first: an agent is told so much at most.
  const failed = checks.toSorted((x, y) => Number(x.mode === 'warn') - Number(y.mode === 'warn'));
  const errors = failed.flatMap((check) => check.findings.filter((finding) => finding.severity === 'error'));
  const feedback = errors.slice(0, MOST_TOLD).map(placed).join('\n');
  const task = mustTask(read, taskId);
  return [
    signal(task, {
      type: 'quality_issue',
      title: `${task.key} failed its checks`,
      detail: feedback.slice(0, 2_000),
      urgency: 'medium',
      impact: task.priority === 'critical' ? 'high' : 'medium',
      confidence: 1,
      source: 'checks',
      taskId,
    }),
    command({
      type: 'attempts.reject',
      attemptId,
      feedback: feedback || 'A check failed without saying why.',
    }),
  ];
}

function accept(ids: AttemptIds, kind: TaskKind, output: AttemptOutput | undefined, read: Read): Step {
  return output?.commit === undefined
    ? finish(ids, kind, output, undefined)
    : effect('workspace.merge', ids.attemptId, ids.runId, mergeRank(mustBrief(read, ids.taskId).key));
}

function finish(
  ids: AttemptIds,
  kind: TaskKind,
  output: AttemptOutput | undefined,
  commit: string | undefined,
): Step {
  return command({
    type: 'planning.finish_task',
    taskId: ids.taskId,
    evidence: {
      attemptId: ids.attemptId,
      verdict: 'pass',
      covers: SPEAKS_ONLY.has(kind) ? [] : (output?.covers ?? []),
      gaps: output?.gaps ?? [],
      ...(commit === undefined ? {} : { commit }),
    },
  });
}

export function mergedWork(event: EventOf<'attempt.merged'>, read: Read): Step[] {
  const task = mustTask(read, event.taskId);
  const rejected = read.attempts.attemptsOf(task.id).filter((attempt) => attempt.state === 'rejected');
  const turned =
    rejected.length === 0
      ? []
      : [
          signal(task, {
            type: 'innovation',
            title: `${task.key} came right after ${rejected.length} rejected attempt(s)`,
            detail: 'What changed between the attempts is worth keeping.',
            urgency: 'low',
            impact: 'medium',
            confidence: 0.6,
            source: 'engine',
            taskId: task.id,
          }),
        ];
  const output = read.attempts.outputOf(event.attemptId);
  const sweep = deadline('workspace.sweep', event.attemptId, null, event.sweepAt);
  return [finish(event, task.kind, output, event.commit), ...turned, sweep];
}

export function gapSignals(event: EventOf<'task.finished'>, read: Read): Step[] {
  if (event.gaps.length === 0) return [];
  const task = mustTask(read, event.taskId);
  return event.gaps.map((gap) =>
    signal(task, {
      type: 'quality_issue',
      title: `${gap.requirementKey} is a gap`,
      detail: gap.reason,
      urgency: 'low',
      impact: 'medium',
      confidence: 1,
      source: `agent:${read.attempts.attempt(event.attemptId)?.agentId ?? 'unknown'}`,
      taskId: task.id,
      requirementKey: gap.requirementKey,
    }),
  );
}

export function taskCancelled(event: EventOf<'task.cancelled'>, read: Read): Step[] {
  const cancels = read.attempts
    .attemptsOf(event.taskId)
    .map((attempt): Step => ({ do: 'cancel', what: { subject: attempt.id } }));
  return [
    ...cancels,
    command({
      type: 'decisions.withdraw',
      runId: event.runId,
      taskId: event.taskId,
      reason: 'The task was cancelled.',
    }),
    tidy(read, event.runId),
  ];
}
