import type { Entity, Field, Rule, Service } from '../model.ts';
import { camel, capital, wordsOf } from '../reading/words.ts';
import { quote } from './code.ts';
import { isAlwaysThere } from './record-file.ts';

/** A check of the generated service: a function, and how it is called. */
export type Check = { name: string; code: string; call: string; keys: string[]; on: 'save' | 'remove' };

const LINE = 110;

export type RulesContext = { entities: readonly Entity[]; service: Service };

/** The functions that hold a record to its rules, in the order in which they are called. */
export function checksFor(entity: Entity, context: RulesContext, withBusinessRules: boolean): Check[] {
  const references = entity.fields.flatMap((field) => referenceCheck(entity, field, context));
  const unique = entity.fields.flatMap((field) => uniqueCheck(entity, field));
  const rules = withBusinessRules
    ? entity.rules.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))
    : [];
  const isState = (rule: Rule) => rule.kind === 'transition' || rule.kind === 'frozen';
  const states = rules.filter(isState);
  const others = rules.filter((rule) => !isState(rule));
  const codeOf = (rule: Rule) => ruleCheck(entity, rule, context);
  return distinct([...states.flatMap(codeOf), ...references, ...unique, ...others.flatMap(codeOf)]);
}

/** Checks that only make sense when others have passed come after them. */
const ORDER: readonly Rule['kind'][] = [
  'frozen',
  'transition',
  'order',
  'duration',
  'notPast',
  'withinReference',
  'noOverlap',
  'restrict',
];

/** Two rules may come to the same name; the second one gets a number. */
function distinct(checks: readonly Check[]): Check[] {
  const seen = new Map<string, number>();
  return checks.map((check) => {
    const count = (seen.get(check.name) ?? 0) + 1;
    seen.set(check.name, count);
    if (count === 1) return check;
    const rename = (text: string) => text.replace(`${check.name}(`, `${check.name}${count}(`);
    return { ...check, name: `${check.name}${count}`, code: rename(check.code), call: rename(check.call) };
  });
}

function referenceCheck(entity: Entity, field: Field, context: RulesContext): Check[] {
  const target = context.entities.find((each) => each.slug === field.references);
  if (!target) return [];
  const { name } = field;
  const optional = isAlwaysThere(field) ? '' : `  if (fields.${name} === undefined) return;\n`;
  return [
    {
      name: `refuseUnknown${capital(name)}`,
      on: 'save',
      keys: [...field.keys, ...(field.origin.get('references') ?? [])],
      call: `refuseUnknown${capital(name)}(store, fields)`,
      code: `${signature(`refuseUnknown${capital(name)}`, ['store: Store', `fields: ${entity.typeName}Fields`])}
${optional}  if (store.collection(${quote(target.plural)}).has(fields.${name})) return;
  throw invalid([{ field: ${quote(name)}, message: 'names ${target.one} that does not exist' }]);
}
`,
    },
  ];
}

function uniqueCheck(entity: Entity, field: Field): Check[] {
  if (!field.unique) return [];
  const { name } = field;
  const optional = isAlwaysThere(field) ? '' : `  if (fields.${name} === undefined) return;\n`;
  return [
    {
      name: `refuseTaken${capital(name)}`,
      on: 'save',
      keys: field.origin.get('unique') ?? [],
      call: `refuseTaken${capital(name)}(store, fields, current)`,
      code: `${signature(`refuseTaken${capital(name)}`, ['store: Store', `fields: ${entity.typeName}Fields`, `current?: ${entity.typeName}`])}
${optional}  const others = store.collection<${entity.typeName}Fields>(${quote(entity.plural)}).list();
  const isTaken = others.some((other) => other.id !== current?.id && other.${name} === fields.${name});
  if (isTaken) throw conflict('There is already ${entity.one} with this ${name}.');
}
`,
    },
  ];
}

function signature(name: string, parameters: readonly string[]): string {
  const line = `function ${name}(${parameters.join(', ')}): void {`;
  if (line.length <= LINE) return line;
  return `function ${name}(\n${parameters.map((parameter) => `  ${parameter},\n`).join('')}): void {`;
}

/** The statement that answers a broken rule with its status. */
function refusal(field: string, message: string, rule: Rule, service: Service): string {
  if (rule.status === 409) return `throw conflict(${quote(`${field} ${message}.`)});`;
  const status = rule.status === service.invalidStatus ? '' : `, ${rule.status}`;
  return `throw invalid([{ field: ${quote(field)}, message: ${quote(message)} }]${status});`;
}

function guard(entity: Entity, names: readonly string[]): string {
  const optional = names.filter((name) => {
    const field = entity.fields.find((each) => each.name === name);
    return field !== undefined && !isAlwaysThere(field);
  });
  if (optional.length === 0) return '';
  return `  if (${optional.map((name) => `fields.${name} === undefined`).join(' || ')}) return;\n`;
}

/** A comparable value of a field: the time of a moment or day, or the number itself. */
function comparable(entity: Entity, owner: string, name: string): string {
  const type = entity.fields.find((field) => field.name === name)?.type;
  return type === 'date' || type === 'datetime' ? `Date.parse(${owner}.${name})` : `${owner}.${name}`;
}

