import type { Aspect, Entity, Field } from '../model.ts';
import { counterSampleOf, sampleOf } from '../reading/pattern.ts';
import { header, quote, scalar, testName, type WrittenFile } from './code.ts';
import { featurePaths } from './paths.ts';

/** One value of a field, and whether it is accepted. */
type Case = { keys: string[]; title: string; field: string; value: string; accepted: boolean };

/** `tests/rooms/validation.test.ts`: each rule of each field, at its edges. */
export function validationTest(entity: Entity): WrittenFile {
  const { typeName, camel, slug, plural } = entity;
  const cases = entity.fields.flatMap(casesOf);
  const defaults = entity.fields.filter((field) => field.default !== undefined);
  return {
    path: featurePaths(entity).validationTest,
    content: `${header(`Which values the fields of ${plural.replaceAll('-', ' ')} accept`, keysOf(entity))}import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ${camel}Schema } from '../../implementation/src/features/${plural}/${slug}.ts';
import { HttpError } from '../../implementation/src/http/errors.ts';
import { createStore } from '../../implementation/src/store.ts';
import { validate } from '../../implementation/src/validation.ts';
import { sample${typeName} } from './sample.ts';

/** Whether a record with this value passes. When it does not, the error has to name the field. */
function accepts(field: string, value: unknown): boolean {
  try {
    validate(${camel}Schema, { ...sample${typeName}(createStore()), [field]: value });
    return true;
  } catch (error) {
    assert.ok(error instanceof HttpError);
    assert.deepEqual(
      error.fields.map((problem) => problem.field),
      [field],
    );
    return false;
  }
}

${cases.map(caseCode).join('\n')}${cases.length > 0 && defaults.length > 0 ? '\n' : ''}${defaults.map((field) => defaultCode(entity, field)).join('\n')}`,
  };
}

function keysOf(entity: Entity): string[] {
  return entity.fields.flatMap((field) => field.keys);
}

function caseCode(each: Case): string {
  const call = `accepts(${quote(each.field)}, ${each.value})`;
  return `test(${testName(each.keys, each.title)}, () => {
  assert.equal(${call}, ${each.accepted});
});
`;
}

function defaultCode(entity: Entity, field: Field): string {
  const { typeName, camel } = entity;
  const value = scalar(field.default ?? '');
  return `test(${testName(keys(field, 'default'), `${field.name} is ${String(field.default)} when it is not given`)}, () => {
  const record = validate(${camel}Schema, { ...sample${typeName}(createStore()), ${field.name}: undefined });
  assert.equal(record.${field.name}, ${value});
});
`;
}

function keys(field: Field, aspect: Aspect): string[] {
  return field.origin.get(aspect) ?? field.keys;
}

function casesOf(field: Field): Case[] {
  return [
    ...presenceCases(field),
    ...typeCases(field),
    ...lengthCases(field),
    ...rangeCases(field),
    ...formCases(field),
  ];
}

function presenceCases(field: Field): Case[] {
  if (field.default !== undefined) return [];
  const title = field.required ? `${field.name} is required` : `${field.name} may be left out`;
  const missing = {
    keys: keys(field, 'required'),
    title,
    field: field.name,
    value: 'undefined',
    accepted: !field.required,
  };
  const isBlankable = field.type === 'string' && field.required;
  const blank = {
    ...missing,
    title: `${field.name} must not be blank`,
    value: quote('   '),
    accepted: false,
  };
  return isBlankable ? [missing, blank] : [missing];
}

const WRONG: Readonly<Record<Field['type'], readonly [string, string]>> = {
  string: ['a text', '42'],
  integer: ['a whole number', '1.5'],
  number: ['a number', quote('many')],
  boolean: ['true or false', quote('yes')],
  date: ['a date', quote('2030-02-31')],
  datetime: ['a moment with its time zone', quote('2030-01-31')],
  list: ['a list of texts', '[1]'],
};

