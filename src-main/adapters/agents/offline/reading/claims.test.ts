import { describe, expect, it } from 'vitest';
import { requirementOf, sentences } from '../testing/documents.ts';
import { readModel } from './read.ts';

describe('a reference', () => {
  const TICKET = 'A ticket has a title (required, 1-80 characters) and a body (optional).';
  const CUSTOMER = 'A customer has a name (required).';
  const readTicket = (...texts: string[]) => {
    const model = readModel(sentences('Data', TICKET, CUSTOMER, ...texts), 'Desk');
    const ticket = model.entities.find((entity) => entity.slug === 'ticket');
    return {
      field: ticket?.fields.find((field) => field.name === 'customerId'),
      fields: ticket?.fields,
      beyond: texts.map((_, at) => model.outcomes.get(`R-${at + 3}`)?.beyond),
    };
  };
  const cases: readonly [text: string, required: boolean][] = [
    ['Every ticket belongs to a customer.', true],
    ['Each ticket has a customer.', true],
    ['A ticket must belong to exactly one customer.', true],
    ['Tickets must belong to a customer.', true],
    ['A ticket belongs to a customer.', true],
    ['Every ticket has a deadline (date, required) and a customer.', true],
    ['A ticket may belong to a customer.', false],
    ['A ticket can belong to a customer.', false],
    ['A ticket may have a customer.', false],
  ];

  it.each(cases)('%s Required: %s', (text, required) => {
    const { field, beyond } = readTicket(text);
    expect(field).toMatchObject({ references: 'customer', required });
    expect(field?.origin.get('required')).toEqual(['R-3']);
    expect(beyond).toEqual([[]]);
  });

  it.each([
    'A ticket belongs to customers.',
    'An urgent ticket belongs to a customer.',
    'A ticket belongs to one or more customers.',
  ])('is not read from: %s', (text) => {
    const { field, beyond } = readTicket(text);
    expect(field).toBeUndefined();
    expect(beyond[0]).not.toEqual([]);
  });

  it('that is asked for says nothing about the fields beside it', () => {
    const model = readModel(
      sentences(
        'Data',
        'A ticket has a title (string) and a size (integer).',
        CUSTOMER,
        'Every ticket belongs to a customer.',
      ),
      'Desk',
    );
    expect(model.entities[0]?.fields.map((field) => field.required)).toEqual([true, true, true]);
  });

  it('that is marked optional and asked for elsewhere is a gap', () => {
    const { beyond } = readTicket(
      'A ticket has a customer (optional).',
      'Every ticket belongs to a customer.',
    );
    expect(beyond[1]).toEqual(['customerId required true, which contradicts R-3']);
  });
});

describe('what is not said', () => {
  it('is not invented: without a field there is no record, and its requirements are left open', () => {
    const model = readModel(
      sentences(
        'Wishes',
        'As a cook, I want to add a recipe with title, servings and cooking time.',
        'Users can list, edit and delete recipes.',
        'Every rating belongs to a recipe.',
        'GET /recipes lists recipes.',
      ),
      'Kitchen',
    );
    expect(model.entities).toEqual([]);
    const outcomes = [...model.outcomes.values()];
    expect(outcomes.every(({ places, beyond }) => places.length === 0 && beyond.length > 0)).toBe(true);
  });

  it('is no field: the number of a row', () => {
    const rows = ['A1 | url | required', 'A2 | text | required'];
    const model = readModel(
      rows.map((row, at) => requirementOf(at + 1, row, at, ['Shop', 'Acceptance'])),
      'Shop',
    );
    expect(model.entities).toEqual([]);
  });
});

describe('what the system stores', () => {
  it('is read with its fields', () => {
    const model = readModel(
      sentences(
        'Books',
        'The system must store books with a title, an author and a number of copies.',
        'The number of copies of a book must be between 0 and 1000.',
      ),
      'Library',
    );
    expect(model.entities[0]?.fields).toMatchObject([
      { name: 'title' },
      { name: 'author' },
      { name: 'copies', type: 'integer', min: 0, max: 1000 },
    ]);
    expect([...model.outcomes.values()].map(({ beyond }) => beyond)).toEqual([[], []]);
  });
});

describe('what stands in parentheses after a field', () => {
  const field = (text: string) => {
    const model = readModel(sentences('Data', `A ticket has a title (required) and ${text}.`), 'Desk');
    return { field: model.entities[0]?.fields[1], beyond: model.outcomes.get('R-1')?.beyond };
  };

  it.each([
    [
      'a priority (low, normal or high, default normal)',
      { values: ['low', 'normal', 'high'], default: 'normal' },
    ],
    ['a status (open, pending, closed)', { values: ['open', 'pending', 'closed'] }],
    ['a channel (mail or phone, required)', { values: ['mail', 'phone'], required: true }],
    ['a note (optional, at most 200 characters)', { name: 'note', maxLength: 200, required: false }],
  ])('%s', (text, expected) => {
    expect(field(text)).toMatchObject({ field: { type: 'string', ...expected }, beyond: [] });
  });

  it('is left open where it may be parts or remarks', () => {
    const { field: address, beyond } = field('an address (street, town, country)');
    expect(address?.values).toBeUndefined();
    expect(beyond).not.toEqual([]);
  });
});
