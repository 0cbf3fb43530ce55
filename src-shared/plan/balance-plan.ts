import type { Requirement } from '../model/requirement.ts';
import type { TaskDraft } from '../model/task.ts';
import { mergeTasks, splitTask } from './reshape-plan.ts';
import { giantsIn, isCrumb, mostInOneTask, PLAN_LIMITS, tooManyCrumbs } from './weigh-plan.ts';

type Placed = Pick<Requirement, 'key' | 'kind' | 'source'>;

/** Crumbs that are merged into one task. */
const MERGED_AT_MOST = 5;

/**
 * A plan without giants and without heaps of crumbs, as far as that can be had: giants become chained parts by section and
 * kind of their requirements, crumbs of the same kind that wait for the same tasks become one. Tasks in `locked` stay as they are.
 * The same plan always gives the same result.
 */
export function balancePlan(
  drafts: readonly TaskDraft[],
  requirements: readonly Placed[],
  locked: ReadonlySet<string> = new Set(),
): TaskDraft[] {
  const most = mostInOneTask(requirements.length);
  let balanced = [...drafts];
  for (const giant of giantsIn(drafts, requirements.length)) {
    if (locked.has(giant.key) || balanced.length >= PLAN_LIMITS.tasks) continue;
    const parts = portions(giant.requirementKeys, requirements, most);
    const into = parts.map((requirementKeys, at) => ({
      title: `${giant.title}, part ${at + 1} of ${parts.length}`.slice(0, 200),
      requirementKeys,
      expects: giant.expects,
    }));
    balanced = splitTask(balanced, giant.key, into, true);
  }
  if (tooManyCrumbs(balanced).length > 0) {
    for (const keys of heaps(balanced.filter((draft) => !locked.has(draft.key))))
      balanced = mergeTasks(balanced, keys);
  }
  return balanced;
}

/** Requirements that stand in the same section and are of the same kind stay together where they fit. */
function portions(keys: readonly string[], requirements: readonly Placed[], most: number): string[][] {
  const own = new Set(keys);
  const groups = new Map<string, string[]>();
  for (const { key, kind, source } of requirements) {
    if (!own.has(key)) continue;
    const group = JSON.stringify([source.headings, kind]);
    groups.set(group, [...(groups.get(group) ?? []), key]);
  }
  const fair = Math.ceil(keys.length / Math.ceil(keys.length / most));
  const parts: string[][] = [];
  for (const group of groups.values()) {
    for (let start = 0; start < group.length; start += fair) {
      const piece = group.slice(start, start + fair);
      const last = parts.at(-1);
      if (last && last.length + piece.length <= fair) last.push(...piece);
      else parts.push(piece);
    }
  }
  return parts;
}

/** Keys of crumbs that may become one task. */
function heaps(drafts: readonly TaskDraft[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const draft of drafts.filter(isCrumb)) {
    const { kind, role, needs, dependsOn, prefers } = draft;
    const group = JSON.stringify([kind, role, needs, [...dependsOn].sort(), prefers]);
    groups.set(group, [...(groups.get(group) ?? []), draft.key]);
  }
  return [...groups.values()].flatMap((keys) => {
    const pieces: string[][] = [];
    for (let start = 0; start < keys.length; start += MERGED_AT_MOST)
      pieces.push(keys.slice(start, start + MERGED_AT_MOST));
    return pieces.filter((piece) => piece.length > 1);
  });
}
