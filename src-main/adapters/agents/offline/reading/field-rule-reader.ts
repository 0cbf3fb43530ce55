import { findField } from './draft.ts';
import { mergeField } from './merge.ts';
import { fieldIn, MUST, type RuleReader } from './phrases.ts';
import { readQualifiers } from './qualifiers.ts';

const PLAIN_UNIQUE = new RegExp(
  `^(.+?) ${MUST} be unique(?: (?:across|among|within|per|for|in) (?:all )?(.+))?$`,
  'i',
);
const NO_TWO = new RegExp(
  `^(?:no )?two (.+?) (?:must not |may not |cannot |${MUST} )?(?:share|have|use) the same (.+)$`,
  'i',
);
const TAKEN =
  /^(?:creating|adding|registering) (?:an? |new )*(.+?) with (?:an?|the) (?:same )?(.+?) (?:that |which )?(?:already exists|is (?:already )?(?:taken|used|in use)|as (?:another|an existing) .+)$/i;
const NO_TWO_IS_RULED = /\b(?:no two|must not|may not|cannot)\b/i;

/** `Room names must be unique`, `no two rooms have the same name`, `a room with a name that already exists`. */
export const readUnique: RuleReader = (text, status, statement, draft) => {
  const plain = PLAIN_UNIQUE.exec(text);
  const two = NO_TWO_IS_RULED.test(text) ? NO_TWO.exec(text) : null;
  const taken = status === 409 ? TAKEN.exec(text) : null;
  const pair = two ?? (taken ? [taken[0], taken[1], taken[2]] : undefined);
  const phrase = plain?.[1] ?? (pair ? `${pair[2]} of a ${pair[1]}` : undefined);
  const found = phrase === undefined ? undefined : fieldIn(phrase, statement, draft);
  if (!found || (status ?? 409) !== 409) return false;
  if (plain?.[2] !== undefined && draft.lexicon.find(plain[2]) !== found.entity) return false;
  if (found.field.values ?? !['string', 'integer', 'number'].includes(found.field.type)) return false;
  mergeField(found.entity, found.field, { unique: true }, statement, draft);
  return true;
};

/** `Creating a room without a name` answers 400. */
export const readMissingField: RuleReader = (text, status, statement, draft) => {
  const match = /^(?:creating|adding|registering|an?)\s+(.+?) without (?:an? |the )?(.+)$/i.exec(text);
  const entity = match?.[1] === undefined ? undefined : draft.lexicon.find(match[1]);
  const field = entity && findField(entity, match?.[2] ?? '');
  if (!entity || !field || status !== draft.service.invalidStatus || field.default !== undefined)
    return false;
  mergeField(entity, field, { required: true }, statement, draft);
  return true;
};

/** `The capacity of a room must be between 1 and 500`, `the title must not be empty`. */
export const readFieldRule: RuleReader = (text, status, statement, draft) => {
  const match = new RegExp(`^(.+?) (${MUST}|is|are) (not )?(?:be|have|contain)?\\b(.*)$`, 'i').exec(text);
  const found = match?.[1] === undefined ? undefined : fieldIn(match[1], statement, draft);
  if (!match || !found || (status ?? draft.service.invalidStatus) !== draft.service.invalidStatus)
    return false;
  const wanted = match[3] === undefined ? (match[4] ?? '') : `not be ${(match[4] ?? '').trim()}`;
  const qualified = readQualifiers(wanted.replace(/^\s*(?:a|an)\s+/i, ''));
  if (qualified.beyond !== '' || qualified.refersTo !== undefined) return false;
  const { type, ...rules } = qualified.rules;
  if (Object.keys(rules).length === 0) return false;
  if (type !== undefined && type !== found.field.type) return false;
  mergeField(found.entity, found.field, rules, statement, draft);
  return true;
};

/** `A new booking is tentative`, `bookings start as tentative`. */
export const readInitialValue: RuleReader = (text, _status, statement, draft) => {
  const match =
    /^(?:an?|each|every)? ?new (.+?) (?:is|starts? (?:as|with)|has the status|gets the status|must be|must start as) ["']?([\w-]+)["']?$/i.exec(
      text,
    ) ??
    /^(?:an?|each|every)? ?(.+?) (?:must )?starts? (?:as|with the status) ["']?([\w-]+)["']?$/i.exec(text);
  const entity = match?.[1] === undefined ? undefined : draft.lexicon.find(match[1]);
  const field = entity?.fields.find((each) => each.values?.includes(match?.[2] ?? ''));
  if (!entity || !field) return false;
  mergeField(entity, field, { default: match?.[2] }, statement, draft);
  return true;
};

const TRIMMED =
  /^(?:make sure|be sure|remember)? ?(?:to )?\.?trim(?:\(\))? (?:the )?(?:input|text|value|title|name)(?: and then| and)? check (?:that )?it(?:'s| is) not empty(?: before (?:creating|adding|saving) (.+))?$/i;

/** `Trim the input and check that it is not empty before creating a new todo`: validation does both. */
export const readTrimmed: RuleReader = (text, _status, statement, draft) => {
  const match = TRIMMED.exec(text);
  const only = draft.lexicon.entities.length === 1 ? draft.lexicon.entities[0] : undefined;
  const entity = match?.[1] === undefined ? only : draft.lexicon.find(match[1]);
  const field = entity?.fields.find(
    (each) => /^(?:title|name|text)$/.test(each.name) && each.type === 'string',
  );
  if (!match || !entity || !field || field.origin.has('default')) return false;
  mergeField(entity, field, { required: true }, statement, draft);
  return true;
};
