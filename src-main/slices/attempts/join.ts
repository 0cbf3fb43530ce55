import { fail, ok, type Result } from '#shared/faults.ts';
import { type AttemptOutput, NO_USAGE } from '#shared/model/attempt.ts';
import type { CheckResult, Finding } from '#shared/model/check.ts';
import type { Project } from '#shared/model/project.ts';
import type { Requirement } from '#shared/model/requirement.ts';
import type { Task } from '#shared/model/task.ts';
import { integrationBranch } from '../../workspace/template.ts';
import type { Worktrees } from '../../workspace/worktrees.ts';

/** A task whose merged work meets that of others. */
export type Part = { key: string; title: string; files: readonly string[] };

/** A milestone in which several branches of the plan meet. */
export type Join = {
  task: Task;
  project: Project;
  requirements: Requirement[];
  parts: readonly Part[];
  /** Whether a person allowed commands of this run without a sandbox. */
  unsandboxed: boolean;
};

export type JoinTools = {
  worktrees: Worktrees;
  /** Makes the worktree ready and checks it. */
  check(worktree: string): Promise<Result<CheckResult[]>>;
  log(line: string): void;
};

/** Findings that are told in the question. */
const MOST_TOLD = 5;

/**
 * Checks the merged state as a whole, in a worktree of its own at the tip of the integration branch: each part passed by
 * itself, which says nothing of them together. Fails with `refused`, naming the parts that the findings point at.
 */
export async function checkJoin(
  { task, project, parts }: Join,
  attemptId: string,
  tools: JoinTools,
): Promise<Result<AttemptOutput>> {
  const branch = await integrationBranch(project.root);
  if (!branch.ok) return branch;
  const place = { root: project.root, attemptId, branch: branch.value };
  const worktree = await tools.worktrees.open({ ...place, taskKey: task.key });
  if (!worktree.ok) return worktree;
  const keys = parts.map(({ key }) => key).join(', ');
  tools.log(
    `${keys} meet here: checking ${branch.value} at ${worktree.value.baseCommit.slice(0, 10)} as a whole`,
  );
  const checked = await tools.check(worktree.value.path);
  await tools.worktrees.remove({ ...place, abandon: true });
  if (!checked.ok) return checked;
  const checks = checked.value;
  const findings = checks.flatMap((check) => check.findings.filter(({ severity }) => severity === 'error'));
  const words = checks.map(({ kind, verdict, summary }) => `${kind}: ${verdict}, ${summary}`).join('; ');
  tools.log(words);
  if (checks.every(({ verdict }) => verdict !== 'fail')) {
    const isSeen = checks.some(({ verdict }) => verdict === 'pass');
    const summary = `${keys} ${isSeen ? 'work together' : 'meet; nothing could be checked'}. ${words}`;
    return ok({ files: [], covers: [], gaps: [], summary, usage: NO_USAGE });
  }
  const told = findings
    .slice(0, MOST_TOLD)
    .map(({ file, message }) => (file ? `${file}: ${message}` : message));
  const suspects = findSuspects(parts, findings);
  const named = suspects.map(({ key, title }) => `${key} "${title}"`).join(', ');
  return fail('refused', `Each of ${keys} passed its checks, but together they fail: ${told.join('; ')}`, {
    hint: `Suspects: ${named}. What was merged is kept. Mend it in the workspace and check again.`,
  });
}

/** The parts that left a file which a finding is about, the most often named first; all of them where none is named. */
export function findSuspects(parts: readonly Part[], findings: readonly Finding[]): Part[] {
  const score = ({ files }: Part) =>
    findings.filter(({ file }) => file !== undefined && files.includes(file)).length;
  const named = parts.filter((part) => score(part) > 0).toSorted((a, b) => score(b) - score(a));
  return named.length > 0 ? named : [...parts];
}
