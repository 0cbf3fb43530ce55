import type { AttemptTask, CommandOf } from '#shared/commands.ts';
import type { Event } from '#shared/events.ts';
import { type Fault, fail, ok, type Result } from '#shared/faults.ts';
import type { Attempt, AttemptState } from '#shared/model/attempt.ts';
import type { Appliers, Deciders, DecideTools } from '../../engine/slice.ts';
import type { Db } from '../../store/database.ts';
import { type AttemptBrief, type AttemptRows, createAttemptRows } from './rows.ts';

type AttemptCommands =
  | 'attempts.queue'
  | 'attempts.start'
  | 'attempts.succeed'
  | 'attempts.fail'
  | 'attempts.hold'
  | 'attempts.rule'
  | 'attempts.reject'
  | 'attempts.next'
  | 'attempts.resolve'
  | 'attempts.merged';

/** Tries that count against a task before a person is asked. */
const MOST_TRIES = 3;
/** Tries lost with a crashing host do not count, but a task that takes the host down every time must end too. */
const MOST_LOSSES = 20;
const FIRST_BACKOFF_MS = 1_000;
const LONGEST_BACKOFF_MS = 60_000;

export function createAttempts(db: Db): {
  rows: AttemptRows;
  decide: Deciders<AttemptCommands>;
  apply: Appliers;
} {
  const rows = createAttemptRows(db);
  return { rows, decide: decideAttempts(rows), apply: applyAttempts(rows) };
}

function decideAttempts(rows: AttemptRows): Deciders<AttemptCommands> {
  const inState = (attemptId: string, ...states: AttemptState[]): Result<AttemptBrief> => {
    const attempt = rows.attemptBrief(attemptId);
    if (!attempt) return fail('not_found', `There is no attempt ${attemptId}.`);
    if (!states.includes(attempt.state))
      return fail('conflict', `The attempt ${attemptId} is ${attempt.state}.`);
    return ok(attempt);
  };
  const step = (
    attemptId: string,
    from: AttemptState[],
    make: (ids: { attemptId: string; taskId: string; runId: string }) => Event,
  ): Result<Event[]> => {
    const attempt = inState(attemptId, ...from);
    return attempt.ok
      ? ok([make({ attemptId, taskId: attempt.value.taskId, runId: attempt.value.runId })])
      : attempt;
  };
  return {
    'attempts.queue'({ task, agentId, agentReason, feedback, adopts }, tools) {
      const number = task.attempts + 1;
      const choice = { number, series: number, agentId, agentReason, feedback, adopts };
      return ok([queued(task, choice, 0, tools)]);
    },
    'attempts.start': ({ attemptId }) =>
      step(attemptId, ['queued'], (ids) => ({ type: 'attempt.started', ...ids })),
    'attempts.succeed': ({ attemptId, output }) =>
      step(attemptId, ['running'], (ids) => ({ type: 'attempt.succeeded', ...ids, output })),
    'attempts.fail': ({ attemptId, state, fault }) =>
      step(attemptId, ['queued', 'running', 'succeeded'], (ids) => ({
        type: 'attempt.failed',
        ...ids,
        state,
        fault,
      })),
    'attempts.hold': ({ attemptId, kept, diffs }) =>
      step(attemptId, ['running'], (ids) => ({ type: 'attempt.held', ...ids, kept, diffs })),
    'attempts.rule'({ attemptId, paths, ruling }) {
      const attempt = inState(attemptId, 'held');
      if (!attempt.ok) return attempt;
      const files = rows.attempt(attemptId)?.kept?.files ?? [];
      const meant = new Set(paths);
      const open = files.filter((file) => file.ruling === undefined && !meant.has(file.path)).length;
      const { taskId, runId } = attempt.value;
      return ok([{ type: 'attempt.ruled', attemptId, taskId, runId, paths, ruling, open }]);
    },
    'attempts.reject': ({ attemptId, feedback }) =>
      step(attemptId, ['succeeded'], (ids) => ({ type: 'attempt.rejected', ...ids, feedback })),
    'attempts.merged': ({ attemptId, commit, how, keepMs }, { now }) =>
      step(attemptId, ['succeeded'], (ids) => {
        return { type: 'attempt.merged', ...ids, commit, how, sweepAt: now + keepMs };
      }),
    'attempts.resolve': (command, tools) => resolve(rows, command, tools),
    'attempts.next'({ attemptId, task, agentId, agentReason, fault }, tools) {
      const attempt = rows.attempt(attemptId);
      if (!attempt) return fail('not_found', `There is no attempt ${attemptId}.`);
      const delay = delayBeforeNext(attempt, rows.outcomes(task.id, attempt.series), fault);
      if (delay === 'give up') {
        return ok([{ type: 'attempts.exhausted', attemptId, taskId: task.id, runId: task.runId, fault }]);
      }
      const { series, feedback, resolves, adopts } = attempt;
      // What a person settled is lost neither with the host nor with a fault; only the checks can turn it down.
      const again = attempt.state === 'rejected' ? {} : { resolves, adopts };
      const next = { number: attempt.number + 1, series, agentId, agentReason, feedback, ...again };
      return ok([queued(task, next, delay, tools)]);
    },
  };
}

