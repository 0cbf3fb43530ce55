import type { Change } from '#shared/changes.ts';
import type { AgentProfile } from '#shared/model/agent.ts';
import type { Attempt } from '#shared/model/attempt.ts';
import type { Decision } from '#shared/model/decision.ts';
import type { Plan } from '#shared/model/plan.ts';
import type { Run } from '#shared/model/run.ts';
import type { RunProgress } from '#shared/model/summary.ts';
import type { Task } from '#shared/model/task.ts';
import { complaintOf } from './complaint.ts';
import { count, duration, oneLine } from './format.ts';

/** Tells a run as lines of text, from its rows as they change. Says each thing once, however often a row comes. */
export type Narrator = {
  /** Takes rows as they stand, without a word. */
  know(changes: readonly Change[]): void;
  /** Takes changed rows and says what is new. */
  tell(changes: readonly Change[]): string[];
  /** Says which files the running tasks have come to. */
  tellFiles(progress: RunProgress): string[];
  run(): Run | undefined;
  openDecisions(): Decision[];
};

type Known = {
  run?: Run;
  plan?: Plan;
  requirements: Set<string>;
  tasks: Map<string, Task>;
  attempts: Map<string, Attempt>;
  decisions: Map<string, Decision>;
  agents: Map<string, AgentProfile>;
  /** What a failed check said, by attempt. */
  complaints: Map<string, string>;
  files: Map<string, string>;
};

export function createNarrator(runId: string): Narrator {
  const known: Known = {
    requirements: new Set(),
    tasks: new Map(),
    attempts: new Map(),
    decisions: new Map(),
    agents: new Map(),
    complaints: new Map(),
    files: new Map(),
  };
  const take = (change: Change) => remember(known, runId, change);
  return {
    know(changes) {
      for (const change of changes) take(change);
    },
    tell(changes) {
      // All rows first: what is said of a task draws on its attempts. Then how attempts ended, before what follows from it.
      const news = changes.map((change) => ({ kind: change.kind, say: take(change) }));
      const [ends, rest] = [true, false].map((wanted) =>
        news.filter(({ kind }) => (kind === 'attempt') === wanted),
      );
      return [...(ends ?? []), ...(rest ?? [])].flatMap(({ say }) => say?.() ?? []);
    },
    tellFiles({ running }) {
      return running.flatMap(({ taskId, key, file }) => {
        if (file === undefined || known.files.get(taskId) === file) return [];
        known.files.set(taskId, file);
        return [`${key} ${oneLine(file)}`];
      });
    },
    run: () => known.run,
    openDecisions: () => [...known.decisions.values()].filter(({ state }) => state === 'open'),
  };
}

/** Stores a row; returns what says how it differs from the row before. */
function remember(known: Known, runId: string, change: Change): (() => string[]) | undefined {
  if (change.kind === 'agent') known.agents.set(change.id, change.row);
  if (change.kind === 'run' && change.id === runId) {
    const before = known.run;
    known.run = change.row;
    return () => tellRun(known, before, change.row);
  }
  if (!('runId' in change.row) || change.row.runId !== runId) return undefined;
  switch (change.kind) {
    case 'requirement':
      known.requirements.add(change.id);
      return undefined;
    case 'plan':
      known.plan = change.row;
      return undefined;
    case 'check':
      if (change.row.verdict === 'fail') known.complaints.set(change.row.attemptId, complaintOf(change.row));
      return undefined;
    case 'task':
      return swap(known.tasks, change.row, (before, task) => tellTask(known, before, task));
    case 'attempt':
      return swap(known.attempts, change.row, (before, attempt) => tellAttempt(known, before, attempt));
    case 'decision':
      return swap(known.decisions, change.row, tellDecision);
    default:
      return undefined;
  }
}

function swap<T extends { id: string }>(
  rows: Map<string, T>,
  row: T,
  say: (before: T | undefined, now: T) => string[],
): () => string[] {
  const before = rows.get(row.id);
  rows.set(row.id, row);
  return () => say(before, row);
}

function tellRun(known: Known, before: Run | undefined, now: Run): string[] {
  const lines: string[] = [];
  if (before && before.state !== now.state) {
    if (now.state === 'paused') lines.push('Paused');
    if (now.state === 'active') lines.push('Going on');
  }
  if (before?.phase !== now.phase) lines.push(...phaseLine(known, now));
  return lines;
}

