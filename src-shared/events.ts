import type { Command } from './commands.ts';
import type { Fault } from './faults.ts';
import type { AgentProfile } from './model/agent.ts';
import type { Attempt, AttemptOutput, Gap, KeptWork, Ruling } from './model/attempt.ts';
import type { Capsule, Delivery } from './model/capsule.ts';
import type { Check, Judgement, Verdict } from './model/check.ts';
import type { Decision, DecisionAnswer } from './model/decision.ts';
import type { Carried, Difference } from './model/difference.ts';
import type { Document, Reading } from './model/document.ts';
import type { Handover } from './model/handover.ts';
import type { Plan } from './model/plan.ts';
import type { PlanEdit, TaskChange } from './model/plan-edit.ts';
import type { PlanTemplate } from './model/plan-template.ts';
import type { Project, ProjectSettings } from './model/project.ts';
import type { Requirement } from './model/requirement.ts';
import type { Run } from './model/run.ts';
import type { Signal } from './model/signal.ts';
import type { Priority, Task } from './model/task.ts';

/** What happened. Facts in the past tense, complete enough that replaying them gives the same rows. */
export type Event =
  | { type: 'project.created'; project: Project }
  | { type: 'project.moved'; projectId: string; root: string }
  | { type: 'project.configured'; projectId: string; settings: ProjectSettings }
  | { type: 'agent.registered'; profile: AgentProfile }
  | { type: 'run.opened'; run: Run }
  | { type: 'run.paused'; runId: string }
  | { type: 'run.resumed'; runId: string; deadlineAt: number }
  | { type: 'run.extended'; runId: string; deadlineAt: number }
  | { type: 'run.unsandboxed'; runId: string }
  | {
      type: 'run.ended';
      runId: string;
      state: 'finished' | 'incomplete' | 'failed' | 'stopped';
      fault?: Fault;
    }
  | { type: 'document.added'; document: Document }
  | {
      type: 'requirements.drafted';
      documentId: string;
      runId: string;
      requirements: Requirement[];
      /** The earlier version that the keys come from. */
      replaces?: string;
      reading?: Reading;
      /** Blobs with requirements that are drafted next. */
      rest?: string[];
    }
  | { type: 'document.failed'; documentId: string; runId: string; fault: Fault }
  | { type: 'intake.completed'; runId: string; requirements: number; failed: number }
  | { type: 'difference.noted'; runId: string; difference: Difference; carried: Carried[] }
  | { type: 'requirements.accepted'; runId: string; afresh?: boolean }
  | { type: 'requirements.rejected'; runId: string }
  | { type: 'plan.requested'; runId: string; projectId: string }
  | { type: 'plan.drafted'; plan: Plan }
  | { type: 'tasks.added'; planId: string; tasks: Task[] }
  | { type: 'plan.proposed'; planId: string; runId: string }
  | { type: 'plan.approved'; planId: string; runId: string }
  | { type: 'plan.rejected'; planId: string; runId: string }
  | { type: 'plan.failed'; runId: string; fault: Fault }
  | {
      type: 'plan.edited';
      planId: string;
      runId: string;
      number: number;
      edits: PlanEdit[];
      by: string;
      change: TaskChange;
    }
  | { type: 'plan.edit_undone'; planId: string; runId: string; number: number; change: TaskChange }
  | { type: 'plan.edit_redone'; planId: string; runId: string; number: number; change: TaskChange }
  | { type: 'replan.requested'; planId: string; runId: string; by: string; note?: string }
  | { type: 'replan.proposed'; planId: string; runId: string; version: number; change: TaskChange }
  | { type: 'replan.dropped'; planId: string; runId: string; change: TaskChange }
  | { type: 'replan.failed'; planId: string; runId: string; fault: Fault }
  | { type: 'template.saved'; template: PlanTemplate }
  | { type: 'template.removed'; name: string }
  | { type: 'tasks.released'; planId: string; taskIds: string[]; more: boolean }
  | { type: 'task.waiting'; taskId: string; runId: string }
  | { type: 'task.reopened'; taskId: string; runId: string; note?: string }
  | {
      type: 'task.finished';
      taskId: string;
      planId: string;
      runId: string;
      attemptId: string;
      covers: string[];
      gaps: Gap[];
      unblocked: string[];
    }
  | { type: 'task.failed'; taskId: string; planId: string; runId: string; fault: Fault; cancelled: string[] }
  | { type: 'task.cancelled'; taskId: string; planId: string; runId: string; cancelled: string[] }
  | { type: 'plan.finished'; planId: string; runId: string; complete: boolean }
  | { type: 'plan.cancelled'; planId: string; runId: string }
  | { type: 'attempt.queued'; attempt: Attempt; priority: Priority; notBefore: number }
  | { type: 'attempt.started'; attemptId: string; taskId: string; runId: string }
  | { type: 'attempt.succeeded'; attemptId: string; taskId: string; runId: string; output: AttemptOutput }
  | {
      type: 'attempt.failed';
      attemptId: string;
      taskId: string;
      runId: string;
      state: 'failed' | 'timed_out' | 'lost' | 'cancelled';
      fault: Fault;
    }
  | {
      type: 'attempt.held';
      attemptId: string;
      taskId: string;
      runId: string;
      kept: KeptWork;
      /** Path to unified diff. */
      diffs: Record<string, string>;
    }
  | {
      type: 'attempt.ruled';
      attemptId: string;
      taskId: string;
      runId: string;
      paths: string[];
      ruling: Ruling;
      /** Files that still wait for a word. */
      open: number;
    }
  | { type: 'attempt.rejected'; attemptId: string; taskId: string; runId: string; feedback: string }
  | {
      type: 'attempt.merged';
      attemptId: string;
      taskId: string;
      runId: string;
      commit: string;
      how: 'merge' | 'rebase';
      sweepAt: number;
    }
  | { type: 'attempts.exhausted'; attemptId: string; taskId: string; runId: string; fault: Fault }
  | { type: 'validation.started'; attemptId: string; taskId: string; runId: string }
  | {
      type: 'checks.concluded';
      attemptId: string;
      taskId: string;
      runId: string;
      verdict: Verdict;
      checks: Check[];
      /** Missing in events from before there was one. */
      judgement?: Judgement;
    }
  | { type: 'signal.raised'; signal: Signal }
  | { type: 'decision.asked'; decision: Decision; holds: Record<string, Command[]> }
  | { type: 'decision.answered'; decisionId: string; runId: string; answer: DecisionAnswer }
  | { type: 'decision.expired'; decisionId: string; runId: string; answer: DecisionAnswer }
  | { type: 'decision.restated'; decisionId: string; runId: string; title: string; context: string }
  | { type: 'decision.withdrawn'; decisionId: string; runId: string; reason: string }
  | { type: 'capsule.cut'; capsule: Capsule }
  | {
      type: 'capsule.packed';
      capsuleId: string;
      runId: string;
      path: string;
      manifestSha256: string;
      files: number;
      bytes: number;
    }
  | { type: 'capsule.failed'; capsuleId: string; runId: string; fault: Fault }
  | { type: 'handover.offered'; handover: Handover }
  | { type: 'handover.begun'; runId: string }
  | { type: 'handover.merged'; runId: string; commit: string }
  | { type: 'handover.refused'; runId: string; fault: Fault }
  | { type: 'handover.declined'; runId: string }
  | { type: 'capsule.moved'; capsuleId: string; path: string }
  | { type: 'capsule.delivered'; capsuleId: string; delivery: Delivery };

export type EventType = Event['type'];
export type EventOf<T extends EventType> = Extract<Event, { type: T }>;

/** An event as the journal holds it. */
export type Recorded = {
  seq: number;
  /** Epoch milliseconds. */
  at: number;
  /** Who caused it: `person`, `policy:<name>`, `engine`, `agent:<id>`. */
  by: string;
  event: Event;
};
