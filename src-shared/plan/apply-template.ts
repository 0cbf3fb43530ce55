import type { PlanTemplate, RequirementSlot, TemplateTask } from '../model/plan-template.ts';
import type { TaskDraft } from '../model/task.ts';
import { listed } from '../words.ts';
import { entitiesIn, withName, wordsOf } from './entity-names.ts';
import { type Instance, joinInstances } from './join-instances.ts';
import { nextKey, unique } from './reshape-plan.ts';
import { type Described, type Spoken, slotOf, speaksOf, spoken } from './save-template.ts';
import { PLAN_LIMITS } from './weigh-plan.ts';

export type Applied = {
  tasks: TaskDraft[];
  /** What did not fit, in sentences for a person. */
  said: string[];
};

/** Points from which a requirement counts as fitting a task; see `createPoints`. */
const FITS_FROM = 3;
/** Likeness of two titles, between 0 and 1, from which tasks about the whole are the same. */
const LIKE_FROM = 0.3;

/**
 * Gives a planned set of tasks the shape of a template. Planned tasks that are in the template keep their words and files and take
 * on its roles, priorities, weights and order; what the template has besides is added where it finds requirements; what fits
 * nowhere stays in its own task. The same input always gives the same tasks.
 */
export function applyTemplate(
  template: PlanTemplate,
  { name, tasks: planned }: { name: string; tasks: readonly TaskDraft[] },
  described: readonly Described[],
): Applied {
  const requirements = described.map(spoken);
  const entityOf = entitiesIn(planned);
  const instances = instantiate(template, planned, entityOf, requirements);
  claimDrafts(instances, planned, entityOf);
  const claimed = new Set(instances.flatMap(({ draft }) => draft ?? []));
  const loose = planned.filter((draft) => !claimed.has(draft));
  const moved = placeRequirements(instances, loose, requirements);
  const used = instances.filter(
    ({ from, draft, keys }) => draft || keys.length > 0 || from.slots.length === 0,
  );
  giveKeys(used, planned);
  const own = loose.flatMap((draft) => {
    const left = draft.requirementKeys.filter((key) => !moved.has(key));
    return left.length > 0 || draft.kind === 'milestone' ? [{ ...draft, requirementKeys: left }] : [];
  });
  const tasks = joinInstances(template, name, used, own, planned);
  return { tasks, said: report(template, used, instances, loose, own) };
}

function instantiate(
  template: PlanTemplate,
  planned: readonly TaskDraft[],
  entityOf: ReadonlyMap<string, string>,
  requirements: readonly Spoken[],
): Instance[] {
  const groupOf = new Map(
    unique([...entityOf.values()]).map((entity) => [
      entity,
      closestGroup(template, entity, planned, requirements),
    ]),
  );
  const instances = template.tasks.flatMap((from): Instance[] => {
    const blank = { from, draft: undefined, key: '' };
    if (from.entity === undefined) return [{ ...blank, keys: [], entity: undefined }];
    const entities = [...groupOf].filter(([, group]) => group === from.entity).map(([entity]) => entity);
    return entities.map((entity) => ({ ...blank, keys: [], entity }));
  });
  // More could not become a plan anyway.
  return instances.slice(0, PLAN_LIMITS.tasks);
}

/** The group of the template whose slots are most like the requirements that speak of an entity. */
function closestGroup(
  template: PlanTemplate,
  entity: string,
  planned: readonly TaskDraft[],
  requirements: readonly Spoken[],
): number | undefined {
  const about = requirements.filter((requirement) => speaksOf(requirement, entity));
  const kinds = about.map(({ kind }) => kind);
  const size = planned.filter((draft) => wordsOf(draft.title).join(' ').includes(entity)).length;
  const groups = unique(template.tasks.flatMap((task) => task.entity ?? []));
  const scored = groups.map((group) => {
    const members = template.tasks.filter((task) => task.entity === group);
    const slots = members.flatMap((task) => task.slots.map(({ kind }) => kind));
    return { group, score: likeness(kinds, slots) - Math.abs(members.length - size) };
  });
  return scored.toSorted((a, b) => b.score - a.score || a.group - b.group)[0]?.group;
}

