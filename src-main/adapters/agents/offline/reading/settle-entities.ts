import type { Entity, Field, OperationKind, Rule, ServiceFact } from '../model.ts';
import { addKey, type Draft } from './draft.ts';
import type { Dropped } from './settle-fields.ts';

const EVERYTHING: readonly OperationKind[] = ['create', 'list', 'read', 'update', 'remove'];

/** Completes entities with what no requirement says, and takes back rules that have nothing to stand on. */
export function settleEntities(draft: Draft): Dropped[] {
  const dropped: Dropped[] = [];
  for (const entity of draft.lexicon.entities) {
    assumeOperations(entity);
    dropped.push(...joinIgnored(entity));
    for (let more = dropUnsteady(entity); more.length > 0; more = dropUnsteady(entity)) dropped.push(...more);
    dropped.push(...dropCircles(entity, draft));
  }
  return [...dropped, ...dropUnshown(draft)];
}

/** Facts about all records or lists, where there are none to show them with. */
function dropUnshown(draft: Draft): Dropped[] {
  const { entities } = draft.lexicon;
  const hasLists = entities.some((entity) =>
    entity.operations.some((operation) => operation.kind === 'list'),
  );
  const hasUnique = entities.some((entity) => entity.fields.some((field) => field.unique));
  const unshown: readonly (readonly [ServiceFact, boolean, string])[] = [
    ['missing', entities.length > 0, 'there are no records'],
    ['invalidInput', entities.length > 0, 'there are no records'],
    ['loopbackTests', entities.length > 0, 'there are no endpoints'],
    ['persistence', entities.length > 0, 'there are no records'],
    ['conflict', hasUnique, 'nothing has to be unique'],
    ['pagination', hasLists, 'there are no lists'],
    ['pageRange', hasLists, 'there are no lists'],
  ];
  return unshown.flatMap(([fact, isShown, text]) => {
    const keys = draft.service.keys.get(fact);
    if (isShown || keys === undefined) return [];
    draft.service.keys.delete(fact);
    return [{ keys, text }];
  });
}

function assumeOperations(entity: Entity): void {
  const stated = new Set(entity.operations.map((operation) => operation.kind));
  if (stated.size === 0) {
    entity.operations = EVERYTHING.map((kind) => ({ kind, keys: [] }));
    entity.assumptions.push(
      `No requirement names an endpoint for ${entity.one}: it got the usual five under \`${entity.path}\`.`,
    );
    return;
  }
  const listed = [...entity.filters, ...entity.sorts].flatMap((part) => part.keys);
  if (listed.length > 0 && !stated.has('list'))
    entity.operations.push({ kind: 'list', keys: [...new Set(listed)] });
  for (const [kind, why] of [
    ['create', 'so that there is something to work with'],
    ['read', 'so that a change can be looked at'],
  ] as const) {
    if (stated.has(kind)) continue;
    entity.operations.push({ kind, keys: [] });
    entity.assumptions.push(
      `No requirement names an endpoint to ${kind} ${entity.one}: one was added, ${why}.`,
    );
  }
}

/** A value that does not count for an overlap needs an overlap rule to be an exception of. */
function joinIgnored(entity: Entity): Dropped[] {
  const dropped: Dropped[] = [];
  const overlap = entity.rules.find((rule) => rule.kind === 'noOverlap');
  for (const rule of entity.rules) {
    if (rule.kind !== 'ignoredOverlap') continue;
    if (overlap?.kind === 'noOverlap') {
      overlap.ignore = { field: rule.field, value: rule.value };
      for (const key of rule.keys) addKey(overlap.keys, key);
    } else
      dropped.push({
        keys: rule.keys,
        text: `${rule.value} ${entity.label} does not count, but nothing says for what`,
      });
  }
  entity.rules = entity.rules.filter((rule) => rule.kind !== 'ignoredOverlap');
  return dropped;
}

/** Takes back rules that no example can show, because other rules stand in their way. */
function dropUnsteady(entity: Entity): Dropped[] {
  const dropped: Dropped[] = [];
  entity.rules = entity.rules.filter((rule, at) => {
    const why = obstacle(entity, rule, entity.rules.slice(0, at));
    if (why !== undefined) dropped.push({ keys: rule.keys, text: why });
    return why === undefined;
  });
  return dropped;
}

