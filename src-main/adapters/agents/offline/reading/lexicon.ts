import type { Entity } from '../model.ts';
import { readFieldPhrase, readFieldRow, splitList } from './fields.ts';
import { readPath } from './paths.ts';
import type { Statement } from './statements.ts';
import { OPERATION_WORDS, operationsIn } from './verbs.ts';
import { camel, kebab, plural, singular, typeNameOf, withArticle, wordsOf } from './words.ts';

/** The things that a document is about. */
export type Lexicon = {
  entities: Entity[];
  /** The entity that a phrase such as `the meeting rooms` means. */
  find(phrase: string): Entity | undefined;
  /** Every word that names an entity. */
  words: ReadonlySet<string>;
};

const DETERMINERS = new Set(
  `a an the each every any all new existing single one same given its their our his her another other some own of two
  individual specific particular valid only`.split(/\s+/),
);

const GENERIC = new Set(['item', 'record', 'entry', 'element', 'object', 'resource']);

/** Nouns that stand in many documents and are hardly ever what a service keeps. */
const NEVER = new Set(
  `ability access action actor answer api app application architecture background body button bug case change check
  checkbox client code comment component constant constraint container criterion css data database description design
  detail developer document documentation email endpoint entity environment error example feature field file following
  footer form format framework function functionality goal header html http id implementation index information input
  interface json key keyboard label layout library limit link list logic look main markup method model mode module name
  need node number operation option order overview package page parameter part password path port prefix problem
  process property purpose quality question readme reason reference repository request requirement response rest result
  role route row rule scenario schema scope screen script section server service set setting signal specification state
  status step story structure style summary support system table task-list template test text thing time title tool type
  ui unit update url user-interface validation value version view way web website widget word work workflow`.split(
    /\s+/,
  ),
);

/** Those of them that some services do keep: a list of their fields or a path of their own says so. */
const KEPT_BY_SOME = new Set(
  `answer case client comment document goal label library link order package page property question step story tool
  unit website`.split(/\s+/),
);

type Evidence = { words: string[]; weight: number };

/** Weight from which a noun counts as something that the service keeps. */
const ENOUGH = 2;

const MOST_ENTITIES = 12;

export function discoverEntities(statements: readonly Statement[]): Lexicon {
  const found = new Map<string, Evidence>();
  const add: Add = (phrase, weight, isNamed = false) => {
    const words = nounWords(phrase);
    const slug = kebab(words);
    if (words.length === 0 || (NEVER.has(slug) && !isNamed) || !/^[a-z][a-z0-9-]{1,30}$/.test(slug)) return;
    const entry = found.get(slug) ?? { words, weight: 0 };
    found.set(slug, { words, weight: entry.weight + weight });
  };
  for (const statement of statements) {
    fromPath(statement, add);
    fromFields(statement, add);
  }
  fromVerbs(statements, add);
  const kept = [...found.values()].filter((entry) => entry.weight >= ENOUGH).slice(0, MOST_ENTITIES);
  return createLexicon(kept.map((entry) => createEntity(entry.words)));
}

export function createLexicon(entities: Entity[]): Lexicon {
  const bySlug = new Map(entities.map((entity) => [entity.slug, entity]));
  return {
    entities,
    words: new Set(entities.flatMap((entity) => [...wordsOf(entity.slug), ...wordsOf(entity.plural)])),
    find(phrase) {
      const words = nounWords(phrase);
      for (let from = 0; from < words.length; from++) {
        const entity = bySlug.get(kebab(words.slice(from)));
        if (entity) return entity;
      }
      return GENERIC.has(words.at(-1) ?? '') && entities.length === 1 ? entities[0] : undefined;
    },
  };
}

function createEntity(words: readonly string[]): Entity {
  const last = words.at(-1) ?? '';
  const many = [...words.slice(0, -1), plural(last)];
  return {
    slug: kebab(words),
    plural: kebab(many),
    typeName: typeNameOf(words),
    camel: camel(words),
    label: words.join(' '),
    one: withArticle(words.join(' ')),
    path: `/${kebab(many)}`,
    fields: [],
    operations: [],
    filters: [],
    sorts: [],
    nested: [],
    rules: [],
    keys: [],
    assumptions: [],
  };
}

