import type { Event, EventOf, EventType } from './events.ts';
import type { AgentProfile } from './model/agent.ts';
import type { Attempt } from './model/attempt.ts';
import type { Capsule } from './model/capsule.ts';
import type { Check } from './model/check.ts';
import type { Decision } from './model/decision.ts';
import type { Document } from './model/document.ts';
import type { Plan } from './model/plan.ts';
import type { TaskChange } from './model/plan-edit.ts';
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
  /** Rows that are no longer there. */
  gone?: { kind: RowKind; id: string }[];
};

const TOUCHED: { readonly [T in EventType]: (event: EventOf<T>) => Touched[] } = {
  'project.created': (event) => [{ kind: 'project', id: event.project.id }],
  'project.moved': (event) => [{ kind: 'project', id: event.projectId }],
  'project.configured': (event) => [{ kind: 'project', id: event.projectId }],
  'agent.registered': (event) => [{ kind: 'agent', id: event.profile.id }],
  'run.opened': (event) => [{ kind: 'run', id: event.run.id }],
  'run.ended': (event) => [
    { kind: 'run', id: event.runId },
    { kind: 'capsule', of: { runId: event.runId } },
  ],
  'run.paused': (event) => [{ kind: 'run', id: event.runId }],
  'run.resumed': (event) => [{ kind: 'run', id: event.runId }],
  'run.extended': (event) => [{ kind: 'run', id: event.runId }],
  'run.unsandboxed': (event) => [{ kind: 'run', id: event.runId }],
  'plan.requested': (event) => [{ kind: 'run', id: event.runId }],
  'plan.failed': (event) => [{ kind: 'run', id: event.runId }],
  'intake.completed': (event) => [{ kind: 'run', id: event.runId }],
  'document.added': (event) => [{ kind: 'document', id: event.document.id }],
  'document.failed': (event) => [{ kind: 'document', id: event.documentId }],
  'requirements.drafted': (event) => [
    { kind: 'document', id: event.documentId },
    ...event.requirements.map(({ id }) => ({ kind: 'requirement' as const, id })),
  ],
  'difference.noted': (event) => [
    { kind: 'run', id: event.runId },
    { kind: 'requirement', of: { runId: event.runId } },
  ],
  'requirements.accepted': (event) => [
    { kind: 'run', id: event.runId },
    { kind: 'requirement', of: { runId: event.runId } },
  ],
  'requirements.rejected': (event) => [
    { kind: 'run', id: event.runId },
    { kind: 'requirement', of: { runId: event.runId } },
  ],
  'plan.drafted': (event) => [{ kind: 'plan', id: event.plan.id }],
  'tasks.added': (event) => [
    { kind: 'plan', id: event.planId },
    ...event.tasks.map(({ id }) => ({ kind: 'task' as const, id })),
    ...runOf(event.tasks).flatMap(requirementsOf),
  ],
  'plan.proposed': (event) => [
    { kind: 'plan', id: event.planId },
    { kind: 'run', id: event.runId },
  ],
  'plan.approved': (event) => [
    { kind: 'plan', id: event.planId },
    { kind: 'run', id: event.runId },
  ],
  'plan.rejected': (event) => [
    { kind: 'plan', id: event.planId },
    { kind: 'run', id: event.runId },
  ],
  'plan.edited': (event) => changedTasks(event),
  'plan.edit_undone': (event) => changedTasks(event),
  'plan.edit_redone': (event) => changedTasks(event),
  'replan.requested': (event) => [{ kind: 'plan', id: event.planId }],
  'replan.proposed': (event) => [{ kind: 'run', id: event.runId }, ...changedTasks(event)],
  'replan.dropped': (event) => [{ kind: 'run', id: event.runId }, ...changedTasks(event)],
  'replan.failed': (event) => [{ kind: 'plan', id: event.planId }],
  'template.saved': () => [],
  'template.removed': () => [],
  'tasks.released': (event) => event.taskIds.map((id) => ({ kind: 'task' as const, id })),
  'task.waiting': (event) => [{ kind: 'task', id: event.taskId }],
  'task.reopened': (event) => [{ kind: 'task', id: event.taskId }],
  'task.finished': (event) => [
    ...[event.taskId, ...event.unblocked].map((id) => ({ kind: 'task' as const, id })),
    { kind: 'plan', id: event.planId },
    ...(event.covers.length + event.gaps.length > 0 ? requirementsOf(event.runId) : []),
  ],
  'task.failed': (event) => [
    ...[event.taskId, ...event.cancelled].map((id) => ({ kind: 'task' as const, id })),
    { kind: 'attempt', of: { taskId: event.taskId } },
    { kind: 'plan', id: event.planId },
  ],
  'task.cancelled': (event) => [
    ...[event.taskId, ...event.cancelled].map((id) => ({ kind: 'task' as const, id })),
    { kind: 'attempt', of: { taskId: event.taskId } },
    { kind: 'plan', id: event.planId },
  ],
  'plan.finished': (event) => [
    { kind: 'plan', id: event.planId },
    { kind: 'run', id: event.runId },
  ],
  'plan.cancelled': (event) => [
    { kind: 'plan', id: event.planId },
    { kind: 'task', of: { planId: event.planId } },
    { kind: 'attempt', of: { runId: event.runId } },
  ],
  'attempt.queued': (event) => [
    { kind: 'attempt', id: event.attempt.id },
    { kind: 'task', id: event.attempt.taskId },
  ],
  'attempt.started': (event) => [
    { kind: 'attempt', id: event.attemptId },
    { kind: 'task', id: event.taskId },
  ],
  'attempt.succeeded': (event) => [
    { kind: 'attempt', id: event.attemptId },
    { kind: 'task', id: event.taskId },
  ],
  'attempt.failed': (event) => [
    { kind: 'attempt', id: event.attemptId },
    { kind: 'task', id: event.taskId },
  ],
  'attempt.held': (event) => [
    { kind: 'attempt', id: event.attemptId },
    { kind: 'task', id: event.taskId },
  ],
  'attempt.ruled': (event) => [{ kind: 'attempt', id: event.attemptId }],
  'attempt.rejected': (event) => [
    { kind: 'attempt', id: event.attemptId },
    { kind: 'task', id: event.taskId },
  ],
  'attempt.merged': (event) => [
    { kind: 'attempt', id: event.attemptId },
    { kind: 'task', id: event.taskId },
  ],
  'attempts.exhausted': (event) => [
    { kind: 'attempt', id: event.attemptId },
    { kind: 'task', id: event.taskId },
  ],
  'validation.started': (event) => [
    { kind: 'attempt', id: event.attemptId },
    { kind: 'task', id: event.taskId },
  ],
  'checks.concluded': (event) => [
    { kind: 'task', id: event.taskId },
    ...event.checks.map(({ id }) => ({ kind: 'check' as const, id })),
  ],
  'signal.raised': (event) => [{ kind: 'signal', id: event.signal.id }],
  'decision.asked': (event) => [{ kind: 'decision', id: event.decision.id }],
  'decision.answered': (event) => [{ kind: 'decision', id: event.decisionId }],
  'decision.expired': (event) => [{ kind: 'decision', id: event.decisionId }],
  'decision.restated': (event) => [{ kind: 'decision', id: event.decisionId }],
  'decision.withdrawn': (event) => [{ kind: 'decision', id: event.decisionId }],
  'capsule.cut': (event) => [{ kind: 'capsule', id: event.capsule.id }],
  'capsule.packed': (event) => [{ kind: 'capsule', id: event.capsuleId }],
  'capsule.failed': (event) => [{ kind: 'capsule', id: event.capsuleId }],
  'handover.offered': (event) => [{ kind: 'run', id: event.handover.runId }],
  'handover.begun': (event) => [{ kind: 'run', id: event.runId }],
  'handover.merged': (event) => [{ kind: 'run', id: event.runId }],
  'handover.refused': (event) => [{ kind: 'run', id: event.runId }],
  'handover.declined': (event) => [{ kind: 'run', id: event.runId }],
  'capsule.delivered': (event) => [{ kind: 'capsule', id: event.capsuleId }],
  'capsule.moved': (event) => [{ kind: 'capsule', id: event.capsuleId }],
};

/** Which rows an event touched. What a client missed follows from the journal alone. */
export function touchedBy(event: Event): Touched[] {
  return (TOUCHED[event.type] as (event: Event) => Touched[])(event);
}

function changedTasks({
  planId,
  runId,
  change,
}: {
  planId: string;
  runId: string;
  change: TaskChange;
}): Touched[] {
  const ids = new Set([...change.before, ...change.after].map(({ id }) => id));
  return [
    { kind: 'plan', id: planId },
    ...[...ids].map((id) => ({ kind: 'task' as const, id })),
    ...requirementsOf(runId),
  ];
}

function requirementsOf(runId: string): Touched[] {
  return [{ kind: 'requirement', of: { runId } }];
}

function runOf(tasks: readonly Task[]): string[] {
  return [...new Set(tasks.map(({ runId }) => runId))];
}
