import type { Entity, Rule, Service } from '../model.ts';
import { capital } from '../reading/words.ts';
import { quote } from './code.ts';
import { isAlwaysThere } from './record-file.ts';

/** What a rule may need to know besides its own entity. */
export type RulesContext = { entities: readonly Entity[]; service: Service };

/** The statement that answers a broken rule with its status. */
export function refusal(field: string, message: string, rule: Rule, service: Service): string {
  if (rule.status === 409) return `throw conflict(${quote(`${field} ${message}.`)});`;
  const status = rule.status === service.invalidStatus ? '' : `, ${rule.status}`;
  return `throw invalid([{ field: ${quote(field)}, message: ${quote(message)} }]${status});`;
}

export function guard(entity: Entity, names: readonly string[]): string {
  const optional = names.filter((name) => {
    const field = entity.fields.find((each) => each.name === name);
    return field !== undefined && !isAlwaysThere(field);
  });
  if (optional.length === 0) return '';
  return `  if (${optional.map((name) => `fields.${name} === undefined`).join(' || ')}) return;\n`;
}

/** A comparable value of a field: the time of a moment or day, or the number itself. */
export function comparable(entity: Entity, owner: string, name: string): string {
  const type = entity.fields.find((field) => field.name === name)?.type;
  return type === 'date' || type === 'datetime' ? `Date.parse(${owner}.${name})` : `${owner}.${name}`;
}

export type Say = (field: string, message: string) => string;
export type Of<Kind extends Rule['kind']> = Extract<Rule, { kind: Kind }>;

export function orderBody(entity: Entity, rule: Of<'order'>, say: Say): string {
  const operator = rule.orEqual ? '>=' : '>';
  const [later, earlier] = [rule.later, rule.earlier].map((name) => comparable(entity, 'fields', name));
  return `${guard(entity, [rule.earlier, rule.later])}  if (${later} ${operator} ${earlier}) return;
  ${say(rule.later, `has to be ${rule.orEqual ? 'on or ' : ''}after ${rule.earlier}`)}
`;
}

/** A moment that stays as it was may have passed since. */
export function notPastBody(entity: Entity, { field }: Of<'notPast'>, say: Say): string {
  return `${guard(entity, [field])}  if (fields.${field} === current?.${field}) return;
  if (Date.parse(fields.${field}) >= Date.now()) return;
  ${say(field, 'must not be in the past')}
`;
}

export function frozenBody(entity: Entity, { field, value }: Of<'frozen'>): string {
  const message = `${capital(entity.one)} that is ${value} cannot be changed.`;
  return `  if (current?.${field} === ${quote(value)}) throw conflict(${quote(message)});
`;
}

export function durationBody(entity: Entity, rule: Of<'duration'>, say: Say): string {
  const lines = [
    `${guard(entity, [rule.start, rule.end])}  const minutes = (Date.parse(fields.${rule.end}) - Date.parse(fields.${rule.start})) / 60_000;\n`,
  ];
  if (rule.minMinutes !== undefined) {
    lines.push(
      `  if (minutes < ${rule.minMinutes}) ${say(rule.end, `has to be at least ${rule.minMinutes} minutes after ${rule.start}`)}\n`,
    );
  }
  if (rule.maxMinutes !== undefined) {
    lines.push(
      `  if (minutes > ${rule.maxMinutes}) ${say(rule.end, `may be at most ${rule.maxMinutes} minutes after ${rule.start}`)}\n`,
    );
  }
  return lines.join('');
}

export function overlapBody(entity: Entity, rule: Of<'noOverlap'>, say: Say): string {
  const { by, ignore } = rule;
  const uncounted = ignore ? `  if (fields.${ignore.field} === ${quote(ignore.value)}) return;\n` : '';
  const counted = ignore ? `.filter((other) => other.${ignore.field} !== ${quote(ignore.value)})\n    ` : '';
  return `${guard(entity, [by, rule.start, rule.end])}${uncounted}  const start = Date.parse(fields.${rule.start});
  const end = Date.parse(fields.${rule.end});
  const clash = store
    .collection<${entity.typeName}Fields>(${quote(entity.plural)})
    .list()
    .filter((other) => other.id !== current?.id && other.${by} === fields.${by})
    ${counted}.some((other) => Date.parse(\`\${other.${rule.start}}\`) < end && Date.parse(\`\${other.${rule.end}}\`) > start);
  if (clash) ${say(rule.start, `overlaps another ${entity.label} with the same ${by}`)}
`;
}

export function withinBody(
  entity: Entity,
  rule: Of<'withinReference'>,
  context: RulesContext,
  say: Say,
): string {
  const target = context.entities.find(
    (each) => each.slug === entity.fields.find((field) => field.name === rule.reference)?.references,
  );
  const plural = target?.plural ?? rule.reference;
  return `${guard(entity, [rule.reference, rule.field])}  const limit = store.collection<{ ${rule.limit}?: number }>(${quote(plural)}).get(fields.${rule.reference})?.${rule.limit};
  if (limit !== undefined && fields.${rule.field} > limit) {
    ${say(rule.field, `must not exceed the ${rule.limit} of the ${target?.label ?? rule.reference}`)}
  }
`;
}

/** A change of other fields leaves the state as it is; an action asks for the state, also when it is there already. */
export function transitionBody(rule: Of<'transition'>): string {
  const { field, from, to } = rule;
  const others = from.map((value) => `current.${field} !== ${quote(value)}`).join(' && ');
  return `  if (!current || fields.${field} !== ${quote(to)}) return;
  if (current.${field} === fields.${field} && action !== ${quote(rule.action)}) return;
  if (${others}) throw conflict(${quote(`Only what is ${from.join(' or ')} can become ${to}.`)});
`;
}