/** Singular words of a noun phrase without what only points. */
function nounWords(phrase: string): string[] {
  const words = wordsOf(phrase.replace(/'s\b/g, '')).filter((word) => !DETERMINERS.has(word));
  return words.map((word, at) => (at === words.length - 1 ? singular(word) : word));
}

/** `isNamed` where the document says outright that the thing has fields, whatever it is called. */
type Add = (phrase: string, weight: number, isNamed?: boolean) => void;

function fromPath(statement: Statement, add: Add): void {
  const path = readPath(statement.text);
  if (!path || path.resource === undefined) return;
  add(path.resource, ENOUGH, KEPT_BY_SOME.has(singular(path.resource)));
  if (path.child !== undefined && singular(path.child) !== path.child) add(path.child, ENOUGH);
}

const HAS =
  /^(?:an?|each|every|the|all)?\s*([A-Za-z][\w-]*(?: [a-z][\w-]*){0,2}?)\s+(?:must |shall |should |may |can |might |could )?(?:has|have|consists? of|contains?|includes?|stores?|records?|is described by)\s+(.+)$/i;

const STORES =
  /^(?:the )?(?:system|service|application|app|api) (?:must |shall |should |can |may )?(?:stores?|keeps?|holds?|records?|saves?) ([A-Za-z][\w-]*(?: [a-z][\w-]*)?) with (.+)$/i;

/** The subject of a sentence that lists fields, and the list: `a book has a title`, `the system stores books with a title`. */
export function fieldSentence(text: string): { subject: string; list: string } | undefined {
  const match = STORES.exec(text) ?? HAS.exec(text);
  return match?.[1] !== undefined && match[2] !== undefined
    ? { subject: match[1], list: match[2] }
    : undefined;
}

function fromFields(statement: Statement, add: Add): void {
  if (!readPath(statement.text) && isFieldLine(statement)) {
    const owner = fieldsOwner(statement.headings.at(-1) ?? '');
    const nouns = statement.headings.slice(statement.headings.length > 1 ? 1 : 0).map(entityHeading);
    const noun = nouns.findLast((heading) => wordsOf(heading).length <= LONGEST_HEADING && isNoun(heading));
    if (owner !== undefined) add(owner, ENOUGH, true);
    else if (noun !== undefined) add(noun, ENOUGH);
  }
  const sentence = fieldSentence(statement.text);
  if (!sentence) return;
  if (/\b(?:following|these) (?:fields|attributes|properties)\b/i.test(sentence.list))
    add(sentence.subject, ENOUGH);
  const phrases = splitList(sentence.list).map(readFieldPhrase);
  const fields = phrases.filter((phrase) => phrase !== undefined);
  const telling = fields.filter((field) => Object.keys(field.rules).length > 0 && field.beyond === '');
  if (telling.length > 0 && fields.length === phrases.length) {
    add(sentence.subject, ENOUGH, KEPT_BY_SOME.has(kebab(nounWords(sentence.subject))));
  }
}

/** `a tool` in `Fields of a tool`, the title of a list of fields. */
function fieldsOwner(heading: string): string | undefined {
  return /^(?:the )?(?:fields|attributes|properties) of ((?:an?|the|each|every) [\w-]+(?: [\w-]+)?)$/i.exec(
    heading,
  )?.[1];
}

const LONGEST_HEADING = 3;

function isNoun(phrase: string): boolean {
  const words = nounWords(phrase);
  return words.length > 0 && !NEVER.has(kebab(words)) && !NEVER.has(words.at(-1) ?? '');
}

/** A heading such as `The Room entity` or `Fields of a room`, without the words around the noun. */
export function entityHeading(heading: string): string {
  return heading
    .replace(
      /\b(?:entity|entities|resource|model|record|fields|attributes|properties|table|object|schema)\b/gi,
      ' ',
    )
    .replace(/\(.*\)/g, ' ')
    .trim();
}

/** A row or a list item that says what one field is: a name and at least one rule that is understood. */
export function isFieldLine(statement: Statement): boolean {
  const isRow = statement.cells.length > 1;
  if (!isRow && !/^[\w-]+(?: [\w-]+)?\s*(?::|\(|\s-\s)/.test(statement.text)) return false;
  const phrase = isRow ? readFieldRow(statement.cells) : readFieldPhrase(statement.text);
  if (!phrase || (!isRow && phrase.beyond !== '' && phrase.rules.required === undefined)) return false;
  return (phrase.rules.type ?? phrase.refersTo ?? phrase.rules.required) !== undefined;
}

/** Nouns that a document creates and does at least one more thing with. */
function fromVerbs(statements: readonly Statement[], add: Add): void {
  const seen = new Map<string, { phrase: string; kinds: Set<string> }>();
  const pattern = new RegExp(`\\b((?:${OPERATION_WORDS})\\b[^.;:]{0,60})`, 'gi');
  for (const statement of statements) {
    for (const match of statement.text.matchAll(pattern)) {
      const { kinds, object } = operationsIn(match[1] ?? '');
      const words = nounWords(object).slice(0, 2);
      for (const candidate of [words.slice(0, 1), words, words.slice(-1)]) {
        const phrase = candidate
          .map((word, at) => (at === candidate.length - 1 ? singular(word) : word))
          .join(' ');
        const entry = seen.get(phrase) ?? { phrase, kinds: new Set<string>() };
        for (const kind of kinds) entry.kinds.add(kind);
        seen.set(phrase, entry);
      }
    }
  }
  const lasting = [...seen.values()].filter((entry) => entry.kinds.has('create') && entry.kinds.size > 1);
  for (const entry of lasting) {
    const longer = lasting.some((other) => other !== entry && other.phrase.startsWith(`${entry.phrase} `));
    if (!longer) add(entry.phrase, ENOUGH);
  }
}
