import type { PlanTemplate, RequirementSlot, TemplateTask } from '../model/plan-template.ts';
import type { Requirement } from '../model/requirement.ts';
import type { TaskDraft } from '../model/task.ts';
import { entitiesIn, withPlaces, withPlanPlaces, wordsOf } from './entity-names.ts';
import { unique } from './reshape-plan.ts';

export type Described = Pick<Requirement, 'key' | 'text' | 'kind' | 'source'>;

const SLOTS_AT_MOST = 60;

/** The shape of a plan without what came from its document: names become places, requirement keys become slots. */
export function saveTemplate(
  header: Pick<PlanTemplate, 'name' | 'note' | 'savedAt'>,
  planName: string,
  tasks: readonly TaskDraft[],
  requirements: readonly Described[],
): PlanTemplate {
  const entityOf = entitiesIn(tasks);
  const numbers = new Map(unique([...entityOf.values()]).map((entity, at) => [entity, at + 1]));
  const general = (text: string, entity: string | undefined) =>
    withoutKeys(withPlaces(withPlanPlaces(text, planName), entity));
  const byKey = new Map(requirements.map((requirement) => [requirement.key, requirement]));
  return {
    format: 'orchestrator-plan-template/1',
    ...header,
    tasks: tasks.map((task): TemplateTask => {
      const entity = entityOf.get(task.key);
      const number = entity === undefined ? undefined : numbers.get(entity);
      const { key, kind, role, needs, priority, complexity, dependsOn } = task;
      const own = task.requirementKeys.flatMap((each) => byKey.get(each) ?? []);
      return {
        key,
        title: general(task.title, entity).slice(0, 400),
        brief: general(task.brief, entity).slice(0, 10_000),
        ...{ kind, role, needs, priority, complexity, dependsOn },
        expects: task.expects.slice(0, 200).map((path) => withPlaces(withPlanPlaces(path, planName), entity)),
        slots: slotsFor(own, entity),
        ...(number === undefined ? {} : { entity: number }),
      };
    }),
  };
}

/** A requirement in words, found once for all comparisons. */
export type Spoken = {
  key: string;
  kind: Requirement['kind'];
  words: ReadonlySet<string>;
  section: readonly string[];
};

export function spoken({ key, kind, text, source }: Described): Spoken {
  const section = unique(source.headings.flatMap(wordsOf)).filter((word) => word.length > 2);
  return {
    key,
    kind,
    words: new Set([...wordsOf(text), ...section]),
    section: section.slice(0, 30).map((word) => word.slice(0, 100)),
  };
}

/** What a requirement is like, for a task about an entity. */
export function slotOf(requirement: Spoken, entity: string | undefined): RequirementSlot {
  const name = entity?.split(' ') ?? [];
  const section = requirement.section.filter((word) => !name.includes(word));
  return { kind: requirement.kind, section, ofEntity: speaksOf(requirement, entity) };
}

export function speaksOf({ words }: Spoken, entity: string | undefined): boolean {
  return entity?.split(' ').every((word) => words.has(word)) ?? false;
}

function slotsFor(requirements: readonly Described[], entity: string | undefined): RequirementSlot[] {
  const slots = new Map<string, RequirementSlot>();
  for (const requirement of requirements) {
    const slot = slotOf(spoken(requirement), entity);
    slots.set(JSON.stringify(slot), slot);
  }
  return [...slots.values()].slice(0, SLOTS_AT_MOST);
}

function withoutKeys(text: string): string {
  return text.replace(/\bR-\d{1,6}(?:(?:, | and )R-\d{1,6})*\b/g, '{requirements}');
}
