import type { Requirement } from '#shared/model/requirement.ts';
import type { Model, Outcome, Place, Service } from '../model.ts';
import { readCrud } from './crud-reader.ts';
import type { Draft, Reader } from './draft.ts';
import { dropEmpty, forgetPlaces } from './drop-empty.ts';
import { readEndpoint } from './endpoint-reader.ts';
import { readFields } from './field-reader.ts';
import {
  readFieldRule,
  readInitialValue,
  readMissingField,
  readTrimmed,
  readUnique,
} from './field-rule-reader.ts';
import { discoverEntities } from './lexicon.ts';
import { readLists } from './list-reader.ts';
import { packageName } from './name.ts';
import { readDuration, readIgnoredOverlap, readNotPast, readOrder, readOverlap } from './period-reader.ts';
import { type RuleReader, splitStatus } from './phrases.ts';
import {
  readBelongs,
  readFrozen,
  readOnlyFrom,
  readRestrict,
  readUnknownReference,
  readWithinReference,
} from './record-reader.ts';
import { readService } from './service-reader.ts';
import { settleEntities } from './settle-entities.ts';
import { settleFields } from './settle-fields.ts';
import { type Statement, statementsOf } from './statements.ts';
import { readSupporting } from './support-reader.ts';

const RULE_READERS: readonly RuleReader[] = [
  readUnique,
  readMissingField,
  readUnknownReference,
  readDuration,
  readOverlap,
  readIgnoredOverlap,
  readNotPast,
  readOrder,
  readWithinReference,
  readRestrict,
  readOnlyFrom,
  readFrozen,
  readInitialValue,
  readTrimmed,
  readFieldRule,
];

const readRules: Reader = (statement, draft) => {
  const { text, status } = splitStatus(statement.text);
  return RULE_READERS.some((reader) => reader(text, status, statement, draft));
};

/** What the rules understand of the requirements. The same requirements always give the same model. */
export function readModel(requirements: readonly Requirement[], title: string): Model {
  const statements = requirements.flatMap(statementsOf);
  const outcomes = new Map<string, Outcome>(
    requirements.map((requirement) => [requirement.key, { places: [], beyond: [] }]),
  );
  const draft = createDraft(statements, outcomes);
  let unread = statements;
  for (const phase of [readService, readFields, readBelongs])
    unread = unread.filter((each) => !phase(each, draft));
  for (const { keys, text } of [...dropEmpty(draft), ...settleFields(draft.lexicon)]) {
    for (const key of keys) outcomes.get(key)?.beyond.push(text);
  }
  forgetPlaces(draft, outcomes);
  for (const reader of [readEndpoint, readRules, readLists, readSupporting, readCrud]) {
    unread = unread.filter((each) => !reader(each, draft));
  }
  for (const statement of unread) draft.beyond(statement, statement.text);
  for (const { keys, text } of [...settleFields(draft.lexicon), ...settleEntities(draft)]) {
    for (const key of keys) outcomes.get(key)?.beyond.push(text);
  }
  return {
    name: packageName(title),
    title,
    entities: draft.lexicon.entities,
    service: draft.service,
    supporting: draft.supporting,
    outcomes,
  };
}

function createDraft(statements: readonly Statement[], outcomes: Map<string, Outcome>): Draft {
  return {
    lexicon: discoverEntities(statements),
    service: defaultService(),
    supporting: new Map(),
    paths: new Map(),
    place(statement, place) {
      const places = outcomes.get(statement.key)?.places ?? [];
      if (!places.some((other) => placeName(other) === placeName(place))) places.push(place);
    },
    beyond(statement, text) {
      if (text.trim() !== '') outcomes.get(statement.key)?.beyond.push(text.trim());
    },
  };
}

export function placeName(place: Place): string {
  return 'entity' in place ? `${place.at}:${place.entity}` : place.at;
}

function defaultService(): Service {
  return {
    healthPath: '/health',
    bodyLimitBytes: 65_536,
    invalidStatus: 400,
    unknownFields: 'ignore',
    page: { limit: 20, largestLimit: 100 },
    keys: new Map(),
  };
}
