import { describe, expect, it } from 'vitest';
import { readQualifiers } from './qualifiers.ts';

describe('what a document says of a field', () => {
  const cases: readonly [text: string, rules: object][] = [
    ['required, 1-80 characters', { required: true, minLength: 1, maxLength: 80, type: 'string' }],
    ['string, up to 20 chars, optional', { type: 'string', maxLength: 20, required: false }],
    ['integer, at least 1, at most 500', { type: 'integer', min: 1, max: 500 }],
    ['between -2 and 60', { min: -2, max: 60, type: 'integer' }],
    ['a number ≥ 0', { type: 'number', min: 0 }],
    ['greater than 0', { min: 1, type: 'integer' }],
    [
      'one of draft, open or closed, default draft',
      { values: ['draft', 'open', 'closed'], default: 'draft' },
    ],
    ['unique e-mail address', { type: 'string', format: 'email', unique: true }],
    ['list of strings, at most 5 items', { type: 'list', maxLength: 5 }],
    ['date-time in UTC', { type: 'datetime' }],
    ['boolean, default false', { type: 'boolean', default: false }],
    ['pattern ^[A-Z]{2}-\\d{3}$', { pattern: '^[A-Z]{2}-\\d{3}$', type: 'string' }],
  ];

  it.each(cases)('%s', (text, rules) => {
    expect(readQualifiers(text).rules).toMatchObject(rules);
  });

  it('is given back where no rule understands it', () => {
    expect(readQualifiers('required, translated into French').beyond).toBe('translated French');
    expect(readQualifiers('pattern ^(a+)+$').rules.pattern).toBeUndefined();
    expect(readQualifiers('pattern ^(a+)+$').beyond).not.toBe('');
  });
});
