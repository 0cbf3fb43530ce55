import type { Entity, Field, Rule } from '../model.ts';
import { sampleOf } from '../reading/pattern.ts';
import { quote, scalar } from './code.ts';

/** How many different examples of a unique text with a pattern the tests can draw on. */
const PATTERN_SAMPLES = 12;

/** Value of a field in a valid record, as code. `count` is a variable that counts the samples. */
export function sampleCode(entity: Entity, field: Field): string {
  if (field.values) return quote(sampleValue(entity, field));
  if (field.type === 'boolean') return String(field.default ?? false);
  if (field.type === 'list') return listCode(Math.max(1, field.minLength ?? 0), field);
  if (field.type === 'integer' || field.type === 'number') return numberCode(entity, field);
  if (field.type === 'datetime') return momentCode(entity, field);
  if (field.type === 'date') return dayCode(entity, field);
  return textCode(field);
}

/** The value of an enumeration that a sample has: its default, unless that would freeze the record. */
export function sampleValue(entity: Entity, field: Field): string {
  const frozen = entity.rules.flatMap((rule) =>
    rule.kind === 'frozen' && rule.field === field.name ? [rule.value] : [],
  );
  const values = [String(field.default ?? ''), ...(field.values ?? [])].filter((value) =>
    field.values?.includes(value),
  );
  return values.find((value) => !frozen.includes(value)) ?? values[0] ?? '';
}

function listCode(length: number, field: Field): string {
  const fits = Math.min(length, field.maxLength ?? length);
  return `[${Array.from({ length: fits }, (_, at) => quote(`item ${at + 1}`)).join(', ')}]`;
}

function textCode(field: Field): string {
  if (field.pattern !== undefined) return patternCode(field);
  if (field.format === 'email') return counted('person', '@example.org');
  if (field.format === 'url') return counted('https://example.org/', '');
  if (field.format === 'uuid')
    return counted('00000000-0000-4000-8000-', '', "String(count).padStart(12, '0')");
  const longest = field.maxLength ?? Infinity;
  const short = longest >= 4 ? counted('E', '', 'count % 1_000') : 'String(count % 10)';
  const [text, length] = longest >= 12 ? [counted('Example ', ''), 9] : [short, longest >= 4 ? 2 : 1];
  return (field.minLength ?? 0) > length ? `${text}.padEnd(${field.minLength}, '.')` : text;
}

/** A template literal with the count of the sample in it. */
function counted(before: string, after: string, count = 'count'): string {
  return `\`${before}\${${count}}${after}\``;
}

function patternCode(field: Field): string {
  const first = sampleOf(field.pattern ?? '', 1) ?? '';
  const samples = Array.from(
    { length: PATTERN_SAMPLES },
    (_, at) => sampleOf(field.pattern ?? '', at) ?? first,
  );
  const different = [...new Set(samples)];
  if (!field.unique || different.length < 2) return quote(first);
  return `[${different.map(quote).join(', ')}][count % ${different.length}] ?? ${quote(first)}`;
}

/** The number in a valid record, before uniqueness moves it. A whole number, also where fractions are allowed. */
export function sampleNumber(entity: Entity, field: Field): number {
  const least = field.min === undefined ? undefined : Math.ceil(field.min);
  const before = orderBefore(entity, field.name);
  if (before) return Math.max(least ?? 0, sampleNumber(entity, before) + 1);
  return least ?? Math.min(Math.floor(field.max ?? 1), 1);
}

function orderBefore(entity: Entity, name: string): Field | undefined {
  const rule = entity.rules.find(
    (each): each is Extract<Rule, { kind: 'order' }> => each.kind === 'order' && each.later === name,
  );
  return entity.fields.find((field) => field.name === rule?.earlier);
}

function numberCode(entity: Entity, field: Field): string {
  const base = typeof field.default === 'number' ? field.default : sampleNumber(entity, field);
  if (!field.unique) return scalar(base);
  const room = field.max === undefined ? 1_000 : Math.floor(field.max - base) + 1;
  return base === 0 ? `count % ${room}` : `${base} + (count % ${room})`;
}

function momentCode(entity: Entity, field: Field): string {
  const minutes = minutesAfterStart(entity, field.name);
  const days = 1 + Math.ceil(sampleMinutes(entity) / 1_440);
  const day = days > 2 ? `${days} * count` : 'count';
  return minutes === 0 ? `momentAt(${day})` : `momentAt(${day}, ${minutes})`;
}

const DAYS_APART = 2;

function dayCode(entity: Entity, field: Field): string {
  const days = chainLength(entity, field.name) * DAYS_APART;
  return days === 0 ? 'dayAt(3 * count)' : `laterDay(dayAt(3 * count), ${days})`;
}

function chainLength(entity: Entity, name: string): number {
  const before = orderBefore(entity, name);
  const overlap = entity.rules.find((rule) => 'end' in rule && rule.end === name);
  return before ? 1 + chainLength(entity, before.name) : overlap ? 1 : 0;
}

/** Minutes of a moment after the first moment of a sample. */
function minutesAfterStart(entity: Entity, name: string): number {
  const period = entity.rules.find((rule) => 'end' in rule && rule.end === name);
  if (period && 'start' in period) return minutesAfterStart(entity, period.start) + sampleMinutes(entity);
  const before = orderBefore(entity, name);
  return before ? 60 + minutesAfterStart(entity, before.name) : 0;
}

/** How long the period of a sample lasts. */
export function sampleMinutes(entity: Entity): number {
  const rule = entity.rules.find((each) => each.kind === 'duration');
  const least = rule?.kind === 'duration' ? (rule.minMinutes ?? 0) : 0;
  const most = rule?.kind === 'duration' ? (rule.maxMinutes ?? Infinity) : Infinity;
  return Math.max(least, Math.min(60, most));
}
