import type { Command, Question } from '#shared/commands.ts';
import type { Fault } from '#shared/faults.ts';
import type { Run } from '#shared/model/run.ts';
import type { SignalDraft } from '#shared/model/signal.ts';
import type { Task, TaskKind } from '#shared/model/task.ts';
import type { TaskBrief } from '../slices/planning/rows.ts';
import type { EffectKind } from './effect-kinds.ts';
import type { Read } from './read.ts';
import type { Step } from './step.ts';

export function command(value: Command): Step {
  return { do: 'command', command: value };
}

export function effect(kind: EffectKind, subject: string, runId: string | null, priority = 1): Step {
  return { do: 'effect', effect: { kind, subject, runId, priority, notBefore: 0 } };
}

/** Work that waits for a moment; the outbox is the alarm clock that survives a crash. */
export function deadline(kind: EffectKind, subject: string, runId: string | null, at: number): Step {
  return { do: 'effect', effect: { kind, subject, runId, priority: 0, notBefore: at } };
}

export function endRun(runId: string, state: 'failed' | 'stopped', why: Fault): Step {
  return command({ type: 'runs.end', runId, state, fault: why });
}

export function withRun(read: Read, runId: string, make: (run: Run) => Step[]): Step[] {
  const run = read.runs.get(runId);
  return run ? make(run) : [];
}

export function ask(read: Read, runId: string, question: (run: Run) => Question): Step[] {
  return withRun(read, runId, (run) => [
    command({ type: 'decisions.ask', question: question(run), policy: run.policy }),
  ]);
}

export function mustPlan(read: Read, planId: string) {
  const plan = read.planning.plan(planId);
  if (!plan) throw new Error(`plan ${planId} is missing`);
  return plan;
}

export function mustTask(read: Read, taskId: string): Task {
  const task = read.planning.task(taskId);
  if (!task) throw new Error(`task ${taskId} is missing`);
  return task;
}

export function mustBrief(read: Read, taskId: string): TaskBrief {
  const task = read.planning.taskBrief(taskId);
  if (!task) throw new Error(`task ${taskId} is missing`);
  return task;
}

export function mustKind(read: Read, taskId: string): TaskKind {
  const kind = read.planning.taskKind(taskId);
  if (kind === undefined) throw new Error(`task ${taskId} is missing`);
  return kind;
}

export function signal(scope: { projectId: string; runId: string }, draft: SignalDraft): Step {
  return command({ type: 'signals.raise', projectId: scope.projectId, runId: scope.runId, signal: draft });
}

/** Removes worktrees that no open attempt needs; it holds even when the run is over. */
export function tidy(read: Read, runId: string): Step {
  const projectId = read.runs.get(runId)?.projectId ?? '';
  return effect('workspace.tidy', projectId, null, 2);
}
