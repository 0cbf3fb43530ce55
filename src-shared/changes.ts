import type { Event } from './events.ts';
import { assertNever } from './faults.ts';
import type { AgentProfile } from './model/agent.ts';
import type { Attempt } from './model/attempt.ts';
import type { Capsule } from './model/capsule.ts';
import type { Check } from './model/check.ts';
import type { Decision } from './model/decision.ts';
import type { Document } from './model/document.ts';
import type { Plan } from './model/plan.ts';
import type { Project } from './model/project.ts';
import type { Requirement } from './model/requirement.ts';
import type { Run } from './model/run.ts';
import type { Signal } from './model/signal.ts';
import type { Task } from './model/task.ts';

/** The rows a client may mirror, by kind. */
export type RowKinds = {
  project: Project;
  agent: AgentProfile;
  run: Run;
  document: Document;
  requirement: Requirement;
  plan: Plan;
  task: Task;
  attempt: Attempt;
  check: Check;
  signal: Signal;
  decision: Decision;
  capsule: Capsule;
};
export type RowKind = keyof RowKinds;

export const ROW_KINDS = [
  'project',
  'agent',
  'run',
  'document',
  'requirement',
  'plan',
  'task',
  'attempt',
  'check',
  'signal',
  'decision',
  'capsule',
] as const satisfies readonly RowKind[];

/** Names rows that an event touched: single ones by id, or all of a kind that belong to a run, plan or task. */
export type Touched =
  | { kind: RowKind; id: string }
  | { kind: RowKind; of: { runId?: string; planId?: string; taskId?: string } };

/** One row as it stands after the change with number `seq`. */
export type Change = { [K in RowKind]: { kind: K; id: string; row: RowKinds[K] } }[RowKind];

/** What a watcher receives. After `reset` the client drops what it holds: a snapshot follows. */
export type ChangeBatch = {
  /** The journal position that these changes bring a client up to; 0 within a snapshot, until its last batch. */
  seq: number;
  reset: boolean;
  changes: Change[];
};

/** Which rows an event touched. What a client missed follows from the journal alone. */
export function touchedBy(event: Event): Touched[] {
  switch (event.type) {
    case 'project.created':
      return [{ kind: 'project', id: event.project.id }];
    case 'agent.registered':
      return [{ kind: 'agent', id: event.profile.id }];
    case 'run.opened':
      return [{ kind: 'run', id: event.run.id }];
    case 'run.ended':
      return [
        { kind: 'run', id: event.runId },
        { kind: 'capsule', of: { runId: event.runId } },
      ];
    case 'run.paused':
    case 'run.resumed':
    case 'run.extended':
    case 'run.unsandboxed':
    case 'plan.requested':
    case 'plan.failed':
    case 'intake.completed':
      return [{ kind: 'run', id: event.runId }];
    case 'document.added':
      return [{ kind: 'document', id: event.document.id }];
    case 'document.failed':
      return [{ kind: 'document', id: event.documentId }];
    case 'requirements.drafted':
      return [
        { kind: 'document', id: event.documentId },
        ...event.requirements.map(({ id }) => ({ kind: 'requirement' as const, id })),
      ];
    case 'requirements.accepted':
    case 'requirements.rejected':
      return [
        { kind: 'run', id: event.runId },
        { kind: 'requirement', of: { runId: event.runId } },
      ];
    case 'plan.drafted':
      return [{ kind: 'plan', id: event.plan.id }];
    case 'tasks.added':
      return [
        { kind: 'plan', id: event.planId },
        ...event.tasks.map(({ id }) => ({ kind: 'task' as const, id })),
        ...runOf(event.tasks).flatMap(requirementsOf),
      ];
    case 'plan.proposed':
    case 'plan.approved':
    case 'plan.rejected':
      return [
        { kind: 'plan', id: event.planId },
        { kind: 'run', id: event.runId },
      ];
    case 'tasks.released':
      return event.taskIds.map((id) => ({ kind: 'task' as const, id }));
    case 'task.waiting':
    case 'task.reopened':
      return [{ kind: 'task', id: event.taskId }];
    case 'task.finished':
      return [
        ...[event.taskId, ...event.unblocked].map((id) => ({ kind: 'task' as const, id })),
        { kind: 'plan', id: event.planId },
        ...(event.covers.length + event.gaps.length > 0 ? requirementsOf(event.runId) : []),
      ];
    case 'task.failed':
    case 'task.cancelled':
      return [
        ...[event.taskId, ...event.cancelled].map((id) => ({ kind: 'task' as const, id })),
        { kind: 'attempt', of: { taskId: event.taskId } },
        { kind: 'plan', id: event.planId },
      ];
    case 'plan.finished':
      return [
        { kind: 'plan', id: event.planId },
        { kind: 'run', id: event.runId },
      ];
    case 'plan.cancelled':
      return [
        { kind: 'plan', id: event.planId },
        { kind: 'task', of: { planId: event.planId } },
        { kind: 'attempt', of: { runId: event.runId } },
      ];
    case 'attempt.queued':
      return [
        { kind: 'attempt', id: event.attempt.id },
        { kind: 'task', id: event.attempt.taskId },
      ];
    case 'attempt.started':
    case 'attempt.succeeded':
    case 'attempt.failed':
    case 'attempt.rejected':
    case 'attempt.merged':
    case 'attempts.exhausted':
    case 'validation.started':
      return [
        { kind: 'attempt', id: event.attemptId },
        { kind: 'task', id: event.taskId },
      ];
    case 'checks.concluded':
      return [
        { kind: 'task', id: event.taskId },
        ...event.checks.map(({ id }) => ({ kind: 'check' as const, id })),
      ];
    case 'signal.raised':
      return [{ kind: 'signal', id: event.signal.id }];
    case 'decision.asked':
      return [{ kind: 'decision', id: event.decision.id }];
    case 'decision.answered':
    case 'decision.expired':
    case 'decision.withdrawn':
      return [{ kind: 'decision', id: event.decisionId }];
    case 'capsule.cut':
      return [{ kind: 'capsule', id: event.capsule.id }];
    case 'capsule.packed':
    case 'capsule.failed':
      return [{ kind: 'capsule', id: event.capsuleId }];
    default:
      return assertNever(event);
  }
}

function requirementsOf(runId: string): Touched[] {
  return [{ kind: 'requirement', of: { runId } }];
}

function runOf(tasks: readonly Task[]): string[] {
  return [...new Set(tasks.map(({ runId }) => runId))];
}
