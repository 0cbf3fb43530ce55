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
    if (entity.fields.length === 0) assumeName(entity);
  }
  return dropped;
}

function assumeName(entity: Entity): void {
  entity.fields.push({
    name: 'name',
    type: 'string',
    required: true,
    maxLength: 200,
    keys: [],
    origin: new Map(),
  });
  entity.assumptions.push(
    `No requirement names a field of ${entity.one}: it got one required field, \`name\`.`,
  );
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
  const marks = entity.fields.flatMap((field) => (field.origin.has('required') ? [field.required] : []));
  const otherwise = !marks.includes(true);
  for (const field of entity.fields) {
    if (field.origin.has('required')) continue;
    field.required = otherwise && field.type !== 'boolean' && field.type !== 'list';
  }
  for (const field of entity.fields) if (field.default !== undefined) field.required = false;
}

function dropImpossible(field: Field): Dropped[] {
  const dropped: Dropped[] = [];
  const drop = (aspects: readonly Aspect[], why: string) => {
    const keys = aspects.flatMap((aspect) => field.origin.get(aspect) ?? []);
    for (const aspect of aspects) {
      delete field[aspect];
      field.origin.delete(aspect);
    }
    dropped.push({ keys: [...new Set(keys)], text: `${field.name}: ${why}` });
  };
  const hasLength = field.minLength !== undefined || field.maxLength !== undefined;
  const hasRange = (field.min ?? field.max) !== undefined;
  if (field.references !== undefined) {
    if (hasLength || hasRange) drop(['minLength', 'maxLength', 'min', 'max'], 'a limit of an id');
    if (field.values ?? field.pattern ?? field.format)
      drop(['values', 'pattern', 'format'], 'a form of an id');
  }
  dropUnfit(field, drop);
  if (field.default !== undefined && !defaultFits(field))
    drop(['default'], 'the default breaks the other rules');
  return dropped;
}

/** Lengths of the examples that the tests use for a format; a length that rules them out cannot be shown. */
const FORMAT_LENGTHS = { email: [18, 30], url: [21, 30], uuid: [36, 36] } as const;

type Drop = (aspects: readonly Aspect[], why: string) => void;

function dropUnfit(field: Field, drop: Drop): void {
  const { type, values, minLength = 0, maxLength = Infinity, min = -Infinity, max = Infinity } = field;
  const isText = type === 'string';
  const isNumber = type === 'integer' || type === 'number';
  const hasLength = field.minLength !== undefined || field.maxLength !== undefined;
  if (hasLength && ((!isText && type !== 'list') || values))
    drop(['minLength', 'maxLength'], 'a length for what is not free text');
  else if (minLength > maxLength) drop(['minLength', 'maxLength'], 'no text has such a length');
  else if (minLength > LONGEST_REQUIRED) drop(['minLength'], 'does not fit into a request');
  if ((field.min ?? field.max) !== undefined && !isNumber)
    drop(['min', 'max'], 'a range for what is not a number');
  else if (Math.ceil(min) > max) drop(['min', 'max'], 'no whole number lies in such a range');
  if (field.format !== undefined && (!isText || values))
    drop(['format'], 'a format for what is not free text');
  if (field.format !== undefined && field.pattern !== undefined)
    drop(['pattern'], 'a pattern besides a format');
  const [shortest, longest] = field.format === undefined ? [0, Infinity] : FORMAT_LENGTHS[field.format];
  if (shortest < minLength || longest > maxLength)
    drop(['minLength', 'maxLength'], `a length that is rare for a ${field.format}`);
  if (field.pattern !== undefined && !patternFits(field))
    drop(['pattern'], 'the pattern does not fit the other rules');
  const isComparable = isText || isNumber;
  if (field.unique && (values || !isComparable)) drop(['unique'], 'only texts and numbers can be unique');
  else if (field.unique && max - Math.max(min, 1) < FEWEST_NUMBERS)
    drop(['unique'], 'too few numbers to be unique');
}

/** So many records with different numbers the tests make at most. */
const FEWEST_NUMBERS = 5;

function patternFits(field: Field): boolean {
  const sample = sampleOf(field.pattern ?? '', 1);
  if (sample === undefined || field.values || field.format || field.type !== 'string') return false;
  return sample.length >= (field.minLength ?? 0) && sample.length <= (field.maxLength ?? Infinity);
}

function defaultFits(field: Field): boolean {
  const value = field.default;
  if (field.references !== undefined) return false;
  if (field.type === 'boolean') return typeof value === 'boolean';
  if (field.type === 'integer' || field.type === 'number') {
    if (typeof value !== 'number' || (field.type === 'integer' && !Number.isInteger(value))) return false;
    return value >= (field.min ?? -Infinity) && value <= (field.max ?? Infinity);
  }
  if (field.type !== 'string' || typeof value !== 'string') return false;
  if (field.values) return field.values.includes(value);
  return (
    field.pattern === undefined && field.format === undefined && value.length <= (field.maxLength ?? Infinity)
  );
}
