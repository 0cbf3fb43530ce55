import type { Fault } from './faults.ts';
import type { AgentProfile } from './model/agent.ts';
import type { AttemptOutput, Gap, KeptWork, Ruling } from './model/attempt.ts';
import type { Delivery } from './model/capsule.ts';
import type { CheckResult } from './model/check.ts';
import type { DecisionKind, DecisionOption } from './model/decision.ts';
import type { Carried, Difference } from './model/difference.ts';
import type { MediaType, Reading } from './model/document.ts';
import type { Handover } from './model/handover.ts';
import type { PlanEdit } from './model/plan-edit.ts';
import type { PlanTemplate } from './model/plan-template.ts';
import type { Policy, ProjectOrigin, ProjectSettings } from './model/project.ts';
import type { Requirement, RequirementDraft } from './model/requirement.ts';
import type { SettledFile, Side } from './model/resolution.ts';
import type { Grade, SignalDraft } from './model/signal.ts';
import type { Task, TaskDraft } from './model/task.ts';

/** What somebody wants. Ids that the caller needs to know beforehand are made by the caller. */
export type Command =
  | {
      type: 'projects.create';
      projectId: string;
      name: string;
      root: string;
      policy: Policy;
      settings?: ProjectSettings;
      origin?: ProjectOrigin;
    }
  | { type: 'projects.move'; projectId: string; root: string }
  | { type: 'projects.configure'; projectId: string; settings: ProjectSettings }
  | { type: 'agents.register'; profile: AgentProfile }
  | {
      type: 'runs.open';
      runId: string;
      projectId: string;
      title: string;
      policy: Policy;
      documents: number;
      timeoutMs: number;
      /** Name of the template that shapes its plan. */
      template?: string;
      afresh?: boolean;
    }
  | { type: 'runs.pause'; runId: string }
  | { type: 'runs.resume'; runId: string }
  | { type: 'runs.allow_unsandboxed'; runId: string }
  /** `waiting`: a person is asked something. `extendMs`: the time a run gets anew when its end was not its own doing. */
  | { type: 'runs.time_out'; runId: string; waiting: boolean; extendMs: number }
  | {
      type: 'runs.end';
      runId: string;
      state: 'finished' | 'incomplete' | 'failed' | 'stopped';
      fault?: Fault;
    }
  | {
      type: 'intake.add';
      documentId: string;
      projectId: string;
      runId: string;
      name: string;
      mediaType: MediaType;
      bytes: number;
      sha256: string;
      notes?: string[];
      replaces?: string;
    }
  /**
   * `reading` comes with the first requirements of a document; `rest` names blobs with those still to be drafted. `earlier`: the
   * version it was compared with, and for each of these requirements the key it had there, or null.
   */
  | {
      type: 'intake.draft';
      documentId: string;
      requirements: RequirementDraft[];
      earlier?: { documentId: string; keys: (string | null)[] };
      reading?: Reading;
      rest?: string[];
    }
  | { type: 'intake.fail'; documentId: string; fault: Fault }
  | { type: 'intake.note_difference'; difference: Difference; carried: Carried[] }
  | { type: 'intake.accept'; runId: string; afresh?: boolean }
  | { type: 'intake.reject'; runId: string }
  | { type: 'planning.request'; runId: string; projectId: string }
  | {
      type: 'planning.draft';
      planId: string;
      runId: string;
      projectId: string;
      name: string;
      summary: string;
    }
  | { type: 'planning.add_tasks'; planId: string; tasks: TaskDraft[] }
  | { type: 'planning.propose'; planId: string }
  | { type: 'planning.approve'; planId: string }
  | { type: 'planning.reject'; planId: string }
  | { type: 'planning.fail'; runId: string; fault: Fault }
  | { type: 'planning.release'; planId: string }
  /** `requirements`: all of the run, as they are now. */
  | {
      type: 'planning.edit';
      planId: string;
      edits: PlanEdit[];
      requirements: PlanRequirement[];
      by: string;
    }
  | { type: 'planning.undo'; planId: string }
  | { type: 'planning.redo'; planId: string }
  | { type: 'planning.replan'; runId: string; note?: string; by: string }
  | {
      type: 'planning.propose_rest';
      planId: string;
      tasks: TaskDraft[];
      requirements: PlanRequirement[];
    }
  | { type: 'planning.fail_replan'; planId: string; fault: Fault }
  | { type: 'templates.save'; template: PlanTemplate; replace: boolean }
  | { type: 'templates.remove'; name: string }
  | { type: 'planning.finish_task'; taskId: string; evidence: Evidence }
  | { type: 'planning.hold_task'; taskId: string }
  | { type: 'planning.reopen_task'; taskId: string; note?: string }
  | { type: 'planning.fail_task'; taskId: string; fault: Fault }
  | { type: 'planning.cancel_task'; taskId: string }
  | { type: 'planning.cancel'; planId: string }
  | {
      type: 'attempts.queue';
      task: AttemptTask;
      agentId: string;
      agentReason: string;
      feedback?: string;
      /** A held attempt whose work is taken up. */
      adopts?: string;
    }
  | { type: 'attempts.start'; attemptId: string }
  | { type: 'attempts.succeed'; attemptId: string; output: AttemptOutput }
  | {
      type: 'attempts.fail';
      attemptId: string;
      state: 'failed' | 'timed_out' | 'lost' | 'cancelled';
      fault: Fault;
    }
  | { type: 'attempts.hold'; attemptId: string; kept: KeptWork; diffs: Record<string, string> }
  | { type: 'attempts.rule'; attemptId: string; paths: string[]; ruling: Ruling }
  | { type: 'attempts.reject'; attemptId: string; feedback: string }
  | {
      type: 'attempts.next';
      attemptId: string;
      task: AttemptTask;
      agentId: string;
      agentReason: string;
      fault: Fault;
    }
  /** `keepMs`: how long its worktree is kept from now on. */
  | { type: 'attempts.merged'; attemptId: string; commit: string; how: 'merge' | 'rebase'; keepMs: number }
  /** Settles the conflict that an attempt ended in. `rest`: the side of files not named; null leaves them as they are. */
  | {
      type: 'attempts.resolve';
      attemptId: string;
      task: AttemptTask;
      rest: Side | null;
      files?: SettledFile[];
    }
  | { type: 'validation.start'; attemptId: string; taskId: string; runId: string }
  | {
      type: 'validation.conclude';
      attemptId: string;
      taskId: string;
      runId: string;
      projectId: string;
      checks: CheckResult[];
    }
  | { type: 'signals.raise'; projectId: string; runId: string; signal: SignalDraft }
  | { type: 'decisions.ask'; question: Question; policy: Policy }
  | {
      type: 'decisions.answer';
      decisionId: string;
      optionId: string;
      note?: string;
      files?: SettledFile[];
      by: string;
    }
  | { type: 'decisions.expire'; decisionId: string }
  /** What is asked about has changed; the question stays open. */
  | { type: 'decisions.restate'; decisionId: string; title: string; context: string }
  | { type: 'decisions.withdraw'; runId: string; taskId?: string; reason: string }
  | {
      type: 'capsules.cut';
      runId: string;
      projectId: string;
      name: string;
      complete: boolean;
      /** The version that the project began with, when it was made from a capsule. */
      after?: string;
    }
  | {
      type: 'capsules.pack';
      capsuleId: string;
      path: string;
      manifestSha256: string;
      files: number;
      bytes: number;
    }
  | { type: 'capsules.fail'; capsuleId: string; fault: Fault }
  | { type: 'handovers.offer'; handover: Handover }
  | { type: 'handovers.begin'; runId: string }
  | { type: 'handovers.finish'; runId: string; commit: string }
  | { type: 'handovers.refuse'; runId: string; fault: Fault }
  | { type: 'handovers.decline'; runId: string }
  | { type: 'capsules.move'; capsuleId: string; path: string }
  | { type: 'capsules.deliver'; capsuleId: string; delivery: Omit<Delivery, 'at'> };

export type CommandType = Command['type'];
export type CommandOf<T extends CommandType> = Extract<Command, { type: T }>;

/** What a plan must know of a requirement. */
export type PlanRequirement = Pick<Requirement, 'key' | 'level' | 'kind' | 'source'>;

/** What an attempt must know of its task. */
export type AttemptTask = Pick<Task, 'id' | 'runId' | 'projectId' | 'priority' | 'attempts'>;

/** Why a task may be called done: the attempt that did it, the verdict on it, and the commit where there is one. */
export type Evidence = {
  attemptId: string;
  verdict: 'pass';
  covers: string[];
  gaps: Gap[];
  commit?: string;
};

/** A decision to be asked. `holds` names, for each option, the commands that its choice sets free. */
export type Question = {
  projectId: string;
  runId: string;
  taskId?: string;
  kind: DecisionKind;
  title: string;
  context: string;
  risk: Grade;
  options: DecisionOption[];
  defaultOption: string;
  /** Milliseconds until the default option is taken; without it the question stays open. */
  deadlineMs?: number;
  holds: Record<string, Command[]>;
};