function ruleCheck(entity: Entity, rule: Rule, context: RulesContext): Check[] {
  const { typeName } = entity;
  const { keys } = rule;
  const say = (field: string, message: string) => refusal(field, message, rule, context.service);
  const save = (name: string, parameters: string, body: string): Check[] => {
    const call = parameters
      .split(', ')
      .map((parameter) => /^\w+/.exec(parameter)?.[0])
      .join(', ');
    return [
      {
        name,
        keys,
        on: 'save',
        call: `${name}(${call})`,
        code: `${signature(name, parameters.split(', '))}\n${body}}\n`,
      },
    ];
  };
  const fields = `fields: ${typeName}Fields`;
  const current = `current?: ${typeName}`;
  switch (rule.kind) {
    case 'order':
      return save(
        `require${capital(rule.later)}After${capital(rule.earlier)}`,
        fields,
        orderBody(entity, rule, say),
      );
    case 'duration':
      return save('limitDuration', fields, durationBody(entity, rule, say));
    case 'notPast':
      return save(
        `refusePast${capital(rule.field)}`,
        `${fields}, ${current}`,
        notPastBody(entity, rule, say),
      );
    case 'noOverlap':
      return save(
        `refuseOverlapBy${capital(rule.by)}`,
        `store: Store, ${fields}, ${current}`,
        overlapBody(entity, rule, say),
      );
    case 'withinReference':
      return save(
        `limit${capital(rule.field)}`,
        `store: Store, ${fields}`,
        withinBody(entity, rule, context, say),
      );
    case 'frozen':
      return save(`keep${capital(camel(wordsOf(rule.value)))}`, current, frozenBody(entity, rule));
    case 'transition':
      return rule.from.length === 0
        ? []
        : save(`allow${capital(camel(wordsOf(rule.action)))}`, `${fields}, ${current}`, transitionBody(rule));
    case 'restrict':
      return restrictCheck(entity, rule, context);
    case 'ignoredOverlap':
      return [];
  }
}

type Say = (field: string, message: string) => string;
type Of<Kind extends Rule['kind']> = Extract<Rule, { kind: Kind }>;

function orderBody(entity: Entity, rule: Of<'order'>, say: Say): string {
  const operator = rule.orEqual ? '>=' : '>';
  const [later, earlier] = [rule.later, rule.earlier].map((name) => comparable(entity, 'fields', name));
  return `${guard(entity, [rule.earlier, rule.later])}  if (${later} ${operator} ${earlier}) return;
  ${say(rule.later, `has to be ${rule.orEqual ? 'on or ' : ''}after ${rule.earlier}`)}
`;
}

/** A moment that stays as it was may have passed since. */
function notPastBody(entity: Entity, { field }: Of<'notPast'>, say: Say): string {
  return `${guard(entity, [field])}  if (fields.${field} === current?.${field}) return;
  if (Date.parse(fields.${field}) >= Date.now()) return;
  ${say(field, 'must not be in the past')}
`;
}

function frozenBody(entity: Entity, { field, value }: Of<'frozen'>): string {
  const message = `${capital(entity.one)} that is ${value} cannot be changed.`;
  return `  if (current?.${field} === ${quote(value)}) throw conflict(${quote(message)});
`;
}

function durationBody(entity: Entity, rule: Of<'duration'>, say: Say): string {
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

function overlapBody(entity: Entity, rule: Of<'noOverlap'>, say: Say): string {
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

function withinBody(entity: Entity, rule: Of<'withinReference'>, context: RulesContext, say: Say): string {
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

function transitionBody(rule: Of<'transition'>): string {
  const { field, from, to } = rule;
  const others = from.map((value) => `current.${field} !== ${quote(value)}`).join(' && ');
  return `  if (!current || current.${field} === fields.${field} || fields.${field} !== ${quote(to)}) return;
  if (${others}) throw conflict(${quote(`Only what is ${from.join(' or ')} can become ${to}.`)});
`;
}

function restrictCheck(entity: Entity, rule: Of<'restrict'>, context: RulesContext): Check[] {
  const by = context.entities.find((each) => each.slug === rule.by);
  if (!by) return [];
  const name = `refuseRemovalWith${capital(camel(wordsOf(by.plural)))}`;
  const message = `${capital(entity.one)} that has ${by.plural.replaceAll('-', ' ')} cannot be removed`;
  const refuse =
    rule.status === 409
      ? `throw conflict(${quote(`${message}.`)});`
      : refusal(entity.label, 'is still used', rule, context.service);
  return [
    {
      name,
      on: 'remove',
      keys: rule.keys,
      call: `${name}(store, current)`,
      code: `${signature(name, ['store: Store', `current: ${entity.typeName}`])}
  const records = store.collection<{ ${rule.field}?: string }>(${quote(by.plural)}).list();
  if (records.some((record) => record.${rule.field} === current.id)) {
    ${refuse}
  }
}
`,
    },
  ];
}
