import type { Entity, Rule } from '../model.ts';
import { header, quote, type WrittenFile } from './code.ts';
import { serveTest } from './endpoints-test.ts';
import { featurePaths } from './paths.ts';
import { isAlwaysThere } from './record-file.ts';
import { type Case, frozenCases, restrictCases, transitionCases } from './record-rules-test.ts';
import { transitionsOf } from './routes-file.ts';
import { sampleMinutes, sampleNumber } from './values.ts';

/** `tests/bookings/rules.test.ts`: each rule over several fields or records, broken and just kept. */
export function rulesTest(entity: Entity, entities: readonly Entity[]): WrittenFile {
  const { typeName, camel, plural } = entity;
  const hasActions = transitionsOf(entity).length > 0;
  const routes = hasActions
    ? `[...${camel}Routes(store), ...${camel}Actions(store)]`
    : `${camel}Routes(store)`;
  const tests = entity.rules.flatMap((rule) =>
    casesOf(entity, rule, entities).map(([title, body]) => serveTest(entity, rule.keys, title, body, routes)),
  );
  const code = tests.join('\n');
  const values = ['later', 'laterDay'].filter((name) => code.includes(`${name}(`));
  return {
    path: featurePaths(entity).rulesTest,
    content: `${header(
      `The rules of ${plural.replaceAll('-', ' ')}, broken and just kept`,
      entity.rules.flatMap((rule) => rule.keys),
    )}import assert from 'node:assert/strict';
import { test } from 'node:test';
${hasActions ? `import { ${camel}Actions } from '../../implementation/src/features/${plural}/actions.ts';\n` : ''}import { ${camel}Routes } from '../../implementation/src/features/${plural}/routes.ts';
import { createStore } from '../../implementation/src/store.ts';
import { serve } from '../support/serve.ts';
${values.length === 0 ? '' : `import { ${values.join(', ')} } from '../support/values.ts';\n`}import { sample${typeName} } from './sample.ts';

${code}`,
  };
}

type Of<Kind extends Rule['kind']> = Extract<Rule, { kind: Kind }>;

function casesOf(entity: Entity, rule: Rule, entities: readonly Entity[]): Case[] {
  switch (rule.kind) {
    case 'order':
      return orderCases(entity, rule);
    case 'duration':
      return durationCases(entity, rule);
    case 'notPast':
      return notPastCases(entity, rule);
    case 'noOverlap':
      return overlapCases(entity, rule);
    case 'withinReference':
      return withinCases(entity, rule, entities);
    case 'restrict':
      return restrictCases(entity, rule, entities);
    case 'frozen':
      return frozenCases(entity, rule);
    case 'transition':
      return transitionCases(entity, rule);
    case 'ignoredOverlap':
      return [];
  }
}

function sample(entity: Entity): string {
  return `    const fields = sample${entity.typeName}(store);\n`;
}

/** Creates a record and expects it to be refused with a message. */
function refused(entity: Entity, change: string, status: number, message: string): string {
  return `    const broken = { ...fields, ${change} };
    const refused = await call('POST', ${quote(entity.path)}, broken);
    assert.equal(refused.status, ${status});
    assert.match(refused.body.error.message, /${message}/);
`;
}

/** Creates a record that just keeps the rule. */
function accepted(entity: Entity, change = ''): string {
  const kept = change === '' ? '' : `    const kept = { ...fields, ${change} };\n`;
  return `${kept}    const accepted = await call('POST', ${quote(entity.path)}, ${change === '' ? 'fields' : 'kept'});
    assert.equal(accepted.status, 201);
`;
}

/** Code for a field's value moved by some minutes, days, or by a number. */
function moved(entity: Entity, name: string, from: string, by: number): string {
  const type = entity.fields.find((field) => field.name === name)?.type;
  if (type === 'datetime') return `later(${from}, ${by})`;
  return type === 'date' ? `laterDay(${from}, ${by})` : `${from} + ${by}`;
}

/** `fields.start` of a sample; samples carry every field, optional ones too. */
function of(entity: Entity, name: string): string {
  const field = entity.fields.find((each) => each.name === name);
  return field && isAlwaysThere(field) ? `fields.${name}` : `(fields.${name} ?? '')`;
}

function orderCases(entity: Entity, rule: Of<'order'>): Case[] {
  const { earlier, later, orEqual } = rule;
  const isNumber = /integer|number/.test(entity.fields.find((field) => field.name === earlier)?.type ?? '');
  const start = isNumber ? `(fields.${earlier} ?? 0)` : of(entity, earlier);
  const broken = orEqual ? moved(entity, later, start, -1) : start;
  const what = orEqual ? `before ${earlier}` : `at ${earlier}`;
  return [
    [
      `${entity.one} whose ${later} lies ${what} is refused with ${rule.status}`,
      `${sample(entity)}${refused(entity, `${later}: ${broken}`, rule.status, `has to be ${orEqual ? 'on or ' : ''}after ${earlier}`)}${accepted(entity)}`,
    ],
  ];
}

