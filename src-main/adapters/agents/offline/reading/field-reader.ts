import type { Entity, Field, FieldRules } from '../model.ts';
import { addFact, addKey, type Draft, feature, type Reader } from './draft.ts';
import { type FieldPhrase, readFieldPhrase, readFieldRow, splitList } from './fields.ts';
import { entityHeading, fieldSentence, isFieldLine } from './lexicon.ts';
import { mergeField } from './merge.ts';
import { readPath } from './paths.ts';
import { leftover } from './scan.ts';
import type { Statement } from './statements.ts';
import { camel, wordsOf } from './words.ts';

/** Fields that the store adds to every record. */
const GIVEN: Readonly<Record<string, 'ids' | 'timestamps'>> = {
  id: 'ids',
  createdAt: 'timestamps',
  updatedAt: 'timestamps',
};

/** Names of what is sent and never stored; its fields belong to nothing above it. */
const NOT_KEPT = /(?:error|problem|fault|response|request|envelope)s?$/i;

const GIVEN_WORDS =
  `generated service server automatically read-only readonly primary key set unique creation assigned
  immutable uuid last change when time of created updated system`.split(/\s+/);

/** Rows, list items and sentences that say which fields a thing has. */
export const readFields: Reader = (statement, draft) =>
  !readPath(statement.text) &&
  (readRow(statement, draft) ||
    readKeys(statement, draft) ||
    readSentence(statement, draft) ||
    readItem(statement, draft));

function entityOf(statement: Statement, draft: Draft): Entity | undefined {
  for (const heading of statement.headings.toReversed()) {
    const entity = draft.lexicon.find(entityHeading(heading));
    if (entity) return entity;
    if (NOT_KEPT.test(heading)) return undefined;
  }
  return undefined;
}

const readRow: Reader = (statement, draft) => {
  if (statement.cells.length < 2) return false;
  const named = statement.cells.find((cell) => /^(?:entity|resource|table|object)$/.test(cell.label));
  const entity = named ? draft.lexicon.find(named.text) : entityOf(statement, draft);
  const cells = statement.cells.filter((cell) => cell !== named);
  const phrase = entity && readFieldRow(cells);
  if (!entity || !phrase || !isTelling(phrase)) return false;
  addField(entity, phrase, statement, draft);
  return true;
};

const readItem: Reader = (statement, draft) => {
  const entity = isFieldLine(statement) ? entityOf(statement, draft) : undefined;
  const phrase = entity && readFieldPhrase(statement.text);
  if (!entity || !phrase) return false;
  addField(entity, phrase, statement, draft);
  return true;
};

const LEAD_IN = /^(.*?)\b(?:fields|attributes|properties|keys|columns)\b(?: (?:are|is))?\s*:\s*(.*)$/i;
const KEYS_FOR =
  /\b(?:keys|fields|attributes|properties)\s+((?:\w+\s*(?:,|and)\s*)+\w+)\s+(?:for|of|in)\s+(?:each|every|an?|the)\s+(\w+)/i;

/** `An employee has the following fields:` and `use the keys id, title and done for each item`. */
const readKeys: Reader = (statement, draft) => {
  const lead = LEAD_IN.exec(statement.text);
  const entity = lead?.[1] === undefined ? undefined : draft.lexicon.find(subjectOf(lead[1]));
  if (lead && entity) return readList(lead[2] ?? '', entity, statement, draft);
  const keys = KEYS_FOR.exec(statement.text);
  const owner = keys?.[2] === undefined ? undefined : draft.lexicon.find(keys[2]);
  if (!keys || !owner) return false;
  draft.beyond(statement, leftover(statement.text.replace(keys[0], ' ')));
  return readList(keys[1] ?? '', owner, statement, draft);
};

function subjectOf(text: string): string {
  return text
    .replace(/\b(?:must|shall|should|has|have|the|following|these|with|consists? of|contains?)\b/gi, ' ')
    .trim();
}

function readList(list: string, entity: Entity, statement: Statement, draft: Draft): boolean {
  if (list.trim() === '') {
    addKey(entity.keys, statement.key);
    draft.place(statement, feature(entity));
    return true;
  }
  const single = /^[\w-]+\s*(?::|\()/.test(list) && !/\),/.test(list);
  for (const part of single ? [list] : splitList(list)) {
    const phrase = readFieldPhrase(part);
    if (phrase) addField(entity, phrase, statement, draft);
    else draft.beyond(statement, part);
  }
  return true;
}

