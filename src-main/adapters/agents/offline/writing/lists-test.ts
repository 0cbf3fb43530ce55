import type { Entity, Field, Filter } from '../model.ts';
import { header, quote, testName, type WrittenFile } from './code.ts';
import { featurePaths } from './paths.ts';

/** Whether an entity's lists do more than list. */
export function hasListRules(entity: Entity): boolean {
  return entity.filters.length + entity.sorts.length + entity.nested.length > 0;
}

/** `tests/rooms/lists.test.ts`: filters, order and nested lists over loopback. */
export function listsTest(entity: Entity, entities: readonly Entity[]): WrittenFile {
  const { typeName, camel, plural } = entity;
  const tests = [
    ...entity.filters.flatMap((filter) => filterTest(entity, filter)),
    ...entity.sorts.flatMap((sort) => sortTest(entity, sort.field, sort.keys)),
    ...entity.nested.flatMap((nested) => nestedTest(entity, nested, entities)),
  ];
  const code = tests.join('\n');
  const usesListed = code.includes('listed(');
  const types = [...(code.includes(`: ${typeName})`) || usesListed ? [typeName] : []), `${typeName}Fields`];
  const keys = [...entity.filters, ...entity.sorts, ...entity.nested].flatMap((part) => part.keys);
  return {
    path: featurePaths(entity).listsTest,
    content: `${header(`How lists of ${plural.replaceAll('-', ' ')} are filtered and sorted`, keys)}import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ${types.join(', ')} } from '../../implementation/src/features/${plural}/${entity.slug}.ts';
import { ${camel}Routes } from '../../implementation/src/features/${plural}/routes.ts';
import { createStore } from '../../implementation/src/store.ts';
import { serve } from '../support/serve.ts';
import { sample${typeName} } from './sample.ts';

${usesListed ? listedHelper(entity) : ''}${code}`,
  };
}

/** Two values of a field as code, the first one smaller, and the second as it stands in a query. */
function twoValues(field: Field): { first: string; second: string; query: string } | undefined {
  if (field.values) {
    const [first, second] = field.values;
    if (first === undefined || second === undefined) return undefined;
    const [low, high] = [first, second].toSorted((a, b) => a.localeCompare(b));
    return { first: quote(low ?? ''), second: quote(high ?? ''), query: encodeURIComponent(high ?? '') };
  }
  switch (field.type) {
    case 'boolean':
      return { first: 'false', second: 'true', query: 'true' };
    case 'integer':
    case 'number':
      return { first: '5', second: '6', query: '6' };
    case 'date':
      return { first: quote('2099-01-01'), second: quote('2099-01-02'), query: '2099-01-02' };
    case 'datetime':
      return {
        first: quote('2099-01-01T09:00:00.000Z'),
        second: quote('2099-01-02T09:00:00.000Z'),
        query: '2099-01-02T09:00:00.000Z',
      };
    case 'list':
      return { first: "['alpha']", second: "['beta']", query: 'beta' };
    case 'string':
      return { first: quote('alpha'), second: quote('beta'), query: 'beta' };
  }
}

function filterTest(entity: Entity, filter: Filter): string[] {
  const field = entity.fields.find((each) => each.name === filter.field);
  const values = field && twoValues(field);
  const lists = entity.operations.some((operation) => operation.kind === 'list');
  if (!field || !values || !lists) return [];
  const { first, second } = values;
  const query =
    filter.test === 'day' ? values.query.slice(0, 10) : filter.test === 'contains' ? 'BET' : values.query;
  const path = `${entity.path}?${filter.param}=${query}`;
  const arranged = filter.test === 'atMost' ? [second, first] : [first, second];
  const asked = filter.test === 'atMost' ? `${entity.path}?${filter.param}=${lowQuery(field, first)}` : path;
  return [
    `test(${testName(filter.keys, `GET ${entity.path}?${filter.param}= returns only what fits`)}, async () => {
  const found = await listed(${quote(asked)}, { ${field.name}: ${arranged[0]} }, { ${field.name}: ${arranged[1]} });
  assert.deepEqual(found, ['second']);
});
`,
  ];
}

function lowQuery(field: Field, first: string): string {
  return field.type === 'integer' || field.type === 'number' ? first : first.replaceAll("'", '');
}

function sortTest(entity: Entity, name: string, keys: readonly string[]): string[] {
  const field = entity.fields.find((each) => each.name === name);
  const values = field && twoValues(field);
  const lists = entity.operations.some((operation) => operation.kind === 'list');
  if (!values || !lists || field?.type === 'list') return [];
  const records = `{ ${name}: ${values.second} }, { ${name}: ${values.first} }`;
  return [
    `test(${testName(keys, `GET ${entity.path}?sort=${name} sorts, and sort=-${name} the other way round`)}, async () => {
  assert.deepEqual(await listed('${entity.path}?sort=${name}', ${records}), ['second', 'first']);
  assert.deepEqual(await listed('${entity.path}?sort=-${name}', ${records}), ['first', 'second']);
});
`,
  ];
}

function nestedTest(entity: Entity, nested: Entity['nested'][number], entities: readonly Entity[]): string[] {
  const parent = entities.find((each) => each.slug === nested.parent);
  if (!parent) return [];
  const { typeName, camel, plural } = entity;
  return [
    `test(${testName(nested.keys, `GET ${nested.path} lists only the ${plural.replaceAll('-', ' ')} of one ${parent.label}`)}, async () => {
  const store = createStore();
  const records = store.collection<${typeName}Fields>(${quote(plural)});
  const own = records.insert(sample${typeName}(store));
  records.insert({ ...sample${typeName}(store), ${nested.field}: 'another' });
  const owner = store.collection(${quote(parent.plural)}).insert({});
  records.replace(own.id, { ...own, ${nested.field}: owner.id });
  await serve(${camel}Routes(store), async (call) => {
    const { status, body } = await call('GET', \`${nested.path.replace(':id', `\${owner.id}`)}\`);
    assert.equal(status, 200);
    assert.deepEqual(
      body.items.map((record: ${typeName}) => record.id),
      [own.id],
    );
    const unknown = await call('GET', ${quote(nested.path.replace(':id', 'no-such-id'))});
    assert.equal(unknown.status, 404);
  });
});
`,
  ];
}

function listedHelper({ typeName, camel, plural }: Entity): string {
  return `/** Stores two records and asks for a list; the answer names them \`first\` and \`second\`. */
async function listed(path: string, first: Partial<${typeName}Fields>, second: Partial<${typeName}Fields>): Promise<string[]> {
  const store = createStore();
  const records = store.collection<${typeName}Fields>(${quote(plural)});
  const names = new Map([
    [records.insert({ ...sample${typeName}(store), ...first }).id, 'first'],
    [records.insert({ ...sample${typeName}(store), ...second }).id, 'second'],
  ]);
  let found: string[] = [];
  await serve(${camel}Routes(store), async (call) => {
    const { status, body } = await call('GET', path);
    assert.equal(status, 200);
    found = body.items.map((record: ${typeName}) => names.get(record.id));
  });
  return found;
}

`;
}