function typeCases(field: Field): Case[] {
  const [what, value] = WRONG[field.type];
  return [
    { keys: field.keys, title: `${field.name} has to be ${what}`, field: field.name, value, accepted: false },
  ];
}

function lengthCases(field: Field): Case[] {
  const { name, minLength, maxLength, type } = field;
  const unit = type === 'list' ? 'items' : 'characters';
  const of = (length: number) =>
    type === 'list' ? `Array.from({ length: ${length} }, () => 'x')` : `'x'.repeat(${length})`;
  const isFree = field.format === undefined && field.pattern === undefined && field.values === undefined;
  const cases: Case[] = [];
  if (maxLength !== undefined) {
    const at = { keys: keys(field, 'maxLength'), field: name };
    if (isFree)
      cases.push({
        ...at,
        title: `${name} may have ${maxLength} ${unit}`,
        value: of(maxLength),
        accepted: true,
      });
    cases.push({
      ...at,
      title: `${name} must not have ${maxLength + 1} ${unit}`,
      value: of(maxLength + 1),
      accepted: false,
    });
  }
  if (minLength !== undefined && minLength > 0) {
    const at = { keys: keys(field, 'minLength'), field: name };
    if (isFree)
      cases.push({
        ...at,
        title: `${name} may have ${minLength} ${unit}`,
        value: of(minLength),
        accepted: true,
      });
    const isAbsence = minLength === 1 && type === 'string';
    const accepted = isAbsence && !field.required;
    if (!accepted)
      cases.push({
        ...at,
        title: `${name} must not have ${minLength - 1} ${unit}`,
        value: of(minLength - 1),
        accepted,
      });
    else cases.push({ ...at, title: `an empty ${name} counts as none`, value: quote(''), accepted });
  }
  return cases;
}

function rangeCases(field: Field): Case[] {
  const step = field.type === 'integer' ? 1 : 0.5;
  const cases: Case[] = [];
  for (const [limit, sign] of [
    ['min', -1],
    ['max', 1],
  ] as const) {
    const edge = field[limit];
    if (edge === undefined) continue;
    const at = { keys: keys(field, limit), field: field.name };
    if (field.type === 'number' || Number.isInteger(edge)) {
      cases.push({ ...at, title: `${field.name} may be ${edge}`, value: scalar(edge), accepted: true });
    }
    const beyond =
      Number.isInteger(edge) || field.type === 'number'
        ? edge + sign * step
        : sign < 0
          ? Math.floor(edge)
          : Math.ceil(edge);
    cases.push({
      ...at,
      title: `${field.name} must not be ${beyond}`,
      value: scalar(beyond),
      accepted: false,
    });
  }
  return cases;
}

function formCases(field: Field): Case[] {
  const cases: Case[] = [];
  const at = { field: field.name };
  for (const value of field.values ?? []) {
    cases.push({
      ...at,
      keys: keys(field, 'values'),
      title: `${field.name} may be ${value}`,
      value: quote(value),
      accepted: true,
    });
  }
  if (field.values) {
    cases.push({
      ...at,
      keys: keys(field, 'values'),
      title: `${field.name} has to be a known value`,
      value: quote('no such value'),
      accepted: false,
    });
  }
  const good = field.pattern === undefined ? undefined : sampleOf(field.pattern, 1);
  const bad = field.pattern === undefined ? undefined : counterSampleOf(field.pattern);
  if (good !== undefined && bad !== undefined) {
    cases.push({
      ...at,
      keys: keys(field, 'pattern'),
      title: `${field.name} may be ${good}`,
      value: quote(good),
      accepted: true,
    });
    cases.push({
      ...at,
      keys: keys(field, 'pattern'),
      title: `${field.name} must not be ${bad}`,
      value: quote(bad),
      accepted: false,
    });
  }
  if (field.format !== undefined) {
    cases.push({
      ...at,
      keys: keys(field, 'format'),
      title: `${field.name} has to be a valid ${field.format}`,
      value: quote(`not a ${field.format}`),
      accepted: false,
    });
  }
  return cases;
}
