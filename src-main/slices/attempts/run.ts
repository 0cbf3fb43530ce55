import type { Command } from '#shared/commands.ts';
import { type Fault, ok, type Result } from '#shared/faults.ts';
import { type AttemptOutput, NO_USAGE } from '#shared/model/attempt.ts';
import type { WorkReply } from '../../ports/agent.ts';
import { readTexts, removeInside, writeText } from '../../workspace/files.ts';
import { integrationBranch } from '../../workspace/template.ts';
import type { OpenWorktree } from '../../workspace/worktrees.ts';
import type { AttemptInput, AttemptTools, WorkInput } from './attempt-input.ts';
import { handIn, type Outcome } from './hand-in.ts';
import { checkJoin, type Join } from './join.ts';
import { settleIn } from './settle-in.ts';

/** Lets the chosen agent do the task in a worktree of its own, and commits what the worktree shows. */
export async function runAttempt(input: AttemptInput, tools: AttemptTools): Promise<Result<Command[]>> {
  if (input.kind === 'milestone') {
    const reached = input.join ? await checkMerged(input.join, input.attempt.id, tools) : ok(REACHED);
    if (!reached.ok) return reached;
    return ok([{ type: 'attempts.succeed', attemptId: input.attempt.id, output: reached.value }]);
  }
  const { attempt, task, project, adopted } = input;
  const { root } = project;
  const branch = await integrationBranch(root);
  if (!branch.ok) return branch;
  const place = { root, attemptId: attempt.id, branch: branch.value };
  const from = adopted === undefined ? {} : { from: adopted.baseCommit };
  const worktree = await tools.worktrees.open({ ...place, taskKey: task.key, ...from });
  if (!worktree.ok) return worktree;
  const outcome = input.original
    ? await settleReady(worktree.value, { ...input, original: input.original }, tools)
    : await workIn(worktree.value, branch.value, input, tools);
  const { id: attemptId } = attempt;
  const { output, held } = outcome.ok ? outcome.value : {};
  if (output) return ok([{ type: 'attempts.succeed', attemptId, output }]);
  // What was committed stays reachable by a snapshot ref; that is where held work is found again.
  const removed = await tools.worktrees.remove({ ...place, abandon: true });
  if (!outcome.ok) return outcome;
  if (!removed.ok) return removed;
  return ok(held ? [{ type: 'attempts.hold', attemptId, ...held }] : []);
}

function checkMerged(join: Join, attemptId: string, tools: AttemptTools): Promise<Result<AttemptOutput>> {
  const check = async (worktree: string) => {
    const ready = await tools.prepare(worktree);
    return ready.ok ? ok(await tools.agentTools(worktree).check()) : ready;
  };
  return checkJoin(join, attemptId, { worktrees: tools.worktrees, check, log: tools.log });
}

/** What a person settled is checked like any work, so its worktree has to be made ready for that. */
async function settleReady(
  worktree: OpenWorktree,
  input: Parameters<typeof settleIn>[1] & WorkInput,
  tools: AttemptTools,
): Promise<Result<Outcome>> {
  const ready = await makeReady(worktree, input, tools);
  return ready.ok ? settleIn(worktree, input, tools) : ready;
}

async function workIn(
  worktree: OpenWorktree,
  branch: string,
  input: WorkInput,
  tools: AttemptTools,
): Promise<Result<Outcome>> {
  const { attempt, task, project, adopted } = input;
  tools.log(`${task.key} "${task.title}", attempt ${attempt.number}. ${attempt.agentReason}`);
  if (adopted === undefined) {
    const reply = await askAgent(worktree, input, tools);
    if (!reply.ok) return reply;
    const unwritten = await writeFiles(worktree.path, reply.value, tools);
    if (unwritten) return { ok: false, fault: unwritten };
    return handIn({ ...input, branch, worktree, work: reply.value }, tools);
  }
  const ready = await makeReady(worktree, input, tools);
  if (!ready.ok) return ready;
  const { baseCommit } = worktree;
  const shown = await tools.worktrees.show(
    { root: project.root, attemptId: attempt.id, baseCommit },
    adopted.commit,
  );
  if (!shown.ok) return shown;
  const { covers, gaps, summary } = adopted;
  const work: WorkReply = { kind: 'work', files: [], covers, gaps, summary, usage: NO_USAGE };
  return handIn({ ...input, branch, worktree, work }, tools);
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

async function askAgent(
  worktree: OpenWorktree,
  input: WorkInput,
  tools: AttemptTools,
): Promise<Result<WorkReply>> {
  // Read before anything is copied in: an agent is never told what git leaves out.
  const read = await readTexts(worktree.path);
  if (!read.ok) return read;
  const ready = await makeReady(worktree, input, tools);
  if (!ready.ok) return ready;
  const { attempt, project, task, name, plan, requirements, produced } = input;
  const { folder } = project.settings;
  const { feedback } = attempt;
  const work = { name, folder, task, plan, requirements, ...(feedback === undefined ? {} : { feedback }) };
  const chosen = await tools.bridge.choose(attempt.agentId, work, { ...read.value, produced });
  if (!chosen.ok) return chosen;
  tools.noteContext(chosen.value.context);
  return tools.bridge.work(attempt.agentId, work, chosen.value, tools.agentTools(worktree.path));
}

async function writeFiles(root: string, reply: WorkReply, tools: AttemptTools): Promise<Fault | undefined> {
  for (const path of reply.removes ?? []) {
    const removed = await removeInside(root, path);
    if (!removed.ok) return removed.fault;
    tools.log(`Removed ${path}`);
  }
  for (const { path, content } of reply.files) {
    const written = await writeText(root, path, content);
    if (!written.ok) return written.fault;
    tools.log(`Wrote ${path} (${written.value.bytes} bytes)`);
  }
  return undefined;
}

const REACHED: AttemptOutput = { files: [], covers: [], gaps: [], summary: 'Reached.', usage: NO_USAGE };
