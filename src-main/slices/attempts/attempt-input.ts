import type { Result } from '#shared/faults.ts';
import type { Attempt, KeptWork } from '#shared/model/attempt.ts';
import type { AttemptContext } from '#shared/model/context.ts';
import type { Project } from '#shared/model/project.ts';
import type { Requirement } from '#shared/model/requirement.ts';
import type { Task } from '#shared/model/task.ts';
import type { Bridge } from '../../bridge/bridge.ts';
import type { AgentTools } from '../../ports/agent.ts';
import type { Blobs } from '../../store/blobs.ts';
import type { Worktrees } from '../../workspace/worktrees.ts';
import type { Holdings } from './file-law.ts';
import type { Join } from './join.ts';

/** What an attempt starts from. A milestone needs nothing but itself, and what meets in it. */
export type AttemptInput =
  | { kind: 'milestone'; attempt: Pick<Attempt, 'id'>; join?: Join }
  | {
      kind: 'work';
      attempt: Attempt;
      task: Task;
      project: Project;
      /** Whether a person allowed commands of this run without a sandbox. */
      unsandboxed: boolean;
      /** Name of what the plan builds. */
      name: string;
      plan: Task[];
      requirements: Requirement[];
      holdings: Holdings;
      /** Files that the tasks left behind on which this one depends. */
      produced: string[];
      /** Work of an earlier attempt that is taken up instead of asking the agent. */
      adopted?: KeptWork;
      /** The attempt whose conflict this one settles. */
      original?: Attempt;
    };

export type WorkInput = Extract<AttemptInput, { kind: 'work' }>;

export type AttemptTools = {
  bridge: Bridge;
  blobs: Pick<Blobs, 'get'>;
  worktrees: Worktrees;
  /** Path to hash of the files that every workspace begins with. */
  template(): Promise<Result<ReadonlyMap<string, string>>>;
  /** The tools of the agent for its worktree. */
  agentTools(worktree: string): AgentTools;
  /** Makes a fresh worktree ready to work in and returns what was copied into it. */
  prepare(worktree: string): Promise<Result<string[]>>;
  /** Keeps what the agent was given to read. */
  noteContext(context: AttemptContext): void;
  log(line: string): void;
};
