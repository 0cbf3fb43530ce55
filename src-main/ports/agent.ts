import type { Fault, Result } from '#shared/faults.ts';
import type { AgentProfile } from '#shared/model/agent.ts';
import type { Gap, Usage } from '#shared/model/attempt.ts';
import type { CheckResult } from '#shared/model/check.ts';
import type { Requirement } from '#shared/model/requirement.ts';
import type { Task, TaskDraft } from '#shared/model/task.ts';

/** What an agent is asked to do. `prompt` says it in words; the rest says it in data, for agents that need no words. */
export type AgentRequest = PlanRequest | WorkRequest;

export type PlanRequest = {
  kind: 'plan';
  prompt: string;
  /** Every accepted requirement of the run, in document order. */
  requirements: readonly Requirement[];
  /** The documents they came from. */
  documents: readonly { id: string; name: string; text: string }[];
  /** When a plan is made anew in the middle of its run: the tasks that have begun or are over. */
  kept?: readonly Task[];
  /** Why it is made anew. */
  note?: string;
  /** Folder of the workspace that takes new services, each in a folder of its own; empty or left out: the workspace is the service. */
  folder?: string;
  /** Only when the documents were handed in before and work is wanted for what is new. */
  earlier?: EarlierWork;
};

/** What earlier runs have left for the requirements of a plan. */
export type EarlierWork = {
  /** Keys whose outcome still holds; the plan needs no task for them. */
  standing: readonly string[];
  /** What is no longer asked for, and the files that were made for it. */
  removed: readonly { key: string; text: string; files: readonly string[] }[];
  /** The text files of the workspace, relative path to text. */
  files: ReadonlyMap<string, string>;
};

export type WorkRequest = {
  kind: 'work';
  prompt: string;
  /** Name of the service or package being built. */
  name: string;
  task: Task;
  /** Every accepted requirement of the run; the task's own are those its `requirementKeys` name. */
  requirements: readonly Requirement[];
  /** As it was in the request for the plan. */
  folder?: string;
  /** The other tasks of the plan, for the shape of the whole. */
  plan: readonly Task[];
  /**
   * Files of the workspace as they stand before this task, relative path to text, chosen for what the agent can read.
   * Binary and oversized files, and those that hold secrets, are left out; a text that was cut says so at its end.
   */
  files: ReadonlyMap<string, string>;
  /** What checks or a person said about the attempt before. */
  feedback?: string;
};

export type PlanReply = { kind: 'plan'; name: string; summary: string; tasks: TaskDraft[]; usage: Usage };

export type WorkReply = {
  kind: 'work';
  /** Whole files to write, relative to the workspace, with forward slashes. */
  files: { path: string; content: string }[];
  /** Files to remove. A rename is a removal and a new file. */
  removes?: string[];
  /** Requirements of the task that the files satisfy. */
  covers: string[];
  /** Requirements of the task that the agent did not or could not satisfy, each with its reason. */
  gaps: Gap[];
  summary: string;
  usage: Usage;
};

export type AgentReply = PlanReply | WorkReply;

/** What an agent may use while it works. */
export type AgentTools = {
  /** Aborts when the work is cancelled or out of time; the agent stops and answers with a `cancelled` fault. */
  signal: AbortSignal;
  /** A line for the live log. Also counts as a sign of life. */
  log(line: string): void;
  /** Progress within the task, file by file. */
  progress(done: number, total: number, file: string): void;
  /** Runs the project's checks on the workspace as it stands; for validators. */
  check(): Promise<CheckResult[]>;
};

export type AgentHealth = { available: true; detail: string } | { available: false; fault: Fault };

/** A port to something that does work: a model, a server, a coding CLI or a set of rules. */
export type Agent = {
  profile: AgentProfile;
  /** Whether it can be used now, without doing work. */
  probe(): Promise<AgentHealth>;
  /** Never throws for an expected failure; a fault is a value. The reply's kind is the request's kind. */
  execute(request: AgentRequest, tools: AgentTools): Promise<Result<AgentReply>>;
};
