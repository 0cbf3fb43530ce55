import { elementsOf, isTrue, memberOf, membersOf, wordsOf } from './parse.ts';

const FORMATS: ReadonlyMap<string, string> = new Map([
  ['date-time', 'datetime'],
  ['date', 'date'],
  ['email', 'email'],
  ['uri', 'url'],
  ['url', 'url'],
  ['uuid', 'uuid'],
]);
const MOST_VALUES = 50;

/** What a schema allows, in the words that a table of fields uses: `string`, `1 to 80 characters`, `default none`. */
export function constraintsOf(schema: unknown): string[] {
  const found = [
    typeWords(schema),
    bounds(wordsOf(memberOf(schema, 'minLength')), wordsOf(memberOf(schema, 'maxLength')), ' characters'),
    bounds(wordsOf(memberOf(schema, 'minItems')), wordsOf(memberOf(schema, 'maxItems')), ' entries'),
    ...range(schema),
    named(schema, 'multipleOf', 'a multiple of'),
    named(schema, 'pattern', 'pattern'),
    values(schema),
    named(schema, 'const', 'always'),
    named(schema, 'default', 'default'),
    isTrue(memberOf(schema, 'uniqueItems')) ? 'without duplicates' : undefined,
    isTrue(memberOf(schema, 'readOnly')) ? 'set by the service' : undefined,
    isTrue(memberOf(schema, 'writeOnly')) ? 'never returned' : undefined,
    isTrue(memberOf(schema, 'nullable')) || typeNames(schema).includes('null') ? 'may be null' : undefined,
    isTrue(memberOf(schema, 'deprecated')) ? 'deprecated' : undefined,
  ];
  return found.filter((words) => words !== undefined);
}

/** The name at the end of a reference, `Room` in `#/components/schemas/Room`. Nothing is followed. */
function referenceOf(schema: unknown): string | undefined {
  return wordsOf(memberOf(schema, '$ref'))?.split('/').at(-1);
}

function typeNames(schema: unknown): string[] {
  const type = memberOf(schema, 'type');
  const one = wordsOf(type);
  return one === undefined ? elementsOf(type).flatMap((each) => wordsOf(each) ?? []) : [one];
}

function typeWords(schema: unknown): string | undefined {
  const reference = referenceOf(schema);
  if (reference !== undefined) return `object ${reference}`;
  const format = wordsOf(memberOf(schema, 'format'));
  const names = typeNames(schema).filter((name) => name !== 'null');
  const name = names.length === 0 && hasMembers(schema) ? 'object' : names.join(' or ');
  if (name === 'array') return `list of ${listed(memberOf(schema, 'items'))}`;
  if (name === 'string' && format !== undefined) return FORMATS.get(format) ?? `string (${format})`;
  if (name !== '') return name;
  const combined = ['oneOf', 'anyOf', 'allOf'].find((key) => memberOf(schema, key) !== undefined);
  return combined === undefined ? undefined : combination(schema, combined);
}

function hasMembers(schema: unknown): boolean {
  return membersOf(memberOf(schema, 'properties')).length > 0;
}

function listed(items: unknown): string {
  const name = referenceOf(items) ?? typeNames(items).find((each) => each !== 'null');
  return name === 'string' ? 'strings' : (name ?? 'values');
}

function combination(schema: unknown, key: string): string {
  const names = elementsOf(memberOf(schema, key)).map(
    (each) => referenceOf(each) ?? typeWords(each) ?? 'a schema',
  );
  return names.slice(0, MOST_VALUES).join(key === 'allOf' ? ' and ' : ' or ');
}

function bounds(least: string | undefined, most: string | undefined, unit: string): string | undefined {
  if (least !== undefined && most !== undefined) return `${least} to ${most}${unit}`;
  if (least !== undefined) return `at least ${least}${unit}`;
  return most === undefined ? undefined : `at most ${most}${unit}`;
}

/** `exclusiveMinimum` is a number in JSON Schema and a flag beside `minimum` in OpenAPI 3.0. */
function range(schema: unknown): (string | undefined)[] {
  const [minimum, maximum] = [wordsOf(memberOf(schema, 'minimum')), wordsOf(memberOf(schema, 'maximum'))];
  const above = exclusive(memberOf(schema, 'exclusiveMinimum'), minimum);
  const below = exclusive(memberOf(schema, 'exclusiveMaximum'), maximum);
  const least = above === undefined || above !== minimum ? minimum : undefined;
  const most = below === undefined || below !== maximum ? maximum : undefined;
  const both = least !== undefined && most !== undefined;
  return [
    both ? `between ${least} and ${most}` : bounds(least, most, ''),
    above === undefined ? undefined : `more than ${above}`,
    below === undefined ? undefined : `less than ${below}`,
  ];
}

function exclusive(node: unknown, limit: string | undefined): string | undefined {
  if (isTrue(node)) return limit;
  const words = wordsOf(node);
  return words === 'false' ? undefined : words;
}

function values(schema: unknown): string | undefined {
  const listedValues = elementsOf(memberOf(schema, 'enum')).flatMap((each) => wordsOf(each) ?? []);
  return listedValues.length === 0 ? undefined : `one of ${listedValues.slice(0, MOST_VALUES).join(', ')}`;
}

function named(schema: unknown, key: string, words: string): string | undefined {
  const value = wordsOf(memberOf(schema, key));
  return value === undefined ? undefined : `${words} ${value}`;
}
