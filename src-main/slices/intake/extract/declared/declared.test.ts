import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDeclared } from './declared.ts';
import { LONGEST_DECLARATION } from './parse.ts';

function texts(contract: string): string[] {
  return (readDeclared(contract) ?? []).map(({ text }) => text);
}

const schemaOf = (field: string) =>
  `openapi: 3.1.0\ncomponents:\n  schemas:\n    A:\n      properties:\n        ${field}`;

describe('an API description', () => {
  it('gives each operation with its query, its statuses and its rules, and the range that declares it', () => {
    const contract = [
      'openapi: 3.0.3',
      'info: { title: Rooms }',
      'paths:',
      '  /rooms/{id}:',
      '    parameters: [{ name: id, in: path }]',
      '    get:',
      '      summary: Returns a room.',
      '      parameters:',
      '        - { name: lang, in: query, schema: { type: string, enum: [de, en] } }',
      '      security: [{ token: [] }]',
      '      responses:',
      "        '200': { description: ok }",
      "        '404': { description: No such room }",
      "        '409': { description: The room is closed. }",
      '  x-other: 1',
    ].join('\n');
    const [operation, ...others] = readDeclared(contract) ?? [];
    expect(others).toEqual([]);
    expect(operation).toMatchObject({
      text: 'GET /rooms/{id}?lang= returns a room; 200; 404 when it does not exist; 409: The room is closed',
      kind: 'interface',
      headings: ['Rooms'],
      acceptance: ['lang: query, string, one of de, en', 'Needs token'],
    });
    const source = contract.slice(operation?.start, operation?.end);
    expect(source.startsWith('get:') && source.trimEnd().endsWith('closed. }')).toBe(true);
  });

  it('keeps the words of an answer that says more than its status', () => {
    const contract =
      'swagger: "2.0"\npaths: {/a: {post: {responses: {400: {description: The seat is taken}}}}}';
    expect(texts(contract)).toEqual(['POST /a; 400: The seat is taken']);
  });

  it.each([
    ['n: { type: string, minLength: 1, maxLength: 80 }', 'n | string | 1 to 80 characters | optional'],
    ['n: { type: integer, minimum: 1, maximum: 9 }', 'n | integer | between 1 and 9 | optional'],
    ['n: { type: number, exclusiveMinimum: 0 }', 'n | number | more than 0 | optional'],
    ['n: { type: number, minimum: 0, exclusiveMinimum: true }', 'n | number | more than 0 | optional'],
    ['n: { type: [string, "null"], format: date-time }', 'n | datetime | may be null | optional'],
    [
      'n: { type: array, items: { type: string }, minItems: 1 }',
      'n | list of strings | at least 1 entries | optional',
    ],
    [
      'n: { enum: [a, b], default: a, description: A  word }',
      'n | one of a, b | default a | optional | Description: A word',
    ],
    ['n: { $ref: "#/x/Room" }', 'n | object Room | optional'],
    ['n: { oneOf: [{ $ref: "#/x/Cat" }, { type: string }] }', 'n | Cat or string | optional'],
    [
      'n: { type: string, format: constructor, readOnly: true }',
      'n | string (constructor) | set by the service | optional',
    ],
    ['n: *missing', 'n | optional'],
  ])('words the field %s', (field, text) => {
    expect(texts(schemaOf(field))).toEqual([text]);
  });

  it('tells the fields within a field as its criteria', () => {
    const [find] =
      readDeclared(
        schemaOf('n: { required: [b], properties: { b: { type: string }, c: { properties: { d: {} } } } }'),
      ) ?? [];
    expect(find?.acceptance).toEqual(['n.b: string, required', 'n.c: object, optional', 'n.c.d: optional']);
  });
});

describe('a JSON Schema', () => {
  it('gives its fields and those of its definitions', () => {
    const schema = JSON.stringify(
      {
        title: 'Order',
        properties: { lines: { type: 'array', items: { $ref: '#/$defs/Line' } } },
        required: ['lines'],
        $defs: {
          Line: { allOf: [{ properties: { sku: { type: 'string' } } }] },
          State: { enum: ['open', 'done'] },
        },
      },
      null,
      2,
    );
    expect((readDeclared(schema) ?? []).map(({ text, headings }) => [...headings, text])).toEqual([
      ['Order', 'lines | list of Line | required'],
      ['Order', 'Line', 'sku | string | optional'],
      ['Order', 'State | one of open, done'],
    ]);
  });
});

describe('what is no contract, or a hostile one', () => {
  it.each([
    ['code', 'const properties = 1;'],
    ['other data', '{ "name": "x", "text": "It must start" }'],
    ['a list', '- openapi: 3'],
    ['too long', `openapi: 3\n${'#'.repeat(LONGEST_DECLARATION)}`],
    ['nested brackets', `openapi: ${'['.repeat(100_000)}`],
    ['nested markers', `openapi: 3\n${'- '.repeat(100_000)}`],
    [
      'nested indentation',
      `openapi: 3\n${Array.from({ length: 100 }, (_, at) => `${' '.repeat(at)}a:`).join('\n')}`,
    ],
  ])('declares nothing: %s', (_name, text) => {
    expect(readDeclared(text)).toBeUndefined();
  });

  it('does not follow aliases', () => {
    const levels = Array.from({ length: 30 }, (_, at) => `b${at + 1}: &b${at + 1} [${`*b${at},`.repeat(9)}]`);
    const bomb = `openapi: 3\nb0: &b0 [x]\n${levels.join('\n')}\ncomponents: { schemas: { A: *b30 } }`;
    expect(readDeclared(bomb)).toEqual([]);
  });

  it('gives ranges in order and never throws, whatever stands there', () => {
    const pieces = [
      'openapi: 3\n',
      'paths:\n',
      '  /a:\n',
      '    get:\n',
      'properties:\n',
      '  n: ',
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '- ',
      '? ',
      '&a ',
      '*a',
      '!!map ',
      '!',
      '|\n',
      '>\n',
      '"',
      "'",
      '\\',
      '<<: ',
      '%YAML 1.2\n',
      '---\n',
      '...\n',
      '#',
      ' ',
      '  ',
      '\t',
      '\n',
      '\r\n',
      'type: string\n',
      'required: [n]\n',
      '$ref: x\n',
      'null',
      '1e999',
      '\0',
      '\ud800',
      '__proto__: ',
      'constructor: ',
    ];
    const contracts = fc.array(
      fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...pieces) }, fc.string({ maxLength: 5 })),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(contracts, (parts) => {
        const text = `openapi: 3\ncomponents:\n  schemas:\n    A:\n      properties:\n        n:${parts.join('')}`;
        let before = 0;
        for (const { start, end } of readDeclared(text) ?? []) {
          expect(start).toBeGreaterThanOrEqual(before);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          before = end;
        }
      }),
      { numRuns: 1_500 },
    );
  });
});