const readSentence: Reader = (statement, draft) => {
  const sentence = fieldSentence(statement.text);
  const entity = sentence && draft.lexicon.find(sentence.subject);
  if (!sentence || !entity || /^(?:that|which|who)\b/i.test(sentence.list)) return false;
  if (/^(?:the )?(?:following|these) (?:fields|attributes|properties)/i.test(sentence.list)) {
    return readList('', entity, statement, draft);
  }
  const parts = splitList(sentence.list);
  const phrases = parts.map(readFieldPhrase);
  if (phrases.every((phrase) => phrase === undefined)) return false;
  const isMarked = phrases.some((phrase) => phrase?.rules.required === true);
  for (const [at, phrase] of phrases.entries()) {
    if (!phrase) {
      draft.beyond(statement, parts[at] ?? '');
      continue;
    }
    const required = saidRequired(statement, entity, phrase, isMarked, draft);
    const isAlone = required === true && phrase.rules.required === undefined;
    const rules = { required, ...definedRules(phrase.rules) };
    addField(entity, { ...phrase, rules }, statement, draft, isAlone);
  }
  return true;
};

/**
 * What a sentence about all records says of a field that it does not mark itself. Where it marks other fields, only
 * references are still asked for: nothing may name them as required later.
 */
function saidRequired(
  statement: Statement,
  entity: Entity,
  phrase: FieldPhrase,
  isMarked: boolean,
  draft: Draft,
): boolean | undefined {
  if (/\b(?:may|can|might|could) (?:have|contain|include)\b/i.test(statement.text)) return false;
  if (!/^(?:each|every|all)\b|\b(?:must|shall|should) (?:have|contain|include)\b/i.test(statement.text))
    return undefined;
  if (
    (phrase.refersTo !== undefined || impliedTarget(entity, phrase, draft)) &&
    phrase.rules.required !== false
  )
    return true;
  const hasFallback =
    phrase.rules.default !== undefined || /^(?:boolean|list)$/.test(phrase.rules.type ?? '');
  return isMarked || hasFallback ? undefined : true;
}

function definedRules(rules: FieldRules): FieldRules {
  return Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== undefined));
}

function isTelling(phrase: FieldPhrase): boolean {
  return Object.values(phrase.rules).some((value) => value !== undefined) || phrase.refersTo !== undefined;
}

function addField(
  entity: Entity,
  phrase: FieldPhrase,
  statement: Statement,
  draft: Draft,
  isMarkedAlone = false,
): void {
  const given = Object.hasOwn(GIVEN, phrase.name) ? GIVEN[phrase.name] : undefined;
  if (given !== undefined) {
    addFact(statement, draft, given, { at: 'scaffold' });
    draft.beyond(statement, leftover(phrase.beyond, GIVEN_WORDS));
    return;
  }
  const target = draft.lexicon.find(phrase.refersTo ?? '') ?? impliedTarget(entity, phrase, draft);
  if (phrase.refersTo !== undefined && !target) draft.beyond(statement, `reference to ${phrase.refersTo}`);
  const rules: FieldRules = {
    ...phrase.rules,
    ...(target ? { type: 'string', references: target.slug } : {}),
  };
  const isNamedAfter = target !== undefined && wordsOf(phrase.name).join('-') === target.slug;
  const name = isNamedAfter ? `${camel(wordsOf(phrase.name))}Id` : phrase.name;
  const known = entity.fields.find((field) => field.name === name);
  const field: Field = known ?? { name, type: 'string', required: false, keys: [], origin: new Map() };
  if (!known) entity.fields.push(field);
  if (isMarkedAlone && !field.origin.has('required')) field.isMarkedAlone = true;
  if (!isMarkedAlone && rules.required !== undefined) delete field.isMarkedAlone;
  mergeField(entity, field, rules, statement, draft);
  draft.beyond(statement, phrase.beyond);
}

/** `a room` or `roomId` among the fields of a booking means a reference, when rooms are a kind of thing. */
function impliedTarget(entity: Entity, phrase: FieldPhrase, draft: Draft): Entity | undefined {
  if (phrase.rules.type !== undefined && phrase.rules.type !== 'string') return undefined;
  if (phrase.rules.values ?? phrase.rules.maxLength ?? phrase.rules.pattern) return undefined;
  const words = wordsOf(phrase.name);
  const bare = words.at(-1) === 'id' ? words.slice(0, -1) : words;
  const target = draft.lexicon.entities.find((each) => each.slug === bare.join('-'));
  return target === entity ? undefined : target;
}
