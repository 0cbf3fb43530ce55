import type { Entity, Field, OperationKind } from '../model.ts';
import { withArticle } from '../reading/words.ts';
import { header, quote, testName, type WrittenFile } from './code.ts';
import { featurePaths } from './paths.ts';

/** `tests/rooms/endpoints.test.ts`: each endpoint over loopback, with what it refuses. */
export function endpointsTest(entity: Entity, invalidStatus: number): WrittenFile {
  const { typeName, camel, plural, slug } = entity;
  const tests = entity.operations.flatMap((operation) =>
    TESTS[operation.kind](entity, invalidStatus).map(([title, body]) =>
      serveTest(entity, operation.keys, title, body),
    ),
  );
  const facts = uniqueTests(entity).concat(referenceTests(entity, invalidStatus));
  const keys = entity.operations.flatMap((operation) => operation.keys);
  const code = [...tests, ...facts].join('\n');
  const types = code.includes(`${typeName}Fields`)
    ? `import type { ${typeName}Fields } from '../../implementation/src/features/${plural}/${slug}.ts';\n`
    : '';
  return {
    path: featurePaths(entity).endpointsTest,
    content: `${header(`The endpoints of ${plural.replaceAll('-', ' ')} over HTTP`, [...entity.keys, ...keys])}import assert from 'node:assert/strict';
import { test } from 'node:test';
${types}import { ${camel}Routes } from '../../implementation/src/features/${plural}/routes.ts';
import { createStore } from '../../implementation/src/store.ts';
import { serve } from '../support/serve.ts';
import { sample${typeName} } from './sample.ts';

${code}`,
  };
}

export function serveTest(
  entity: Entity,
  keys: readonly string[],
  title: string,
  body: string,
  routes?: string,
): string {
  return `test(${testName(keys, title)}, async () => {
  const store = createStore();
  await serve(${routes ?? `${entity.camel}Routes(store)`}, async (call) => {
${body}  });
});
`;
}

type Case = readonly [title: string, body: string];

const TESTS: Readonly<Record<OperationKind, (entity: Entity, invalidStatus: number) => Case[]>> = {
  create: (entity, invalid) => [
    [
      `POST ${entity.path} creates ${entity.one} and says where it is`,
      `    const fields = sample${entity.typeName}(store);
    const { status, headers, body } = await call('POST', ${quote(entity.path)}, fields);
    assert.equal(status, 201);
    assert.equal(headers.get('location'), \`${entity.path}/\${body.id}\`);
    assert.deepEqual(body, { ...fields, id: body.id, createdAt: body.createdAt, updatedAt: body.updatedAt });
    assert.deepEqual(store.collection(${quote(entity.plural)}).get(body.id), body);
`,
    ],
    [
      `POST ${entity.path} refuses what is not valid`,
      refusesInvalid(entity, 'POST', quote(entity.path), invalid),
    ],
  ],
  list: (entity) => [
    [
      `GET ${entity.path} lists every ${entity.label}`,
      `${given(entity, 'first')}${given(entity, 'second')}    const { status, body } = await call('GET', ${quote(entity.path)});
    assert.equal(status, 200);
    assert.equal(body.total, 2);
    assert.deepEqual(body.items, [first, second]);
`,
    ],
  ],
  read: (entity) => [
    [
      `GET ${entity.path}/:id returns one ${entity.label}`,
      `${given(entity, 'known')}    const { status, body } = await call('GET', ${idPath(entity)});
    assert.equal(status, 200);
    assert.deepEqual(body, known);
`,
    ],
    missing(entity, 'GET'),
  ],
  replace: (entity, invalid) => [
    [
      `PUT ${entity.path}/:id replaces ${entity.one}`,
      `${given(entity, 'known')}    const fields = ${keptFields(entity)};
    const { status, body } = await call('PUT', ${idPath(entity)}, fields);
    assert.equal(status, 200);
    assert.deepEqual(body, { ...fields, id: known.id, createdAt: known.createdAt, updatedAt: body.updatedAt });
`,
    ],
    [
      `PUT ${entity.path}/:id refuses what is not valid`,
      `${given(entity, 'known')}${refusesInvalid(entity, 'PUT', idPath(entity), invalid)}`,
    ],
    missing(entity, 'PUT'),
  ],
  update: (entity, invalid) => [
    [`PATCH ${entity.path}/:id changes only what is given`, updateBody(entity)],
    [
      `PATCH ${entity.path}/:id refuses what is not valid`,
      `${given(entity, 'known')}${refusesInvalid(entity, 'PATCH', idPath(entity), invalid)}`,
    ],
    missing(entity, 'PATCH'),
  ],
  remove: (entity) => [
    [
      `DELETE ${entity.path}/:id removes ${entity.one}`,
      `${given(entity, 'known')}    const { status } = await call('DELETE', ${idPath(entity)});
    assert.equal(status, 204);
    assert.equal(store.collection(${quote(entity.plural)}).has(known.id), false);
`,
    ],
    missing(entity, 'DELETE'),
  ],
};