function durationCases(entity: Entity, rule: Of<'duration'>): Case[] {
  const { start, end, minMinutes, maxMinutes, status } = rule;
  const type = entity.fields.find((field) => field.name === start)?.type;
  const at = (minutes: number) =>
    `${end}: ${moved(entity, end, of(entity, start), type === 'date' ? minutes / 1_440 : minutes)}`;
  const step = type === 'date' ? 1_440 : 1;
  const cases: Case[] = [];
  if (minMinutes !== undefined && minMinutes > step) {
    cases.push([
      `${entity.one} of less than ${minMinutes} minutes is refused with ${status}`,
      `${sample(entity)}${refused(entity, at(minMinutes - step), status, `at least ${minMinutes} minutes`)}${accepted(entity, at(minMinutes))}`,
    ]);
  }
  if (maxMinutes !== undefined) {
    cases.push([
      `${entity.one} of more than ${maxMinutes} minutes is refused with ${status}`,
      `${sample(entity)}${refused(entity, at(maxMinutes + step), status, `at most ${maxMinutes} minutes`)}${accepted(entity, at(maxMinutes))}`,
    ]);
  }
  return cases;
}

function notPastCases(entity: Entity, rule: Of<'notPast'>): Case[] {
  const end = entity.rules.flatMap((other) =>
    'start' in other && other.start === rule.field ? [other.end] : [],
  )[0];
  const order = entity.rules.flatMap((other) =>
    other.kind === 'order' && other.earlier === rule.field ? [other.later] : [],
  )[0];
  const last = end ?? order;
  const rest = last === undefined ? '' : `, ${last}: later(past, ${sampleMinutes(entity)})`;
  return [
    [
      `${entity.one} whose ${rule.field} is in the past is refused with ${rule.status}`,
      `${sample(entity)}    const past = new Date(Date.now() - 60_000).toISOString();
${refused(entity, `${rule.field}: past${rest}`, rule.status, `${rule.field} must not be in the past`)}${accepted(entity)}`,
    ],
  ];
}

function overlapCases(entity: Entity, rule: Of<'noOverlap'>): Case[] {
  const { by, start, end, ignore } = rule;
  const isDay = entity.fields.find((field) => field.name === start)?.type === 'date';
  const length = isDay ? 2 : sampleMinutes(entity);
  const half = isDay ? 1 : Math.max(1, Math.floor(length / 2));
  const [from, to] = [of(entity, start), of(entity, end)];
  const another = (first: string, last: string, more = '') =>
    `{
      ...sample${entity.typeName}(store),
      ${by}: fields.${by},
      ${start}: ${first},
      ${end}: ${last},
${more}    }`;
  const same = another(`fields.${start}`, `fields.${end}`);
  const post = (name: string, body: string) =>
    `    const ${name} = await call('POST', ${quote(entity.path)}, ${body});\n`;
  const insert = (body: string) => `    store.collection(${quote(entity.plural)}).insert(${body});\n`;
  const shifted = another(moved(entity, start, from, half), moved(entity, end, to, half));
  const after = another(`fields.${end}`, moved(entity, end, to, length));
  const before = another(moved(entity, start, from, -length), `fields.${start}`);
  const cases: Case[] = [
    [
      `${entity.one} that overlaps another one with the same ${by} is refused with ${rule.status}`,
      `${sample(entity)}${insert(same)}${post('refused', shifted)}    assert.equal(refused.status, ${rule.status});
    assert.match(refused.body.error.message, /overlaps/);
`,
    ],
    [
      `${entity.one} may begin when another one with the same ${by} ends, and end when it begins`,
      `${sample(entity)}${insert(same)}${post('after', after)}    assert.equal(after.status, 201);
${post('before', before)}    assert.equal(before.status, 201);
`,
    ],
  ];
  if (ignore) {
    const ignored = another(
      `fields.${start}`,
      `fields.${end}`,
      `      ${ignore.field}: ${quote(ignore.value)},\n`,
    );
    cases.push([
      `what is ${ignore.value} does not count as an overlap`,
      `${sample(entity)}${insert(ignored)}${post('accepted', 'fields')}    assert.equal(accepted.status, 201);
`,
    ]);
  }
  return cases;
}

function withinCases(entity: Entity, rule: Of<'withinReference'>, entities: readonly Entity[]): Case[] {
  const field = entity.fields.find((each) => each.name === rule.field);
  const reference = entity.fields.find((each) => each.name === rule.reference);
  const target = entities.find((each) => each.slug === reference?.references);
  if (!field || !target) return [];
  const amount = typeof field.default === 'number' ? field.default : sampleNumber(entity, field);
  const room = (limit: number) =>
    `store.collection(${quote(target.plural)}).insert({ ${rule.limit}: ${limit} }).id`;
  return [
    [
      `the ${rule.field} of ${entity.one} must not exceed the ${rule.limit} of its ${target.label}`,
      `${sample(entity)}    const tooSmall = ${room(amount - 1)};
${refused(entity, `${rule.reference}: tooSmall`, rule.status, `must not exceed the ${rule.limit}`)}    const justRight = ${room(amount)};
${accepted(entity, `${rule.reference}: justRight`)}`,
    ],
  ];
}