/** The next attempt carries out what a person said about the conflict of an earlier one, and is checked like any other. */
function resolve(
  rows: AttemptRows,
  { attemptId, task, rest, files = [] }: CommandOf<'attempts.resolve'>,
  tools: DecideTools,
): Result<Event[]> {
  const attempt = rows.attempt(attemptId);
  if (!attempt) return fail('not_found', `There is no attempt ${attemptId}.`);
  if (attempt.state !== 'failed' || attempt.output?.commit === undefined)
    return fail('conflict', `The attempt ${attemptId} is ${attempt.state} and has no conflict to settle.`);
  const latest = rows.attemptsOf(attempt.taskId).at(-1) ?? attempt;
  const number = latest.number + 1;
  const choice = {
    number,
    series: number,
    agentId: attempt.agentId,
    agentReason: `A person settled the conflict of attempt ${attempt.number}.`,
    feedback: undefined,
    resolves: { attemptId, rest, files },
  };
  return ok([queued(task, choice, 0, tools)]);
}

/** Milliseconds to wait before trying again; a lost attempt starts at once, a failed one backs off. */
function delayBeforeNext(
  attempt: Attempt,
  outcomes: Partial<Record<AttemptState, number>>,
  fault: Fault,
): number | 'give up' {
  if (attempt.state === 'lost') return (outcomes.lost ?? 0) >= MOST_LOSSES ? 'give up' : 0;
  const tries = (outcomes.failed ?? 0) + (outcomes.timed_out ?? 0) + (outcomes.rejected ?? 0);
  if (tries >= MOST_TRIES || (!fault.retryable && attempt.state !== 'rejected')) return 'give up';
  if (attempt.state === 'rejected') return 0;
  return fault.retryAfterMs ?? Math.min(FIRST_BACKOFF_MS * 2 ** (tries - 1), LONGEST_BACKOFF_MS);
}

function queued(
  task: AttemptTask,
  choice: Pick<Attempt, 'number' | 'series' | 'agentId' | 'agentReason'> & {
    feedback: string | undefined;
    resolves?: Attempt['resolves'] | undefined;
    adopts?: string | undefined;
  },
  delayMs: number,
  { now, newId }: DecideTools,
): Event {
  const { feedback, resolves, adopts, ...chosen } = choice;
  const attempt: Attempt = {
    id: newId('attempt'),
    taskId: task.id,
    runId: task.runId,
    projectId: task.projectId,
    state: 'queued',
    queuedAt: now,
    ...chosen,
    ...(feedback === undefined ? {} : { feedback }),
    ...(resolves === undefined ? {} : { resolves }),
    ...(adopts === undefined ? {} : { adopts }),
  };
  return {
    type: 'attempt.queued',
    attempt,
    priority: task.priority,
    notBefore: delayMs === 0 ? 0 : now + delayMs,
  };
}

function applyAttempts(rows: AttemptRows): Appliers {
  return {
    'attempt.queued': ({ attempt }) => rows.insert(attempt),
    'attempt.started': ({ attemptId }, at) => rows.start(attemptId, at),
    'attempt.succeeded': ({ attemptId, output }, at) => rows.succeed(attemptId, at, output),
    'attempt.failed': ({ attemptId, state, fault }, at) => rows.end(attemptId, state, at, fault),
    'attempt.rejected': ({ attemptId, feedback }) => rows.reject(attemptId, feedback),
    'attempt.held': ({ attemptId, kept }, at) => rows.hold(attemptId, at, kept),
    'attempt.ruled': ({ attemptId, paths, ruling }) => rows.setRuling(attemptId, paths, ruling),
    'attempt.merged'({ attemptId, commit, how, sweepAt }) {
      rows.setMerged(attemptId, { commit, how, sweepAt });
      rows.noteOwn(attemptId);
    },
    'task.failed': ({ taskId }, at) => rows.cancelOfTask(taskId, at),
    'task.cancelled': ({ taskId }, at) => rows.cancelOfTask(taskId, at),
    'plan.cancelled': ({ runId }, at) => rows.cancelOfRun(runId, at),
  };
}
