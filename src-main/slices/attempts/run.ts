import type { Command } from '#shared/commands.ts';
import { type Fault, ok, type Result } from '#shared/faults.ts';
import { type Artifact, type Attempt, type AttemptOutput, NO_USAGE } from '#shared/model/attempt.ts';
import type { Project } from '#shared/model/project.ts';
import type { Requirement } from '#shared/model/requirement.ts';
import type { Task } from '#shared/model/task.ts';
import type { Bridge } from '../../bridge/bridge.ts';
import type { AgentTools, WorkReply } from '../../ports/agent.ts';
import { readTexts, sha256, writeInside } from '../../workspace/files.ts';
import { integrationBranch } from '../../workspace/template.ts';
import type { OpenWorktree, Worktrees } from '../../workspace/worktrees.ts';

/** What an attempt starts from. A milestone needs nothing but itself. */
export type AttemptInput =
  | { kind: 'milestone'; attempt: Pick<Attempt, 'id'> }
  | {
      kind: 'work';
      attempt: Attempt;
      task: Task;
      project: Project;
      /** Name of what the plan builds. */
      name: string;
      plan: Task[];
      requirements: Requirement[];
    };

export type WorkInput = Extract<AttemptInput, { kind: 'work' }>;

export type AttemptTools = {
  bridge: Bridge;
  worktrees: Worktrees;
  /** The tools of the agent for its worktree. */
  agentTools(worktree: string): AgentTools;
  log(line: string): void;
};

/** Lets the chosen agent do the task in a worktree of its own, and commits what the worktree shows. */
export async function runAttempt(input: AttemptInput, tools: AttemptTools): Promise<Result<Command[]>> {
  if (input.kind === 'milestone')
    return ok([{ type: 'attempts.succeed', attemptId: input.attempt.id, output: REACHED }]);
  const { attempt, task, project } = input;
  const { root } = project;
  const branch = await integrationBranch(root);
  if (!branch.ok) return branch;
  const place = { root, attemptId: attempt.id, branch: branch.value };
  const worktree = await tools.worktrees.open({ ...place, taskKey: task.key });
  if (!worktree.ok) return worktree;
  const output = await workIn(worktree.value, input, tools);
  if (output.ok) return ok([{ type: 'attempts.succeed', attemptId: attempt.id, output: output.value }]);
  await tools.worktrees.remove({ ...place, abandon: true });
  return output;
}

async function workIn(
  worktree: OpenWorktree,
  input: WorkInput,
  tools: AttemptTools,
): Promise<Result<AttemptOutput>> {
  const { attempt, task, project, name, plan, requirements } = input;
  tools.log(`${task.key} "${task.title}", attempt ${attempt.number}. ${attempt.agentReason}`);
  const files = await readTexts(worktree.path);
  if (!files.ok) return files;
  const reply = await tools.bridge.work(
    attempt.agentId,
    {
      name,
      task,
      plan,
      requirements,
      files: files.value.files,
      ...(attempt.feedback === undefined ? {} : { feedback: attempt.feedback }),
    },
    tools.agentTools(worktree.path),
  );
  if (!reply.ok) return reply;
  const before = files.value.files;
  if (reply.value.files.every(({ path, content }) => before.get(path) === content))
    return unchanged(reply.value, worktree.baseCommit, tools);
  const unwritten = await writeFiles(worktree.path, reply.value, tools);
  if (unwritten) return { ok: false, fault: unwritten };
  const commit = await tools.worktrees.commit({
    root: project.root,
    attemptId: attempt.id,
    baseCommit: worktree.baseCommit,
    message: `${task.key} ${task.title}`,
    trailers: {
      'Orchestrator-Task': `${task.key} ${task.id}`,
      'Orchestrator-Attempt': attempt.id,
      'Orchestrator-Agent': attempt.agentId,
      ...(task.requirementKeys.length === 0
        ? {}
        : { 'Orchestrator-Requirements': task.requirementKeys.join(', ') }),
    },
  });
  if (!commit.ok) return commit;
  const { covers, gaps, summary, usage } = reply.value;
  const changed = new Set(commit.value.files.map(({ path }) => path));
  const standing = reply.value.files.filter(({ path }) => !changed.has(path)).map(standingFile);
  tools.log(`Committed ${commit.value.files.length} file(s) as ${commit.value.commit.slice(0, 10)}`);
  return ok({
    branch: commit.value.branch,
    baseCommit: worktree.baseCommit,
    commit: commit.value.commit,
    files: [...commit.value.files, ...standing],
    covers,
    gaps,
    summary,
    usage,
  });
}

/** An earlier run already left every file as it should be: there is nothing to commit, but the checks still look at it. */
function unchanged(
  { files, covers, gaps, summary, usage }: WorkReply,
  baseCommit: string,
  tools: AttemptTools,
): Result<AttemptOutput> {
  tools.log(`${files.length} file(s) stand already as they should`);
  return ok({ baseCommit, files: files.map(standingFile), covers, gaps, summary, usage });
}

/** A file of the reply that stood in the workspace as it should: it is part of the result like the others. */
function standingFile({ path, content }: WorkReply['files'][number]): Artifact {
  return { path, sha256: sha256(content), bytes: Buffer.byteLength(content), change: 'modified' };
}

async function writeFiles(root: string, reply: WorkReply, tools: AttemptTools): Promise<Fault | undefined> {
  for (const { path, content } of reply.files) {
    const written = await writeInside(root, path, content);
    if (!written.ok) return written.fault;
    tools.log(`Wrote ${path} (${written.value.bytes} bytes)`);
  }
  return undefined;
}

const REACHED: AttemptOutput = { files: [], covers: [], gaps: [], summary: 'Reached.', usage: NO_USAGE };
