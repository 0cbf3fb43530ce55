import type { Aspect, Entity, Field, FieldType } from '../model.ts';
import type { Lexicon } from './lexicon.ts';
import { sampleOf } from './pattern.ts';
import { wordsOf } from './words.ts';

/** A rule that cannot be kept, and the requirements that asked for it. */
export type Dropped = { keys: string[]; text: string };

/** More characters than this cannot be asked of a text that has to fit into a request. */
const LONGEST_REQUIRED = 5_000;

/** Fills in what no requirement says of a field, and drops what cannot be true. */
export function settleFields(lexicon: Lexicon): Dropped[] {
  const dropped: Dropped[] = [];
  for (const entity of lexicon.entities) {
    for (const field of entity.fields) {
      settleType(field);
      dropped.push(...dropImpossible(field));
    }
    settleRequired(entity);
  }
  return dropped;
}

function settleType(field: Field): void {
  if (!field.origin.has('type')) field.type = guessType(field);
  if (field.origin.has('format') || field.references !== undefined) return;
  const words = wordsOf(field.name);
  if (field.type === 'string' && field.values === undefined && field.pattern === undefined) {
    if (words.at(-1) === 'email') field.format = 'email';
  }
}

const NUMBER_NAMES =
  /^(?:count|capacity|quantity|age|floor|size|year|seats|attendees|stock|priority|position|rank|rating|score|minutes|days)$/;
const AMOUNT_NAMES = /^(?:price|amount|total|weight|height|width|cost|latitude|longitude)$/;
const MOMENT_NAMES = /^(?:start|end|begin|starts|ends|at|time|timestamp|deadline)$/;
const FLAG_NAMES = /^(?:is|has|completed|done|active|enabled|archived|deleted|published)$/;

function guessType(field: Field): FieldType {
  if (field.values ?? field.references ?? field.pattern ?? field.format) return 'string';
  const words = wordsOf(field.name);
  const last = words.at(-1) ?? '';
  if (field.minLength !== undefined || field.maxLength !== undefined) return 'string';
  if (typeof field.default === 'boolean' || FLAG_NAMES.test(words[0] ?? '') || FLAG_NAMES.test(last))
    return 'boolean';
  if (field.min !== undefined || field.max !== undefined || typeof field.default === 'number')
    return 'integer';
  if (NUMBER_NAMES.test(last)) return 'integer';
  if (AMOUNT_NAMES.test(last)) return 'number';
  if (MOMENT_NAMES.test(last)) return 'datetime';
  return last === 'date' || last === 'birthday' ? 'date' : 'string';
}

/** Where some fields are marked required, the others are optional; where some are marked optional, the others are not. */
function settleRequired(entity: Entity): void {
  const marks = entity.fields.flatMap((field) =>
    field.origin.has('required') && !field.isMarkedAlone ? [field.required] : [],
  );
  const otherwise = !marks.includes(true);
  for (const field of entity.fields) {
    if (field.origin.has('required')) continue;
    field.required = otherwise && field.type !== 'boolean' && field.type !== 'list';
  }
  for (const field of entity.fields) if (field.default !== undefined) field.required = false;
}

/** Which rules make sense for which kind of value. */
const FITTING: Readonly<Record<FieldType | 'reference' | 'choice', readonly Aspect[]>> = {
  string: ['minLength', 'maxLength', 'pattern', 'format', 'unique', 'default'],
  integer: ['min', 'max', 'unique', 'default'],
  number: ['min', 'max', 'unique', 'default'],
  boolean: ['default'],
  date: [],
  datetime: [],
  list: ['minLength', 'maxLength'],
  reference: ['references', 'unique'],
  choice: ['values', 'default'],
};

const EVERY_RULE: readonly Aspect[] = [
  'values',
  'references',
  'format',
  'pattern',
  'minLength',
  'maxLength',
  'min',
  'max',
  'unique',
  'default',
];

type Drop = (aspects: readonly Aspect[], why: string) => void;

function dropImpossible(field: Field): Dropped[] {
  const dropped: Dropped[] = [];
  const drop: Drop = (aspects, why) => {
    const keys = aspects.flatMap((aspect) => field.origin.get(aspect) ?? []);
    for (const aspect of aspects) {
      delete field[aspect];
      field.origin.delete(aspect);
    }
    dropped.push({ keys: [...new Set(keys)], text: `${field.name}: ${why}` });
  };
  const isChoice = field.values !== undefined && field.type === 'string';
  const kind = field.references !== undefined ? 'reference' : isChoice ? 'choice' : field.type;
  for (const aspect of EVERY_RULE) {
    if (field[aspect] === undefined || FITTING[kind].includes(aspect)) continue;
    drop([aspect], `${aspect} does not fit a ${kind}`);
  }
  dropUnfit(field, drop);
  if (field.default !== undefined && !defaultFits(field))
    drop(['default'], 'the default breaks the other rules');
  return dropped;
}

/** Lengths of the examples that the tests use for a format; a length that rules them out cannot be shown. */
const FORMAT_LENGTHS = { email: [18, 30], url: [21, 30], uuid: [36, 36] } as const;

/** So many records with different numbers the tests make at most. */
const FEWEST_NUMBERS = 5;

function dropUnfit(field: Field, drop: Drop): void {
  const { minLength = 0, maxLength = Infinity, min = -Infinity, max = Infinity } = field;
  if (minLength > maxLength) drop(['minLength', 'maxLength'], 'no value has such a length');
  else if (minLength > LONGEST_REQUIRED) drop(['minLength'], 'does not fit into a request');
  if (Math.ceil(min) > max) drop(['min', 'max'], 'no whole number lies in such a range');
  else if (field.unique && max - Math.max(min, 1) < FEWEST_NUMBERS)
    drop(['unique'], 'too few numbers to be unique');
  if (field.format !== undefined) {
    if (field.pattern !== undefined) drop(['pattern'], 'a pattern besides a format');
    const [shortest, longest] = FORMAT_LENGTHS[field.format];
    if (minLength > shortest || maxLength < longest)
      drop(['minLength', 'maxLength'], `a length that few ${field.format}s have`);
  }
  if (field.pattern !== undefined && !patternFits(field))
    drop(['pattern'], 'the pattern does not fit the other rules');
}

function patternFits(field: Field): boolean {
  const sample = sampleOf(field.pattern ?? '', 1);
  if (sample === undefined) return false;
  return sample.length >= (field.minLength ?? 0) && sample.length <= (field.maxLength ?? Infinity);
}

function defaultFits(field: Field): boolean {
  const value = field.default;
  switch (field.type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return Number.isInteger(value) && isWithin(field, value);
    case 'number':
      return isWithin(field, value);
    case 'string': {
      if (typeof value !== 'string') return false;
      if (field.values) return field.values.includes(value);
      if (field.pattern !== undefined || field.format !== undefined || field.unique) return false;
      return value.length >= (field.minLength ?? 0) && value.length <= (field.maxLength ?? Infinity);
    }
    default:
      return false;
  }
}

function isWithin(field: Field, value: unknown): boolean {
  if (typeof value !== 'number' || field.unique) return false;
  return value >= (field.min ?? -Infinity) && value <= (field.max ?? Infinity);
}
