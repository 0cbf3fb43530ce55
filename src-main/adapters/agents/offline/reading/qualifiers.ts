import type { FieldRules, FieldType } from '../model.ts';
import { counterSampleOf, sampleOf } from './pattern.ts';
import { createScan, leftover, type Scan } from './scan.ts';

export type Qualified = {
  rules: FieldRules;
  /** Words after "reference to", for whoever knows the entities. */
  refersTo?: string;
  /** What was not understood; empty when all of it was. */
  beyond: string;
};

const TYPES: readonly (readonly [RegExp, FieldType, FieldRules['format']?])[] = [
  [
    /\b(?:list|array|set) of (?:unique )?(?:short )?(?:strings?|texts?|words?|tags|names|labels)\b|\bstring\[\]/i,
    'list',
  ],
  [
    /\b(?:iso[- ]?8601 )?(?:utc )?(?:date-?time|date and time|timestamp|date\/time|moment|instant)s?\b/i,
    'datetime',
  ],
  [/\biso[- ]?8601(?: utc)?(?: time)?\b/i, 'datetime'],
  [/\b(?:calendar )?date\b/i, 'date'],
  [/\b(?:valid )?e-?mail(?: address)?\b/i, 'string', 'email'],
  [/\b(?:valid )?(?:https? )?(?:url|uri|web address|link)\b/i, 'string', 'url'],
  [/\b(?:valid )?(?:uuid|guid)\b/i, 'string', 'uuid'],
  [/\b(?:integer|whole number|int|natural number)\b/i, 'integer'],
  [/\b(?:decimal(?: number)?|float|double|number|numeric)\b/i, 'number'],
  [/\b(?:boolean|bool|true or false|true\/false|yes\/no|flag)\b/i, 'boolean'],
  [/\b(?:string|text|free text|varchar)\b/i, 'string'],
];

const NUMBER = '(-?\\d{1,12}(?:\\.\\d{1,6})?)';
const COUNT = '(\\d{1,6})';
const UNIT = '(?:characters?|chars?|letters?|symbols?|items?|entries|elements|tags)';
const TO = '\\s*(?:-|to|and|\\.\\.\\.?|through)\\s*';
const AT_MOST = '(?:at most|up to|max(?:imum)?\\.?(?: of)?:?|no more than|not more than|no longer than|<=|≤)';
const AT_LEAST = '(?:at least|min(?:imum)?\\.?(?: of)?:?|no less than|not less than|>=|≥)';

type Bound = 'both' | 'min' | 'max' | 'exact' | 'above' | 'below';

const LENGTHS: readonly (readonly [RegExp, Bound])[] = [
  [new RegExp(`(?:between |from )?\\b${COUNT}${TO}${COUNT}\\s+${UNIT}(?: long)?`, 'i'), 'both'],
  [new RegExp(`\\b(?:length|characters)\\s*:?\\s*(?:of |between )?${COUNT}${TO}${COUNT}`, 'i'), 'both'],
  [new RegExp(`${AT_MOST}\\s*${COUNT}\\s*${UNIT}(?: long)?`, 'i'), 'max'],
  [new RegExp(`\\bmax(?:imum)?[- ]?length\\s*(?:of|is|:|=)?\\s*${COUNT}`, 'i'), 'max'],
  [new RegExp(`${AT_LEAST}\\s*${COUNT}\\s*${UNIT}(?: long)?`, 'i'), 'min'],
  [new RegExp(`\\bmin(?:imum)?[- ]?length\\s*(?:of|is|:|=)?\\s*${COUNT}`, 'i'), 'min'],
  [new RegExp(`(?:exactly\\s+)?\\b${COUNT}\\s+${UNIT}(?: long)?`, 'i'), 'exact'],
];

const RANGES: readonly (readonly [RegExp, Bound])[] = [
  [new RegExp(`(?:between|from|in the range(?: of)?)\\s+${NUMBER}${TO}${NUMBER}`, 'i'), 'both'],
  [new RegExp(`${AT_LEAST}\\s*${NUMBER}`, 'i'), 'min'],
  [new RegExp(`${AT_MOST}\\s*${NUMBER}`, 'i'), 'max'],
  [new RegExp(`(?:greater than|more than|above|over|>)\\s*${NUMBER}`, 'i'), 'above'],
  [new RegExp(`(?:less than|below|under|<)\\s*${NUMBER}`, 'i'), 'below'],
  [new RegExp(`${NUMBER}\\s+or (?:more|greater|higher)`, 'i'), 'min'],
  [new RegExp(`(?<![\\w.])${NUMBER}\\s*(?:-|to|\\.\\.)\\s*${NUMBER}(?![\\w.])`, 'i'), 'both'],
];

const KNOWN = ['long', 'length', 'yes', 'no', 'type', 'inclusive', 'valid', 'rules'];

/** Reads what a document says of one field, such as `required, 1-80 characters, unique`. */
export function readQualifiers(text: string): Qualified {
  const scan = createScan(text);
  const rules: FieldRules = {};
  readPattern(scan, rules);
  readDefault(scan, rules);
  readValues(scan, rules);
  const refersTo = readReference(scan);
  if (refersTo === undefined) readType(scan, rules);
  else rules.type = 'string';
  readLengths(scan, rules);
  readRanges(scan, rules);
  readMarks(scan, rules);
  settle(rules);
  const beyond = leftover(scan.rest(), KNOWN);
  return { rules, ...(refersTo === undefined ? {} : { refersTo }), beyond };
}

