import type { Entity, Filter } from '../model.ts';
import { addFact, addKey, type Draft, feature, findField, periodOf, type Reader } from './draft.ts';
import { createScan, leftover } from './scan.ts';
import type { Statement } from './statements.ts';
import { withoutStory } from './story.ts';
import { OPERATION_VOCABULARY } from './verbs.ts';
import { camel, wordsOf } from './words.ts';

const LARGEST_PAGE = 10_000;

const LIST_WORDS =
  `accept accepts take takes limit offset items total default pagination paginate paginated paged page pages parameter parameters
  query optional range outside between maximum count number most least all lists list listing 400 integer invalid up
  collection collections`.split(/\s+/);

export const readLists: Reader = (statement, draft) =>
  readPageRange(statement, draft) ||
  readPagination(statement, draft) ||
  readSort(statement, draft) ||
  readFilters(statement, draft);

const readPageRange: Reader = (statement, draft) => {
  if (!/\blimit\b.*\b(?:outside|out of|invalid|beyond|exceed)/i.test(statement.text)) return false;
  const scan = createScan(statement.text);
  scan.take(/\b(?:outside|out of|beyond) (?:its|the|this) range\b/i);
  addFact(statement, draft, 'pageRange', { at: 'assembly' });
  draft.beyond(statement, leftover(scan.rest(), LIST_WORDS));
  return true;
};

const readPagination: Reader = (statement, draft) => {
  if (!/\blimit\b/i.test(statement.text) || !/\boffset\b/i.test(statement.text)) return false;
  const scan = createScan(statement.text);
  const range =
    scan.take(/\b(\d+)\s*(?:-|to|and)\s*(\d+)\b/) ??
    scan.take(/\b()(?:at most|up to|max(?:imum)?)\s+(\d+)\b/i);
  const fallback = scan.take(/\bdefault(?:s to| is|:)?\s+([1-9]\d*)\b/i);
  scan.take(/\bdefault(?:s to| is|:)?\s+0\b/i);
  const largest = Number(range?.[2] ?? 100);
  const page = { limit: Number(fallback?.[1] ?? Math.min(20, largest)), largestLimit: largest };
  const usable = page.limit <= page.largestLimit && largest >= 1 && largest <= LARGEST_PAGE;
  if (!usable || Number(range?.[1] || 1) !== 1) return false;
  draft.service.page = page;
  addFact(statement, draft, 'pagination', { at: 'assembly' });
  draft.beyond(statement, leftover(scan.rest(), LIST_WORDS));
  return true;
};

const SORTABLE = /^(.*?)\b(?:be )?(?:sortable|sorted|sort|ordered)\b(?: the)?(.*?)\bby\b(.+)$/i;

const readSort: Reader = (statement, draft) => {
  const match = SORTABLE.exec(withoutStory(statement.text));
  const [, before = '', between = '', list = ''] = match ?? [];
  const entity = match ? (subjectEntity(before, draft) ?? subjectEntity(between, draft)) : undefined;
  if (!entity) return false;
  const names = list
    .split(/,|\band\b|\bor\b/i)
    .map((name) => name.trim())
    .filter(Boolean);
  const fields = names.map((name) => {
    const field = findField(entity, name);
    return field?.type === 'list' ? undefined : field;
  });
  if (fields.every((field) => field === undefined)) return false;
  for (const [at, field] of fields.entries()) {
    if (!field) draft.beyond(statement, `sorting by ${names[at]}`);
    else if (!entity.sorts.some((sort) => sort.field === field.name))
      entity.sorts.push({ field: field.name, keys: [statement.key] });
    else addKey(entity.sorts.find((sort) => sort.field === field.name)?.keys ?? [], statement.key);
  }
  draft.place(statement, feature(entity));
  const known = [...draft.lexicon.words, 'list', 'lists', 'list', 'sort'];
  draft.beyond(statement, leftover(`${before} ${between}`, known));
  return true;
};

const FILTERED =
  /^(.*?)\b(?:filter(?:ed|able|s)?|search(?:ed|able)?|list(?:ed|s)?|find|found|restricted?|narrowed?)\b(.*?)\bby\b(.+)$/i;

const readFilters: Reader = (statement, draft) => {
  const match = FILTERED.exec(withoutStory(statement.text));
  const [, before = '', between = '', list = ''] = match ?? [];
  const entity = match ? (subjectEntity(between, draft) ?? subjectEntity(before, draft)) : undefined;
  if (!entity) return false;
  const names = list
    .split(/,|\band\b|\bor\b/i)
    .map((name) => name.replace(/^\s*by\b/i, '').trim())
    .filter(Boolean);
  const added = names.map((name) => addNamedFilter(entity, name, statement, draft));
  if (!added.includes(true)) return false;
  for (const [at, done] of added.entries()) if (!done) draft.beyond(statement, `filtering by ${names[at]}`);
  draft.beyond(
    statement,
    leftover(`${before} ${between}`, [...draft.lexicon.words, ...OPERATION_VOCABULARY, 'filter', 'search']),
  );
  return true;
};