function phaseLine({ requirements, tasks }: Known, { phase }: Run): string[] {
  switch (phase) {
    case 'reading':
      return ['Reading the requirements'];
    case 'accepting':
      return [`Found ${count(requirements.size, 'requirement')}`];
    case 'planning':
      return [`Planning for ${count(requirements.size, 'requirement')}`];
    case 'approving':
      return [`Proposed a plan of ${count(tasks.size, 'task')}`];
    case 'building':
      return [`Building: ${count(tasks.size, 'task')}`];
    case 'packing':
      return ['Packing the capsule'];
    case 'ended':
      return [];
  }
}

function tellTask(known: Known, before: Task | undefined, task: Task): string[] {
  if (before?.state === task.state || task.kind === 'milestone') return [];
  const attempt = lastAttempt(known, task.id);
  const title = `${task.key} ${oneLine(task.title, 80)}`;
  switch (task.state) {
    case 'running':
      return [`${title}: started${by(known, attempt)}`];
    case 'validating':
      return [`${task.key} being checked`];
    case 'waiting':
      return [`${title}: waits for an answer`];
    case 'done': {
      const { length } = attempt?.output?.files ?? [];
      return [`${title}: done${by(known, attempt)}, ${count(length, 'file')} (${doneCount(known)})`];
    }
    case 'failed': {
      const reason = attempt?.fault ? `: ${oneLine(attempt.fault.message)}` : '';
      return [`${title}: failed${by(known, attempt)}${reason}`];
    }
    case 'cancelled':
      return before ? [`${title}: cancelled`] : [];
    default:
      return [];
  }
}

function tellAttempt(known: Known, before: Attempt | undefined, attempt: Attempt): string[] {
  const task = known.tasks.get(attempt.taskId);
  if (!task || before?.state === attempt.state) return [];
  const name = `${task.key} attempt ${attempt.number}`;
  switch (attempt.state) {
    case 'rejected':
      return [
        `${name} did not pass its checks: ${oneLine(known.complaints.get(attempt.id) ?? 'see the checks')}`,
      ];
    case 'failed':
    case 'timed_out':
    case 'lost':
      return task.state === 'failed' ? [] : [`${name} ${attempt.state.replace('_', ' ')}: ${why(attempt)}`];
    default:
      return [];
  }
}

function why({ fault }: Attempt): string {
  return oneLine(fault?.message ?? 'no reason was given');
}

function tellDecision(before: Decision | undefined, { state, title, options, answer }: Decision): string[] {
  if (before?.state === state || !answer) return [];
  const chosen = options.find(({ id }) => id === answer.optionId)?.label ?? answer.optionId;
  return [`${oneLine(title, 100)} → ${oneLine(chosen, 60)} (${answer.by})`];
}

function lastAttempt({ attempts }: Known, taskId: string): Attempt | undefined {
  let last: Attempt | undefined;
  for (const attempt of attempts.values()) {
    if (attempt.taskId === taskId && attempt.number > (last?.number ?? 0)) last = attempt;
  }
  return last;
}

function by({ agents }: Known, attempt: Attempt | undefined): string {
  if (!attempt) return '';
  const again = attempt.number > 1 ? `, attempt ${attempt.number}` : '';
  return ` by ${agents.get(attempt.agentId)?.name ?? attempt.agentId}${again}`;
}

function doneCount({ tasks, plan }: Known): string {
  const done = [...tasks.values()].filter(({ state }) => state === 'done').length;
  return `${done}/${Math.max(tasks.size, plan?.counts.total ?? 0)}`;
}

/** The line that a live terminal keeps showing. */
export function statusLine(
  run: Run | undefined,
  { tasksDone, tasksTotal, running, leftMs }: RunProgress,
): string {
  if (run?.state === 'paused') return 'paused';
  const at = running.map(({ key, title, file }) => `${key} ${oneLine(file ?? title, 40)}`);
  return [
    tasksTotal === 0 ? (run?.phase ?? '') : `${tasksDone}/${tasksTotal} tasks`,
    ...(leftMs === undefined ? [] : [`about ${duration(leftMs)} left`]),
    ...at,
  ].join(' · ');
}
