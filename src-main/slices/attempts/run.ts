import type { Command } from '#shared/commands.ts';
import { type Fault, ok, type Result } from '#shared/faults.ts';
import { type Artifact, type Attempt, type AttemptOutput, NO_USAGE } from '#shared/model/attempt.ts';
import type { Project } from '#shared/model/project.ts';
import type { Requirement } from '#shared/model/requirement.ts';
import type { Task } from '#shared/model/task.ts';
import type { Bridge } from '../../bridge/bridge.ts';
import type { AgentTools, WorkReply } from '../../ports/agent.ts';
import type { Blobs } from '../../store/blobs.ts';
import { readTexts, sha256, writeInside } from '../../workspace/files.ts';
import { integrationBranch } from '../../workspace/template.ts';
import type { OpenWorktree, Worktrees } from '../../workspace/worktrees.ts';
import { commitWork } from './commit-work.ts';
import { checkJoin, type Join } from './join.ts';
import { settleIn } from './settle-in.ts';

/** What an attempt starts from. A milestone needs nothing but itself. */
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
      /** The attempt whose conflict this one settles. */
      original?: Attempt;
    };

export type WorkInput = Extract<AttemptInput, { kind: 'work' }>;

export type AttemptTools = {
  bridge: Bridge;
  blobs: Pick<Blobs, 'get'>;
  worktrees: Worktrees;
  /** The tools of the agent for its worktree. */
  agentTools(worktree: string): AgentTools;
  /** Makes a fresh worktree ready to work in and returns what was copied into it. */
  prepare(worktree: string): Promise<Result<string[]>>;
  log(line: string): void;
};

/** Lets the chosen agent do the task in a worktree of its own, and commits what the worktree shows. */
export async function runAttempt(input: AttemptInput, tools: AttemptTools): Promise<Result<Command[]>> {
  if (input.kind === 'milestone') {
    const reached = input.join ? await checkMerged(input.join, input.attempt.id, tools) : ok(REACHED);
    if (!reached.ok) return reached;
    return ok([{ type: 'attempts.succeed', attemptId: input.attempt.id, output: reached.value }]);
  }
  const { attempt, task, project } = input;
  const { root } = project;
  const branch = await integrationBranch(root);
  if (!branch.ok) return branch;
  const place = { root, attemptId: attempt.id, branch: branch.value };
  const worktree = await tools.worktrees.open({ ...place, taskKey: task.key });
  if (!worktree.ok) return worktree;
  const output = await (input.original
    ? settleReady(worktree.value, { ...input, original: input.original }, tools)
    : workIn(worktree.value, input, tools));
  if (output.ok) return ok([{ type: 'attempts.succeed', attemptId: attempt.id, output: output.value }]);
  await tools.worktrees.remove({ ...place, abandon: true });
  return output;
}

function checkMerged(join: Join, attemptId: string, tools: AttemptTools): Promise<Result<AttemptOutput>> {
  const check = (worktree: string) => tools.agentTools(worktree).check();
  return checkJoin(join, attemptId, { worktrees: tools.worktrees, check, log: tools.log });
}

/** What a person settled is checked like any work, so its worktree has to be made ready for that. */
async function settleReady(
  worktree: OpenWorktree,
  input: Parameters<typeof settleIn>[1] & WorkInput,
  tools: AttemptTools,
): Promise<Result<AttemptOutput>> {
  const ready = await makeReady(worktree, input, tools);
  return ready.ok ? settleIn(worktree, input, tools) : ready;
}

async function workIn(
  worktree: OpenWorktree,
  input: WorkInput,
  tools: AttemptTools,
): Promise<Result<AttemptOutput>> {
  const { attempt, task, project, name, plan, requirements } = input;
  tools.log(`${task.key} "${task.title}", attempt ${attempt.number}. ${attempt.agentReason}`);
  // Read before anything is copied in: an agent is never told what git leaves out.
  const files = await readTexts(worktree.path);
  if (!files.ok) return files;
  const ready = await makeReady(worktree, input, tools);
  if (!ready.ok) return ready;
  const reply = await tools.bridge.work(
    attempt.agentId,
    {
      name,
      folder: project.settings.folder,
      task,
      plan,
      requirements,
      files: files.value.files,
      ...(attempt.feedback === undefined ? {} : { feedback: attempt.feedback }),
    },
    tools.agentTools(worktree.path),
  );
  if (!reply.ok) return reply;
  if (reply.value.files.every(({ path, content }) => files.value.files.get(path) === content))
    return unchanged(reply.value, worktree.baseCommit, tools);
  const unwritten = await writeFiles(worktree.path, reply.value, tools);
  if (unwritten) return { ok: false, fault: unwritten };
  const commit = await commitWork(worktree, input, tools.worktrees);
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

/** Copies what git leaves out, runs the set-up command, and keeps both out of commits. */
async function makeReady(
  worktree: OpenWorktree,
  { attempt, project }: WorkInput,
  { prepare, worktrees }: AttemptTools,
): Promise<Result<undefined>> {
  if (project.settings.copy.length === 0 && project.settings.setUp === null) return ok(undefined);
  const copied = await prepare(worktree.path);
  if (!copied.ok) return copied;
  return worktrees.leaveOut({ root: project.root, attemptId: attempt.id, copied: copied.value });
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
