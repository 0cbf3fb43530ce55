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
  const isText = field.type === 'string';
  const isNumber = field.type === 'integer' || field.type === 'number';
  const hasLength = field.minLength !== undefined || field.maxLength !== undefined;
  if (hasLength && !isText && field.type !== 'list')
    drop(['minLength', 'maxLength'], 'a length for what is not text');
  if ((field.minLength ?? 0) > (field.maxLength ?? Infinity))
    drop(['minLength', 'maxLength'], 'no text has such a length');
  if ((field.minLength ?? 0) > LONGEST_REQUIRED) drop(['minLength'], 'does not fit into a request');
  if ((field.min ?? field.max) !== undefined && !isNumber)
    drop(['min', 'max'], 'a range for what is not a number');
  if ((field.min ?? -Infinity) > (field.max ?? Infinity))
    drop(['min', 'max'], 'no number lies in such a range');
  if (field.pattern !== undefined && !patternFits(field))
    drop(['pattern'], 'the pattern does not fit the other rules');
  if (field.format !== undefined && (!isText || field.values))
    drop(['format'], 'a format for what is not free text');
  if (field.unique && (field.values ?? !(isText || isNumber)))
    drop(['unique'], 'only texts and numbers can be unique');
  if (field.default !== undefined && !defaultFits(field))
    drop(['default'], 'the default breaks the other rules');
  return dropped;
}

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