/** Finds for each instance the planned task that it is, the most alike first. */
function claimDrafts(
  instances: Instance[],
  planned: readonly TaskDraft[],
  entityOf: ReadonlyMap<string, string>,
): void {
  const titles = new Map(planned.map((draft) => [draft, wordsOf(draft.title)]));
  const pairs = instances.flatMap((instance, at) => {
    const words = wordsOf(withName(instance.from.title, instance.entity));
    const files = instance.from.expects.map((path) => withName(path, instance.entity));
    return planned.flatMap((draft, order) => {
      if (draft.kind !== instance.from.kind || entityOf.get(draft.key) !== instance.entity) return [];
      const score = likeness(words, titles.get(draft) ?? []) + likeness(files, draft.expects);
      return score >= LIKE_FROM ? [{ instance, draft, score, at, order }] : [];
    });
  });
  const taken = new Set<TaskDraft>();
  for (const { instance, draft } of pairs.sort(
    (a, b) => b.score - a.score || a.at - b.at || a.order - b.order,
  )) {
    if (instance.draft || taken.has(draft)) continue;
    instance.draft = draft;
    instance.keys = [...draft.requirementKeys];
    taken.add(draft);
  }
}

/** Moves what only left-over tasks serve to where the template has a slot for it. Returns the keys that found a place. */
function placeRequirements(
  instances: readonly Instance[],
  loose: readonly TaskDraft[],
  requirements: readonly Spoken[],
): Set<string> {
  const placed = new Set(instances.flatMap(({ keys }) => keys));
  const open = new Set(loose.flatMap(({ requirementKeys }) => requirementKeys));
  const pointsFor = createPoints();
  for (const requirement of requirements) {
    if (!open.has(requirement.key) || placed.has(requirement.key)) continue;
    let best: { instance: Instance; score: number } | undefined;
    for (const instance of instances) {
      const score = pointsFor(requirement, instance);
      if (score >= FITS_FROM && score > (best?.score ?? 0)) best = { instance, score };
    }
    if (!best) continue;
    best.instance.keys.push(requirement.key);
    placed.add(requirement.key);
  }
  return placed;
}

/**
 * How well a requirement fits a task: two points for the kind, up to two for the section, three for the entity; less where
 * another entity is spoken of. Requirements of one section and kind are compared with the slots of a task only once.
 */
function createPoints(): (requirement: Spoken, instance: Instance) => number {
  const known = new Map<TemplateTask, Map<string, number>>();
  return (requirement, { from, entity }) => {
    const slot = slotOf(requirement, entity);
    const like = [slot.kind, ...slot.section].join(' ');
    const ofTask = known.get(from) ?? new Map<string, number>();
    known.set(from, ofTask);
    const points = ({ kind, section }: RequirementSlot) =>
      (kind === slot.kind ? 2 : 0) + 2 * likeness(section, slot.section);
    const closest = ofTask.get(like) ?? Math.max(0, ...from.slots.map(points));
    ofTask.set(like, closest);
    if (closest === 0 || entity === undefined) return closest;
    return slot.ofEntity ? closest + 3 : closest - 2;
  };
}

function giveKeys(used: readonly Instance[], planned: readonly TaskDraft[]): void {
  const taken = new Set(planned.map(({ key }) => key));
  for (const instance of used) {
    instance.key = instance.draft?.key ?? nextKey(taken);
    taken.add(instance.key);
  }
}

function report(
  template: PlanTemplate,
  used: readonly Instance[],
  instances: readonly Instance[],
  loose: readonly TaskDraft[],
  own: readonly TaskDraft[],
): string[] {
  const idle = instances
    .filter((instance) => !used.includes(instance))
    .map(({ from, entity }) => withName(from.title, entity));
  const kept = new Set(own.map(({ key }) => key));
  const gone = loose.filter(({ key }) => !kept.has(key)).map(({ key, title }) => `${key} ("${title}")`);
  return [
    ...(own.length === 0
      ? []
      : [
          `Nothing in ${template.name} fits ${listed(own.flatMap((draft) => draft.requirementKeys))}; it stays in ${listed([...kept])}.`,
        ]),
    ...(idle.length === 0 ? [] : [`Left out, for no requirement fits: ${listed(idle)}.`]),
    ...(gone.length === 0 ? [] : [`Not in ${template.name}, so left out: ${listed(gone)}.`]),
  ];
}

/** Shared entries over all entries, between 0 and 1. */
function likeness(one: readonly string[], other: readonly string[]): number {
  const [a, b] = [new Set(one), new Set(other)];
  const all = new Set([...a, ...b]).size;
  return all === 0 ? 0 : [...a].filter((entry) => b.has(entry)).length / all;
}
