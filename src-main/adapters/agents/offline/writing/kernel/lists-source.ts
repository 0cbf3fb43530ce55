/** `implementation/src/lists.ts` of a generated service. */
export const LISTS = `import { invalid } from './http/errors.ts';
import { PAGE } from './settings.ts';

export type Filter<T> = {
  /** Name of the query parameter. */
  param: string;
  field: keyof T & string;
  /** \`day\`: the field's date equals the value; \`contains\` ignores case. */
  test: 'equals' | 'atLeast' | 'atMost' | 'contains' | 'day';
};

export type Page<T> = { items: T[]; total: number; limit: number; offset: number };

/** Filters, sorts (\`sort=name\`, or \`sort=-name\` for the other way round) and cuts a page out of a list. */
export function listPage<T extends object>(
  records: readonly T[],
  query: URLSearchParams,
  filters: readonly Filter<T>[],
  sortable: readonly (keyof T & string)[],
): Page<T> {
  const limit = wholeNumber(query, 'limit', PAGE.limit, 1, PAGE.largestLimit);
  const offset = wholeNumber(query, 'offset', 0, 0, Number.MAX_SAFE_INTEGER);
  const kept = records.filter((record) => filters.every((filter) => passes(filter, record, query)));
  const sorted = sort(kept, query.get('sort'), sortable);
  return { items: sorted.slice(offset, offset + limit), total: kept.length, limit, offset };
}

function passes<T>(filter: Filter<T>, record: T, query: URLSearchParams): boolean {
  const wanted = query.get(filter.param);
  if (wanted === null) return true;
  const value = record[filter.field];
  switch (filter.test) {
    case 'equals':
      return Array.isArray(value) ? value.includes(wanted) : String(value) === wanted;
    case 'contains':
      return String(value ?? '')
        .toLowerCase()
        .includes(wanted.toLowerCase());
    case 'day':
      return String(value).startsWith(wanted);
    case 'atLeast':
      return value !== undefined && order(value, comparable(filter.param, wanted, value)) >= 0;
    case 'atMost':
      return value !== undefined && order(value, comparable(filter.param, wanted, value)) <= 0;
  }
}

/** The text of a query parameter as the kind of value it is compared with. */
function comparable(param: string, text: string, value: unknown): string | number {
  if (typeof value !== 'number') return text;
  const number = Number(text);
  if (text.trim() === '' || Number.isNaN(number))
    throw invalid([{ field: param, message: 'has to be a number' }]);
  return number;
}

function sort<T extends object>(
  records: readonly T[],
  wanted: string | null,
  sortable: readonly (keyof T & string)[],
): T[] {
  if (wanted === null) return [...records];
  const direction = wanted.startsWith('-') ? -1 : 1;
  const field = sortable.find((name) => name === wanted.replace(/^-/, ''));
  if (field === undefined) {
    throw invalid([{ field: 'sort', message: \`has to be one of \${sortable.join(', ') || 'no field'}\` }]);
  }
  return records.toSorted((a, b) => direction * order(a[field], b[field]));
}

/** Numbers and booleans by value, moments by time, other texts by alphabet, nothing last. */
function order(a: unknown, b: unknown): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  if (typeof a === 'string' && typeof b === 'string') {
    const moments = a.includes('T') && b.includes('T') ? Date.parse(a) - Date.parse(b) : Number.NaN;
    return Number.isNaN(moments) ? a.localeCompare(b) : moments;
  }
  return Number(a) - Number(b);
}

function wholeNumber(
  query: URLSearchParams,
  name: string,
  fallback: number,
  min: number,
  max: number,
): number {
  const text = query.get(name);
  if (text === null) return fallback;
  const value = /^\\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw invalid([{ field: name, message: \`has to be a whole number of at least \${min} and at most \${max}\` }]);
}
`;
