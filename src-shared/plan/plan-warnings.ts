import { criticalPath } from '../graph.ts';
import type { PlanWarning } from '../model/plan-edit.ts';
import type { TaskDraft } from '../model/task.ts';
import { counted, listed } from '../words.ts';
import {
  carryingNothing,
  depthOf,
  isCrumb,
  mostInOneTask,
  PLAN_LIMITS,
  type RequirementRef,
} from './weigh-plan.ts';

/** Plans smaller than this have no shape to speak of. */
const SHAPE_FROM = 6;
/** The part of all work in one chain from which hardly anything goes side by side. */
const CHAIN_SHARE = 0.8;
/** Files of more tasks than this are not looked into: every pair of writers is compared. */
const WRITERS_LOOKED_AT = 40;

/** What a person should know of a sound plan before approving it. */
export function planWarnings(
  drafts: readonly TaskDraft[],
  requirements: readonly RequirementRef[],
): PlanWarning[] {
  return [
    ...heavy(drafts, requirements.length),
    ...nothing(drafts),
    ...crumbs(drafts),
    ...chain(drafts),
    ...spread(drafts),
    ...unserved(drafts, requirements),
    ...sameFile(drafts),
  ];
}

function heavy(drafts: readonly TaskDraft[], requirements: number): PlanWarning[] {
  const half = mostInOneTask(requirements) / 2;
  const named = drafts.filter(
    ({ kind, requirementKeys }) => kind === 'feature' && requirementKeys.length > half,
  );
  return named.map((draft) => ({
    rule: 'heavy',
    tasks: [draft.key],
    message: `${draft.key} carries ${draft.requirementKeys.length} of ${requirements} requirements; think of splitting it.`,
  }));
}

function nothing(drafts: readonly TaskDraft[]): PlanWarning[] {
  const keys = carryingNothing(drafts).map(({ key }) => key);
  if (keys.length === 0) return [];
  const message = `${listed(keys)}: serves no requirement, and nothing waits for it.`;
  return [{ rule: 'carries_nothing', tasks: keys, message }];
}

function crumbs(drafts: readonly TaskDraft[]): PlanWarning[] {
  const keys = drafts.filter(isCrumb).map(({ key }) => key);
  if (keys.length < 3 || keys.length <= drafts.length / 3) return [];
  const message = `${listed(keys)} are trivial, with one requirement or none; merging them saves worktrees and checks.`;
  return [{ rule: 'crumbs', tasks: keys, message }];
}

function chain(drafts: readonly TaskDraft[]): PlanWarning[] {
  const nodes = drafts.map(({ key, dependsOn, complexity }) => ({ id: key, dependsOn, weight: complexity }));
  const { ids, weight } = criticalPath(nodes);
  const all = drafts.reduce((sum, { complexity }) => sum + complexity, 0);
  const warnings: PlanWarning[] = [];
  if (drafts.length >= SHAPE_FROM && weight >= all * CHAIN_SHARE) {
    const message = `${ids.length} of ${drafts.length} tasks wait one for the other, so hardly anything goes side by side.`;
    warnings.push({ rule: 'one_chain', tasks: ids, message });
  }
  const depth = depthOf(drafts);
  if (depth > PLAN_LIMITS.depth / 2) {
    warnings.push({ rule: 'deep', tasks: ids, message: `The longest chain has ${depth} tasks.` });
  }
  return warnings;
}

function spread(drafts: readonly TaskDraft[]): PlanWarning[] {
  const hard = drafts.filter(({ complexity }) => complexity === 5).map(({ key }) => key);
  if (drafts.length < SHAPE_FROM || hard.length === 0) return [];
  const all = drafts.reduce((sum, { complexity }) => sum + complexity, 0);
  const part = Math.round(((hard.length * 5) / all) * 100);
  if (part < 40 || hard.length > drafts.length / 3) return [];
  const message = `${listed(hard)}: ${part} % of all the work lies in ${counted(hard.length, 'hard task')}.`;
  return [{ rule: 'uneven', tasks: hard, message }];
}

function unserved(drafts: readonly TaskDraft[], requirements: readonly RequirementRef[]): PlanWarning[] {
  const served = new Set(drafts.flatMap((draft) => draft.requirementKeys));
  const open = requirements.filter(({ key }) => !served.has(key)).map(({ key }) => key);
  if (open.length === 0) return [];
  return [{ rule: 'unserved', tasks: [], message: `No task serves ${listed(open)}.` }];
}

/** Two tasks that write the same file side by side end in a conflict when the second one is merged. */
function sameFile(drafts: readonly TaskDraft[]): PlanWarning[] {
  const byPath = new Map<string, TaskDraft[]>();
  for (const draft of drafts) {
    for (const path of new Set(draft.expects)) byPath.set(path, [...(byPath.get(path) ?? []), draft]);
  }
  const above = ancestors(drafts);
  return [...byPath].flatMap(([path, writers]): PlanWarning[] => {
    if (writers.length > WRITERS_LOOKED_AT) return [];
    const loose = writers.find((one, at) =>
      writers.slice(at + 1).some((other) => !above(one.key).has(other.key) && !above(other.key).has(one.key)),
    );
    if (!loose) return [];
    const tasks = writers.map(({ key }) => key);
    const message = `${listed(tasks)} leave ${path}, and neither waits for the other: link them, or expect a conflict.`;
    return [{ rule: 'same_file', tasks, message }];
  });
}

/** Everything a task waits for, found once per task that is asked about. */
function ancestors(drafts: readonly TaskDraft[]): (key: string) => ReadonlySet<string> {
  const byKey = new Map(drafts.map((draft) => [draft.key, draft]));
  const known = new Map<string, Set<string>>();
  return (key) => {
    const found = known.get(key);
    if (found) return found;
    const reached = new Set<string>();
    const queue = [...(byKey.get(key)?.dependsOn ?? [])];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (reached.has(next)) continue;
      reached.add(next);
      queue.push(...(byKey.get(next)?.dependsOn ?? []));
    }
    known.set(key, reached);
    return reached;
  };
}
