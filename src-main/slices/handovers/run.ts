import type { Command } from '#shared/commands.ts';
import { ok, type Result } from '#shared/faults.ts';
import { HANDOVER_PATHS, type Handover } from '#shared/model/handover.ts';
import type { Project } from '#shared/model/project.ts';
import type { Run } from '#shared/model/run.ts';
import { planHandover } from '../../workspace/guest.ts';
import { integrationBranch } from '../../workspace/template.ts';
import type { Worktrees } from '../../workspace/worktrees.ts';

/** Offers what the integration branch has and the person's branch has not; nothing where that is nothing. */
export async function offerHandover(project: Project, runId: string): Promise<Result<Command[]>> {
  const branch = await integrationBranch(project.root);
  if (!branch.ok) return branch;
  const plan = await planHandover(project.root, branch.value);
  if (!plan.ok) return plan;
  if (plan.value === undefined) return ok([]);
  const { into, commit, paths } = plan.value;
  const handover: Handover = {
    ...{ runId, projectId: project.id, from: branch.value, into, commit },
    ...{ paths: paths.slice(0, HANDOVER_PATHS), files: paths.length, state: 'offered' },
  };
  return ok([{ type: 'handovers.offer', handover }]);
}

export type HandoverInput = { handover: Handover; project: Project; run: Pick<Run, 'title'> };

/** Merges the work into the person's branch. Files with their own open changes make it a `conflict`; nothing changes then. */
export async function handOver(
  { handover, project, run }: HandoverInput,
  { worktrees }: { worktrees: Worktrees },
): Promise<Result<Command[]>> {
  const { runId, into, commit } = handover;
  const merged = await worktrees.merge({
    ...{ root: project.root, branch: into, commit, attemptId: `handover-${runId}` },
    message: `Merge the finished work of ${run.title.replace(/\s+/g, ' ')}`,
  });
  if (!merged.ok) return merged;
  return ok([{ type: 'handovers.finish', runId, commit: merged.value.commit }]);
}