function obstacle(entity: Entity, rule: Rule, earlier: readonly Rule[]): string | undefined {
  const has = (...kinds: OperationKind[]) =>
    entity.operations.some((operation) => kinds.includes(operation.kind));
  const others = entity.rules.filter((other) => other !== rule);
  switch (rule.kind) {
    case 'restrict':
      return has('remove') ? undefined : `no endpoint removes ${entity.one}`;
    case 'frozen':
      return has('update', 'replace') || others.some((other) => other.kind === 'transition')
        ? undefined
        : `no endpoint changes ${entity.one}`;
    case 'transition': {
      const frozen = others.flatMap((other) =>
        other.kind === 'frozen' && other.field === rule.field ? [other.value] : [],
      );
      const values = fieldOf(entity, rule.field)?.values ?? [];
      const starts = rule.from.length > 0 ? rule.from : values.filter((value) => value !== rule.to);
      return starts.every((value) => frozen.includes(value)) ||
        rule.from.some((value) => frozen.includes(value))
        ? `${rule.action} starts from a state that must not change`
        : undefined;
    }
    case 'order':
      return orderObstacle(entity, rule, earlier);
    case 'noOverlap':
      return fieldOf(entity, rule.by)?.unique ? `${rule.by} is unique, so nothing can overlap` : undefined;
    case 'duration':
      return durationObstacle(entity, rule, earlier);
    case 'notPast':
      return others.some((other) => other.kind === 'order' && other.later === rule.field)
        ? `${rule.field} also depends on another moment`
        : undefined;
    default:
      return undefined;
  }
}

function fieldOf(entity: Entity, name: string): Field | undefined {
  return entity.fields.find((field) => field.name === name);
}

/** Only one rule may say what a field comes after, no circle may arise, and numbers must have room. */
function orderObstacle(
  entity: Entity,
  rule: Extract<Rule, { kind: 'order' }>,
  earlier: readonly Rule[],
): string | undefined {
  const orders = earlier.filter((other) => other.kind === 'order');
  const text = `${rule.later} after ${rule.earlier}`;
  if (orders.some((other) => other.later === rule.later)) return `${text}, besides another order`;
  for (let at: string | undefined = rule.earlier; at !== undefined; ) {
    if (at === rule.later) return `${text}, in a circle`;
    at = orders.find((other) => other.later === at)?.earlier;
  }
  const [low, high] = [fieldOf(entity, rule.earlier), fieldOf(entity, rule.later)];
  const isNumber = low?.type === 'integer' || low?.type === 'number';
  const isBound = [low, high].some(
    (field) => field?.max !== undefined || field?.default !== undefined || field?.unique,
  );
  return isNumber && isBound ? `${text}, within other limits` : undefined;
}

function durationObstacle(
  entity: Entity,
  rule: Extract<Rule, { kind: 'duration' }>,
  earlier: readonly Rule[],
): string | undefined {
  if (earlier.some((other) => other.kind === 'duration')) return 'a second limit of the duration';
  return fieldOf(entity, rule.start)?.type === 'date' ? 'a duration in minutes between days' : undefined;
}

/** Records that need one another before either exists could never be created. */
function dropCircles(entity: Entity, draft: Draft): Dropped[] {
  const dropped: Dropped[] = [];
  for (const field of entity.fields) {
    if (!field.required || field.references === undefined || !reaches(field.references, entity.slug, draft))
      continue;
    field.required = false;
    dropped.push({ keys: field.origin.get('required') ?? [], text: `${field.name} is required in a circle` });
    field.origin.delete('required');
  }
  return dropped;
}

function reaches(from: string, to: string, draft: Draft, seen: Set<string> = new Set()): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  const entity = draft.lexicon.entities.find((each) => each.slug === from);
  const next =
    entity?.fields.flatMap((field) => (field.required && field.references ? [field.references] : [])) ?? [];
  return next.some((slug) => reaches(slug, to, draft, seen));
}
