import type { Entity, Field, Rule } from '../model.ts';
import { camel, capital, wordsOf } from '../reading/words.ts';
import { quote } from './code.ts';
import { isAlwaysThere } from './record-file.ts';
import {
  durationBody,
  frozenBody,
  notPastBody,
  type Of,
  orderBody,
  overlapBody,
  type RulesContext,
  refusal,
  transitionBody,
  withinBody,
} from './rule-bodies.ts';

/** A check of the generated service: a function, and how it is called. */
export type Check = { name: string; code: string; call: string; keys: string[]; on: 'save' | 'remove' };

const LINE = 110;

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
        : save(
            `allow${capital(camel(wordsOf(rule.action)))}`,
            `${fields}, ${current}, action?: string`,
            transitionBody(rule),
          );
    case 'restrict':
      return restrictCheck(entity, rule, context);
    case 'ignoredOverlap':
      return [];
  }
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