function given(entity: Entity, name: string): string {
  return `    const ${name} = store.collection(${quote(entity.plural)}).insert(sample${entity.typeName}(store));\n`;
}

function idPath(entity: Entity): string {
  return `\`${entity.path}/\${known.id}\``;
}

function missing(entity: Entity, method: string): Case {
  const body = method === 'PUT' || method === 'PATCH' ? `, sample${entity.typeName}(store)` : '';
  return [
    `${method} ${entity.path}/:id answers 404 for an unknown id`,
    `    const { status, body } = await call('${method}', '${entity.path}/no-such-id'${body});
    assert.equal(status, 404);
    assert.equal(body.error.code, 'not_found');
`,
  ];
}

function refusesInvalid(entity: Entity, method: string, path: string, invalidStatus: number): string {
  const field = entity.fields[0];
  const name = field?.name ?? 'name';
  const wrong = field?.type === 'string' ? '42' : quote('not valid');
  return `    const { status, body } = await call('${method}', ${path}, { ...sample${entity.typeName}(store), ${name}: ${wrong} });
    assert.equal(status, ${invalidStatus});
    assert.equal(body.error.code, 'invalid');
    assert.deepEqual(
      body.error.fields.map((problem: { field: string }) => problem.field),
      [${quote(name)}],
    );
`;
}

/** A second sample that keeps what an action alone may change. */
function keptFields(entity: Entity): string {
  return `sample${entity.typeName}(store)`;
}

function updateBody(entity: Entity): string {
  const field = entity.fields.find((each) => isFree(entity, each));
  if (!field) {
    return `${given(entity, 'known')}    const { status, body } = await call('PATCH', ${idPath(entity)}, {});
    assert.equal(status, 200);
    assert.deepEqual(body, { ...known, updatedAt: body.updatedAt });
`;
  }
  return `${given(entity, 'known')}    const { ${field.name}: changed } = sample${entity.typeName}(store);
    const { status, body } = await call('PATCH', ${idPath(entity)}, { ${field.name}: changed });
    assert.equal(status, 200);
    assert.deepEqual(body, { ...known, ${field.name}: changed, updatedAt: body.updatedAt });
`;
}

/** A field that can change on its own without touching a rule over several fields. */
function isFree(entity: Entity, field: Field): boolean {
  const isInRule = entity.rules.some((rule) => Object.values(rule).includes(field.name));
  return field.type === 'string' && field.references === undefined && field.values === undefined && !isInRule;
}

function uniqueTests(entity: Entity): string[] {
  const changes = entity.operations.some((operation) => operation.kind === 'update');
  return entity.fields
    .filter((field) => field.unique)
    .flatMap((field) => {
      const keys = field.origin.get('unique') ?? [];
      const create = `${given(entity, 'known')}    const body = { ...sample${entity.typeName}(store), ${field.name}: known.${field.name} };
    const reply = await call('POST', ${quote(entity.path)}, body);
    assert.equal(reply.status, 409);
    assert.match(reply.body.error.message, /${field.name}/);
`;
      const change = `${given(entity, 'known')}${given(entity, 'other')}    const reply = await call('PATCH', ${idPath(entity)}, { ${field.name}: other.${field.name} });
    assert.equal(reply.status, 409);
    const same = await call('PATCH', ${idPath(entity)}, { ${field.name}: known.${field.name} });
    assert.equal(same.status, 200);
`;
      const first = serveTest(
        entity,
        keys,
        `a second ${entity.label} with the same ${field.name} is refused with 409`,
        create,
      );
      const second = serveTest(
        entity,
        keys,
        `a change to a ${field.name} that is taken is refused with 409`,
        change,
      );
      return changes ? [first, second] : [first];
    });
}

function referenceTests(entity: Entity, invalidStatus: number): string[] {
  return entity.fields
    .filter((field) => field.references !== undefined)
    .map((field) => {
      const keys = [...field.keys, ...(field.origin.get('references') ?? [])];
      const value = field.format === 'uuid' ? "'00000000-0000-4000-8000-000000000000'" : "'no-such-id'";
      return serveTest(
        entity,
        keys,
        `${entity.one} whose ${field.name} names nothing is refused with ${invalidStatus}`,
        `    const body = { ...sample${entity.typeName}(store), ${field.name}: ${value} };
    const reply = await call('POST', ${quote(entity.path)}, body);
    assert.equal(reply.status, ${invalidStatus});
    assert.deepEqual(reply.body.error.fields, [{ field: ${quote(field.name)}, message: ${quote(`names ${withArticle(field.references?.replaceAll('-', ' ') ?? '')} that does not exist`)} }]);
`,
      );
    });
}
