/** `implementation/src/validation.ts` of a generated service. */
export const VALIDATION = `import { type FieldProblem, invalid } from './http/errors.ts';
import { UNKNOWN_FIELDS } from './settings.ts';

export type FieldRule = {
  type: 'string' | 'integer' | 'number' | 'boolean' | 'date' | 'datetime' | 'list';
  required?: boolean;
  min?: number;
  max?: number;
  /** Characters of a string, or items of a list. */
  minLength?: number;
  maxLength?: number;
  pattern?: RegExp;
  format?: 'email' | 'url' | 'uuid';
  values?: readonly string[];
  default?: string | number | boolean;
};

export type Schema<T> = { readonly [Field in keyof T]-?: FieldRule };

const FORMATS = {
  email: /^[^\\s@]+@[^\\s@.]+(\\.[^\\s@.]+)+$/,
  url: /^https?:\\/\\/[^\\s/]+(\\/\\S*)?$/,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
};

const DAY = /^\\d{4}-\\d{2}-\\d{2}$/;
const MOMENT = /^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?(Z|[+-]\\d{2}:\\d{2})$/;

/** Checks a whole record and fills in defaults. Throws an error that names every field with a problem. */
export function validate<T>(schema: Schema<T>, body: unknown): T {
  const given = asObject(body);
  const rules = Object.entries<FieldRule>(schema);
  const problems: FieldProblem[] = [];
  const values = new Map<string, unknown>();
  for (const [field, rule] of rules) {
    const raw = Object.hasOwn(given, field) ? given[field] : undefined;
    const value = typeof raw === 'string' ? raw.trim() : (raw ?? rule.default);
    if (value === undefined || value === '') {
      if (rule.required) problems.push({ field, message: 'is required' });
      continue;
    }
    const message = problemOf(rule, value);
    if (message !== undefined) problems.push({ field, message });
    values.set(field, value);
  }
  if (UNKNOWN_FIELDS === 'refuse') problems.push(...unknownFields(schema, given));
  if (problems.length > 0) throw invalid(problems);
  return Object.fromEntries(values) as T;
}

/** The same check for a change: fields that are not given keep their value, null clears an optional field. */
export function validateChange<T extends object>(schema: Schema<T>, current: T, body: unknown): T {
  const kept = Object.keys(schema)
    .filter((field) => Object.hasOwn(current, field))
    .map((field) => [field, current[field as keyof T]]);
  return validate(schema, { ...Object.fromEntries(kept), ...asObject(body) });
}

function asObject(body: unknown): Record<string, unknown> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body))
    return body as Record<string, unknown>;
  throw invalid([{ field: 'body', message: 'has to be a JSON object' }]);
}

function unknownFields(schema: object, given: object): FieldProblem[] {
  return Object.keys(given)
    .filter((field) => !Object.hasOwn(schema, field))
    .map((field) => ({ field, message: 'is not a known field' }));
}

function problemOf(rule: FieldRule, value: unknown): string | undefined {
  switch (rule.type) {
    case 'string':
      return typeof value === 'string' ? textProblem(rule, value) : 'has to be text';
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'has to be true or false';
    case 'date':
      return isDay(value) ? undefined : 'has to be a date such as 2030-01-31';
    case 'datetime':
      return isMoment(value) ? undefined : 'has to be a time such as 2030-01-31T09:00:00Z';
    case 'list':
      return isTextList(value) ? lengthProblem(rule, value.length, 'items') : 'has to be a list of texts';
    case 'integer':
      return Number.isSafeInteger(value) ? rangeProblem(rule, value as number) : 'has to be a whole number';
    case 'number':
      return Number.isFinite(value) ? rangeProblem(rule, value as number) : 'has to be a number';
  }
}

function textProblem(rule: FieldRule, value: string): string | undefined {
  if (rule.values && !rule.values.includes(value)) return \`has to be one of \${rule.values.join(', ')}\`;
  const length = lengthProblem(rule, [...value].length, 'characters');
  if (length !== undefined) return length;
  if (rule.pattern && !rule.pattern.test(value)) return \`has to match \${rule.pattern.source}\`;
  if (rule.format && !FORMATS[rule.format].test(value)) return \`has to be a valid \${rule.format}\`;
  return undefined;
}

function lengthProblem(rule: FieldRule, length: number, unit: string): string | undefined {
  if (length < (rule.minLength ?? 0)) return \`has to have at least \${rule.minLength} \${unit}\`;
  if (length > (rule.maxLength ?? Infinity)) return \`may have at most \${rule.maxLength} \${unit}\`;
  return undefined;
}

function rangeProblem(rule: FieldRule, value: number): string | undefined {
  if (value < (rule.min ?? -Infinity)) return \`has to be at least \${rule.min}\`;
  if (value > (rule.max ?? Infinity)) return \`may be at most \${rule.max}\`;
  return undefined;
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isDay(value: unknown): boolean {
  if (typeof value !== 'string' || !DAY.test(value)) return false;
  const time = Date.parse(value);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

function isMoment(value: unknown): boolean {
  return typeof value === 'string' && MOMENT.test(value) && !Number.isNaN(Date.parse(value));
}
`;