function readPattern(scan: Scan, rules: FieldRules): void {
  const whole =
    /(?:\b(?:pattern|regex|regular expression|match(?:es|ing)?)\b(?: the (?:pattern|regular expression))?\s*:?\s*)?\/?(\^\S{1,80}\$)\/?/i;
  const pattern = scan.find(whole)?.[1];
  if (pattern === undefined || sampleOf(pattern, 0) === undefined) return;
  if (counterSampleOf(pattern) === undefined) return;
  rules.pattern = pattern;
  scan.take(whole);
}

function readDefault(scan: Scan, rules: FieldRules): void {
  const value = scan.take(
    /\b(?:default(?:s|ing)?(?: value)?(?: to| is|:|=)?|starts? as|initially)\s*["']?([\w.-]{1,40})["']?/i,
  )?.[1];
  if (value === undefined) return;
  if (value === 'true' || value === 'false') rules.default = value === 'true';
  else rules.default = /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
}

function readValues(scan: Scan, rules: FieldRules): void {
  const item = `["']?[\\p{L}\\p{N}][\\p{L}\\p{N}_-]{0,39}["']?`;
  const list = `${item}(?:\\s*(?:,\\s*or|,\\s*and|,|\\||/|\\bor\\b|\\band\\b)\\s*(?!(?:optional|required|unique|default|mandatory)\\b)${item})+`;
  const found = scan.take(
    new RegExp(
      `\\b(?:(?:exactly )?one of|either|enum(?:eration)?(?: of)?|(?:allowed |possible |valid )?values(?: are)?)(?: the values?)?\\s*:?\\s*\\(?(${list})\\)?`,
      'iu',
    ),
  )?.[1];
  const bare = found ?? scan.take(/(?<=^|\s)([\p{L}][\w-]{0,39}(?:\|[\p{L}][\w-]{0,39})+)(?=\s|$)/u)?.[1];
  if (bare === undefined) return;
  const values = bare.split(/\s*(?:,\s*or\s|,\s*and\s|,|\||\/|\sor\s|\sand\s)\s*/i);
  rules.values = [...new Set(values.map((value) => value.replace(/["']/g, '').trim()).filter(Boolean))];
}

function readReference(scan: Scan): string | undefined {
  const match = scan.take(
    /\b(?:reference to|refers to|references|id(?:entifier)? of|foreign key to|link to|points to)\s+(?:an? |the |one )?(?:existing )?([A-Za-z][\w-]*(?: [a-z][\w-]*)?)/i,
  );
  return match?.[1];
}

function readType(scan: Scan, rules: FieldRules): void {
  for (const [pattern, type, format] of TYPES) {
    if (!scan.take(pattern)) continue;
    rules.type ??= type;
    if (format !== undefined) rules.format ??= format;
  }
}

function readLengths(scan: Scan, rules: FieldRules): void {
  for (const [pattern, bound] of LENGTHS) {
    const match = scan.take(pattern);
    if (!match) continue;
    const [first, second] = [Number(match[1]), Number(match[2])];
    if (bound !== 'max') rules.minLength ??= first;
    if (bound !== 'min') rules.maxLength ??= bound === 'both' ? second : first;
  }
}

function readRanges(scan: Scan, rules: FieldRules): void {
  for (const [pattern, bound] of RANGES) {
    const match = scan.take(pattern);
    if (!match) continue;
    const [first, second] = [Number(match[1]), Number(match[2])];
    if (bound === 'both' || bound === 'min') rules.min ??= first;
    if (bound === 'both' || bound === 'max') rules.max ??= bound === 'both' ? second : first;
    if (bound === 'above' && Number.isInteger(first)) rules.min ??= first + 1;
    if (bound === 'below' && Number.isInteger(first)) rules.max ??= first - 1;
  }
  if (scan.take(/\bnon-?negative\b|\bnot (?:be )?negative\b|\bzero or (?:more|greater)\b/i)) rules.min ??= 0;
  if (scan.take(/\bpositive\b/i)) rules.min ??= 1;
}

function readMarks(scan: Scan, rules: FieldRules): void {
  if (scan.take(/\bnot (?:be )?(?:required|mandatory)\b|\boptional(?:ly)?\b|\bnullable\b/i))
    rules.required = false;
  if (scan.take(/\b(?:required|mandatory)\b/i)) rules.required ??= true;
  if (scan.take(/\b(?:non-?empty|not (?:be )?(?:empty|blank))\b/i)) {
    rules.required ??= true;
    if (rules.type === 'list') rules.minLength ??= 1;
  }
  if (scan.take(/\bunique\b(?: name)?/i)) rules.unique = true;
}

function settle(rules: FieldRules): void {
  if (rules.values) rules.type = 'string';
  if (rules.type === undefined && (rules.minLength ?? rules.maxLength ?? rules.pattern) !== undefined)
    rules.type = 'string';
  if (rules.type === undefined && (rules.min ?? rules.max) !== undefined) rules.type = 'integer';
  if (rules.type === undefined && typeof rules.default === 'boolean') rules.type = 'boolean';
}
