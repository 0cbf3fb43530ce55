import type { PlanTemplate, TemplateTask } from '../model/plan-template.ts';
import type { TaskDraft } from '../model/task.ts';
import { listed } from '../words.ts';
import { withName, withPlanName } from './entity-names.ts';
import { unique } from './reshape-plan.ts';

/** A task of the template for one entity of this run, or for the whole of it. */
export type Instance = {
  from: TemplateTask;
  entity: string | undefined;
  /** The planned task that it is. */
  draft: TaskDraft | undefined;
  key: string;
  keys: string[];
};

/** The tasks of a plan: what is used of the template in its order, and beside it the planned tasks that stay as they are. */
export function joinInstances(
  template: PlanTemplate,
  planName: string,
  used: readonly Instance[],
  own: readonly TaskDraft[],
  planned: readonly TaskDraft[],
): TaskDraft[] {
  const byKey = new Map(template.tasks.map((task) => [task.key, task]));
  /** Keys here of what a task of the template waits for; what is not used passes on to what it waited for itself. */
  const behind = (instance: Instance): string[] => {
    const reached = new Set<string>();
    const keys: string[] = [];
    const queue = [...instance.from.dependsOn];
    for (const next of queue) {
      if (reached.has(next)) continue;
      reached.add(next);
      const from = byKey.get(next);
      const same = used.filter((other) => other.from.key === next);
      const near =
        from?.entity === instance.from.entity
          ? same.filter(({ entity }) => entity === instance.entity)
          : same;
      if (near.length > 0) keys.push(...near.map(({ key }) => key));
      else queue.push(...(from?.dependsOn ?? []));
    }
    return keys;
  };
  const extra = own.map(({ key }) => key);
  const shaped = used.map((instance): TaskDraft => {
    const { from, entity, draft, key, keys } = instance;
    const filled = (pattern: string) => withPlanName(withName(pattern, entity), planName);
    const text = (pattern: string) => filled(pattern).replaceAll('{requirements}', () => listed(keys));
    // What stays as it was planned is still waited for, although the template knows nothing of it.
    const kept = draft?.dependsOn.filter((needed) => extra.includes(needed)) ?? [];
    const dependsOn = [...behind(instance), ...kept, ...(from.kind === 'review' ? extra : [])];
    return {
      key,
      title: (draft?.title ?? text(from.title)).slice(0, 200),
      brief: (draft?.brief ?? text(from.brief)).slice(0, 8_000),
      kind: from.kind,
      role: from.role,
      needs: from.needs,
      priority: from.priority,
      complexity: from.complexity,
      requirementKeys: keys,
      dependsOn: unique(dependsOn),
      ...(draft?.prefers === undefined ? {} : { prefers: draft.prefers }),
      expects: draft?.expects ?? from.expects.map(filled),
    };
  });
  const stays = new Set([...shaped.map(({ key }) => key), ...extra]);
  const left = own.map((draft) => ({ ...draft, dependsOn: through(draft.dependsOn, planned, stays) }));
  return [...shaped, ...left];
}

/** Dependencies on tasks that are gone pass on to what those waited for. */
function through(
  keys: readonly string[],
  planned: readonly TaskDraft[],
  stays: ReadonlySet<string>,
): string[] {
  const byKey = new Map(planned.map((draft) => [draft.key, draft]));
  const reached = new Set<string>();
  const found: string[] = [];
  const queue = [...keys];
  for (const next of queue) {
    if (reached.has(next)) continue;
    reached.add(next);
    if (stays.has(next)) found.push(next);
    else queue.push(...(byKey.get(next)?.dependsOn ?? []));
  }
  return found;
}