function subjectEntity(text: string, draft: Draft): Entity | undefined {
  const words = text.trim().split(/\s+/);
  for (let from = 0; from < words.length; from++) {
    for (let to = words.length; to > from; to--) {
      const entity = draft.lexicon.find(words.slice(from, to).join(' '));
      if (entity) return entity;
    }
  }
  return undefined;
}

/** `minimum capacity`, `building`, `date`. */
function addNamedFilter(entity: Entity, phrase: string, statement: Statement, draft: Draft): boolean {
  const bound = /^(?:an? |the |its )*(min(?:imum)?|max(?:imum)?|earliest|latest)\s+(.+)$/i.exec(phrase);
  const field = findField(entity, bound?.[2] ?? phrase);
  if (bound?.[1] !== undefined && field) {
    const isMinimum = /^(?:min|earliest)/i.test(bound[1]);
    const param = camel([isMinimum ? 'min' : 'max', ...wordsOf(field.name)]);
    return (
      isOrdered(entity, field.name) &&
      addFilter(
        entity,
        { param, field: field.name, test: isMinimum ? 'atLeast' : 'atMost' },
        statement,
        draft,
      )
    );
  }
  if (field) return addFilterParam(entity, field.name, statement, draft);
  return /^(?:a |the )?(?:day|date)$/i.test(phrase) && addFilterParam(entity, 'date', statement, draft);
}

/** Adds the filter that a query parameter's name means: a field, `minCapacity`, `from`, `date`, `q`. */
export function addFilterParam(entity: Entity, param: string, statement: Statement, draft: Draft): boolean {
  if (/^(?:limit|offset)$/.test(param)) return addPlainParam(statement, draft);
  const exact =
    entity.fields.find((field) => field.name === param) ??
    entity.fields.find((field) => field.name === `${param}Id`);
  if (exact) {
    const test = exact.type === 'datetime' ? 'day' : 'equals';
    return addFilter(entity, { param, field: exact.name, test }, statement, draft);
  }
  const bound = /^(min|max)_?([A-Za-z]\w*)$/.exec(param);
  const limited = bound?.[2] === undefined ? undefined : findField(entity, bound[2]);
  if (limited && isOrdered(entity, limited.name)) {
    return addFilter(
      entity,
      { param, field: limited.name, test: bound?.[1] === 'min' ? 'atLeast' : 'atMost' },
      statement,
      draft,
    );
  }
  const start = periodOf(entity)?.start;
  if (start !== undefined && /^(?:from|after|since)$/.test(param))
    return addFilter(entity, { param, field: start, test: 'atLeast' }, statement, draft);
  if (start !== undefined && /^(?:to|until|before)$/.test(param))
    return addFilter(entity, { param, field: start, test: 'atMost' }, statement, draft);
  if (start !== undefined && /^(?:date|day)$/.test(param))
    return addFilter(entity, { param, field: start, test: 'day' }, statement, draft);
  const text = entity.fields.find(
    (field) =>
      /^(?:name|title)$/.test(field.name) && field.type === 'string' && !field.values && !field.references,
  );
  return (
    text !== undefined &&
    /^(?:q|query|search)$/.test(param) &&
    addFilter(entity, { param, field: text.name, test: 'contains' }, statement, draft)
  );
}

function addPlainParam(statement: Statement, draft: Draft): boolean {
  addFact(statement, draft, 'pagination', { at: 'assembly' });
  return true;
}

function isOrdered(entity: Entity, name: string): boolean {
  return ['integer', 'number', 'date', 'datetime'].includes(
    entity.fields.find((field) => field.name === name)?.type ?? '',
  );
}

function addFilter(
  entity: Entity,
  filter: Omit<Filter, 'keys'>,
  statement: Statement,
  draft: Draft,
): boolean {
  if (['sort', 'limit', 'offset'].includes(filter.param)) return false;
  const known = entity.filters.find((each) => each.param === filter.param);
  if (known && (known.field !== filter.field || known.test !== filter.test)) return false;
  if (known) addKey(known.keys, statement.key);
  else entity.filters.push({ ...filter, keys: [statement.key] });
  draft.place(statement, feature(entity));
  return true;
}
