import { describe, expect, it } from 'vitest';
import type { Entity } from '../model.ts';
import { requirementOf, sentences } from '../testing/documents.ts';
import { readModel } from './read.ts';

const BOOKING =
  'A booking has a title (required, 3-80 characters), a room (reference to a room), a start (datetime, required), an end (datetime, required), a seats (integer) and a status (one of open, held, closed, default open).';
const ROOM = 'A room has a name (required) and a capacity (integer, at least 1).';

function read(...texts: string[]) {
  const model = readModel(sentences('Data', BOOKING, ROOM, ...texts), 'Rooms');
  const find = (slug: string) => model.entities.find((each) => each.slug === slug) as Entity;
  const beyond = (number: number) => model.outcomes.get(`R-${number}`)?.beyond;
  return { model, booking: find('booking'), room: find('room'), beyond };
}

describe('rules in sentences', () => {
  const cases: readonly [text: string, entity: 'booking' | 'room', rule: object][] = [
    [
      'The end of a booking must be after its start.',
      'booking',
      { kind: 'order', earlier: 'start', later: 'end' },
    ],
    [
      "A booking's start must be before its end.",
      'booking',
      { kind: 'order', earlier: 'start', later: 'end' },
    ],
    ['A booking must end after it starts.', 'booking', { kind: 'order', earlier: 'start', later: 'end' }],
    ['Bookings must not last longer than 2 hours.', 'booking', { kind: 'duration', maxMinutes: 120 }],
    [
      'Bookings for the same room must not overlap.',
      'booking',
      { kind: 'noOverlap', by: 'roomId', status: 409 },
    ],
    ['A room cannot be booked twice at the same time.', 'booking', { kind: 'noOverlap', by: 'roomId' }],
    ['A booking must not start in the past.', 'booking', { kind: 'notPast', field: 'start' }],
    [
      'Seats must not exceed the capacity of the room.',
      'booking',
      { kind: 'withinReference', limit: 'capacity' },
    ],
    [
      'A closed booking cannot be changed; the service answers 409.',
      'booking',
      { kind: 'frozen', value: 'closed' },
    ],
    ['Only open bookings can be closed.', 'booking', { kind: 'transition', from: ['open'], to: 'closed' }],
  ];

  it.each(cases)('%s', (text, entity, rule) => {
    const found = read(text, 'PATCH /bookings/{id} changes a booking.');
    expect(found[entity].rules).toEqual([expect.objectContaining(rule)]);
    expect(found.beyond(3)).toEqual([]);
  });

  it('A room that has bookings must not be deleted', () => {
    const { room } = read(
      'A room that has bookings must not be deleted.',
      'DELETE /rooms/{id} deletes a room.',
    );
    expect(room.rules).toMatchObject([{ kind: 'restrict', by: 'booking', field: 'roomId' }]);
  });

  it('field rules may stand on their own', () => {
    const { room, booking } = read(
      'Room names must be unique.',
      'The capacity of a room must be at most 500.',
      'The title must not be empty.',
    );
    expect(room.fields).toMatchObject([
      { name: 'name', unique: true },
      { name: 'capacity', min: 1, max: 500 },
    ]);
    expect(booking.fields[0]?.keys).toContain('R-5');
  });
});

describe('endpoints', () => {
  it('are read from rows and sentences, with the path that the document gives', () => {
    const { room, booking } = read(
      '| POST | `/api/v1/rooms` | creates a room |',
      'GET /api/v1/rooms/:roomId/bookings | lists the bookings of a room',
      'POST /bookings/{id}/close closes a booking.',
    );
    expect(room.path).toBe('/api/v1/rooms');
    expect(room.operations).toMatchObject([
      { kind: 'create', keys: ['R-3'] },
      { kind: 'read', keys: [] },
    ]);
    expect(booking.nested).toMatchObject([{ parent: 'room', field: 'roomId' }]);
    expect(booking.rules).toMatchObject([{ kind: 'transition', action: 'close', to: 'closed' }]);
  });

  it('are read from what users can do', () => {
    const { room } = read(
      'As a caretaker, I want to add, rename and delete rooms, so that the list is right.',
    );
    expect(room.operations.map((operation) => operation.kind)).toEqual([
      'create',
      'update',
      'remove',
      'read',
    ]);
  });

  it('are assumed, and said to be, where the document names none', () => {
    const { room } = read();
    expect(room.operations).toHaveLength(5);
    expect(room.assumptions[0]).toContain('No requirement names an endpoint');
  });
});

describe('what the rules do not understand', () => {
  const cases: readonly [text: string, beyond: string][] = [
    ['Users must not be able to delete rooms.', 'Users must not be able to delete rooms'],
    ['Only administrators can create rooms.', 'Only administrators can create rooms'],
    ['GET /rooms lists rooms by distance.', 'distance'],
    [
      'The service sends an e-mail when a room is created.',
      'The service sends an e-mail when a room is created',
    ],
    ['Users can create rooms and get a discount.', 'discount'],
    ['Room names must be unique within a building.', 'Room names must be unique within a building'],
    ['POST /rooms/{id}/doors/{door}/open opens a door.', 'POST /rooms/{id}/doors/{door}/open opens a door'],
    ['A room has a colour (required, fashionable).', 'fashionable'],
  ];

  it.each(cases)('%s', (text, beyond) => {
    expect(read(text).beyond(3)?.join(' ')).toContain(beyond);
  });

  it('is a contradiction when two requirements disagree, and the first one holds', () => {
    const { room, beyond } = read('The capacity of a room must be at least 2.');
    expect(room.fields[1]).toMatchObject({ name: 'capacity', min: 1 });
    expect(beyond(3)).toEqual(['capacity min 2, which contradicts R-2']);
  });

  it('is a rule that nothing can keep', () => {
    const { room, beyond } = read(
      'A room has a code (exactly 3 characters, at least 9 characters, required).',
    );
    expect(room.fields[2]).toMatchObject({ name: 'code', required: true });
    expect(beyond(3)).not.toEqual([]);
  });
});

describe('tables of fields', () => {
  const expected = [
    { name: 'title', type: 'string', required: true, maxLength: 80 },
    { name: 'pages', type: 'integer', required: false, min: 1 },
    { name: 'state', values: ['new', 'old'], default: 'new' },
  ];
  const tables: readonly [how: string, text: string][] = [
    [
      'as Markdown',
      '| Field | Type | Required | Rules |\n|---|---|---|---|\n| `title` | string | yes | up to 80 characters |\n| `pages` | integer | no | at least 1 |\n| `state` | `new` \\| `old` | no | starts as `new` |'.replace(
        ' \\| ',
        '\\|',
      ),
    ],
    [
      'joined on one line',
      'Field | Type | Required | Rules; title | string | yes | up to 80 characters; pages | integer | no | at least 1; state | new|old | no | starts as new',
    ],
  ];

  it.each(tables)('are read when they are one requirement, %s', (_how, text) => {
    const model = readModel([requirementOf(1, text, 1, ['Library', 'Book'])], 'Library');
    expect(model.entities[0]?.fields).toMatchObject(expected);
    expect(model.outcomes.get('R-1')?.beyond).toEqual([]);
  });

  it('are read row by row', () => {
    const rows = ['title | string | yes | up to 80 characters', '| `pages` | integer | no | at least 1 |'];
    const model = readModel(
      rows.map((row, at) => requirementOf(at + 1, row, at, ['Library', '2.1 Book'])),
      'Library',
    );
    expect(model.entities[0]?.fields).toMatchObject(expected.slice(0, 2));
  });
});
