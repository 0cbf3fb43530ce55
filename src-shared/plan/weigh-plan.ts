import { layers } from '../graph.ts';
import type { Requirement } from '../model/requirement.ts';
import type { TaskDraft, TaskKind } from '../model/task.ts';

/** What a plan may weigh. Shares are of all requirements or of all tasks, between 0 and 1. */
export const PLAN_LIMITS = {
  tasks: 500,
  /** Tasks in the longest chain. */
  depth: 60,
  requirementsPerTask: 60,
  /** The part of all requirements that one task may carry, where there are `shareFrom` or more. */
  share: 0.6,
  shareFrom: 30,
  /** The part of all tasks that may be crumbs, where there are `crumbsFrom` or more. */
  crumbShare: 0.5,
  crumbsFrom: 16,
} as const;

/** These speak of requirements or mark a point; they are no load. */
const SPEAKS: ReadonlySet<TaskKind> = new Set(['architecture', 'scaffold', 'review', 'milestone']);

export type RequirementRef = Pick<Requirement, 'key' | 'level'>;

/** Requirements that one task may carry in a plan for that many. */
export function mostInOneTask(requirements: number): number {
  const { requirementsPerTask, share, shareFrom } = PLAN_LIMITS;
  return requirements < shareFrom
    ? requirementsPerTask
    : Math.min(requirementsPerTask, Math.floor(requirements * share));
}

/** Tasks that carry more than one attempt can do well. */
export function giantsIn(drafts: readonly TaskDraft[], requirements: number): TaskDraft[] {
  const most = mostInOneTask(requirements);
  return drafts.filter((draft) => !SPEAKS.has(draft.kind) && draft.requirementKeys.length > most);
}

/** A trivial task that serves one requirement or none costs more in worktree, checks and merge than in work. */
export function isCrumb({ kind, complexity, requirementKeys }: TaskDraft): boolean {
  return !SPEAKS.has(kind) && complexity === 1 && requirementKeys.length <= 1;
}

/** Crumbs, where a plan has too many of them; else none. */
export function tooManyCrumbs(drafts: readonly TaskDraft[]): TaskDraft[] {
  if (drafts.length < PLAN_LIMITS.crumbsFrom) return [];
  const crumbs = drafts.filter(isCrumb);
  return crumbs.length > drafts.length * PLAN_LIMITS.crumbShare ? crumbs : [];
}

/** Tasks in the longest chain. */
export function depthOf(drafts: readonly TaskDraft[]): number {
  return layers(drafts.map(({ key, dependsOn }) => ({ id: key, dependsOn }))).length;
}

/** Tasks that serve no requirement and that nothing waits for. */
export function carryingNothing(drafts: readonly TaskDraft[]): TaskDraft[] {
  const needed = new Set(drafts.flatMap((draft) => draft.dependsOn));
  return drafts.filter(
    (draft) => draft.requirementKeys.length === 0 && !needed.has(draft.key) && draft.kind !== 'review',
  );
}
