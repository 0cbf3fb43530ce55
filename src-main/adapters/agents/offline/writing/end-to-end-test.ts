import type { Entity, Model, OperationKind } from '../model.ts';
import { header, quote, type WrittenFile } from './code.ts';
import { PATHS } from './paths.ts';
import { keysOf, type TestSpec, testsCode } from './test-specs.ts';

/** `tests/service/end-to-end.test.ts`: the whole service, every kind of record. */
export function endToEndTest(model: Model): WrittenFile {
  const { entities } = model;
  const specs = specsOf(model);
  const samples = entities.map(
    (entity) => `import { sample${entity.typeName} } from '../${entity.plural}/sample.ts';\n`,
  );
  const code = testsCode(model, specs);
  const usesPage = code.includes('PAGE.');
  return {
    path: PATHS.endToEndTest,
    content: `${header('The whole service over HTTP', keysOf(model, specs))}import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApp } from '../../implementation/src/app.ts';
import { modules } from '../../implementation/src/modules.ts';
${usesPage ? "import { PAGE } from '../../implementation/src/settings.ts';\n" : ''}import { createStore } from '../../implementation/src/store.ts';
${samples.join('')}import { listen } from '../support/serve.ts';

const ENDPOINTS = [
${endpointsOf(entities)
  .map((endpoint) => `  ${quote(endpoint)},\n`)
  .join('')}];

${code}`,
  };
}

const KNOWN_ENDPOINTS: TestSpec = {
  facts: ['loopbackTests'],
  title: 'the tests know every endpoint of the service',
  body: `  const routes = modules.flatMap((module) => module(createStore()));
  const found = routes.map((route) => \`\${route.method} \${route.path}\`);
  assert.deepEqual(found.toSorted(), ENDPOINTS.toSorted());
`,
};

function specsOf(model: Model): TestSpec[] {
  const { entities, service } = model;
  const lists = entities.filter((entity) => has(entity, 'list'));
  const uniques = entities.filter((entity) => entity.fields.some((field) => field.unique));
  const spec = (facts: TestSpec['facts'], title: string, lines: readonly string[]): TestSpec[] =>
    lines.length === 0 ? [] : [{ facts, title, body: inApp(lines) }];
  return [
    KNOWN_ENDPOINTS,
    ...entities.flatMap((entity) =>
      spec([], `${entity.one} is created over HTTP and found again`, [journeyCode(entity)]),
    ),
    ...spec(['missing'], 'what does not exist is answered with 404', entities.map(missingCode)),
    ...spec(
      ['invalidInput'],
      `invalid input is answered with ${service.invalidStatus}`,
      entities.map((entity) => statusCode(`'POST', ${quote(entity.path)}, []`, service.invalidStatus)),
    ),
    ...spec(['conflict'], 'a conflict is answered with 409', uniques.map(conflictCode)),
    ...spec(['pagination'], 'every list is cut into pages', lists.map(pageCode)),
    ...spec(
      ['pageRange'],
      'a page outside its range is refused',
      lists.flatMap((entity) => [
        statusCode(`'GET', '${entity.path}?limit=0'`, service.invalidStatus),
        statusCode(`'GET', \`${entity.path}?limit=\${PAGE.largestLimit + 1}\``, service.invalidStatus),
      ]),
    ),
  ];
}

function has(entity: Entity, kind: OperationKind): boolean {
  return entity.operations.some((operation) => operation.kind === kind);
}

function inApp(lines: readonly string[]): string {
  const usesStore = lines.some((line) => line.includes('(store)'));
  const store = usesStore ? '  const store = createStore();\n' : '';
  return `${store}  await listen(createApp(${usesStore ? 'store' : 'createStore()'}), async (call) => {\n${lines.join('')}  });\n`;
}

function statusCode(call: string, status: number): string {
  return `    assert.equal((await call(${call})).status, ${status});\n`;
}

function missingCode(entity: Entity): string {
  return statusCode(`'GET', ${quote(`${entity.path}/no-such-id`)}`, 404);
}

function journeyCode(entity: Entity): string {
  return `    const created = await call('POST', ${quote(entity.path)}, sample${entity.typeName}(store));
    assert.equal(created.status, 201);
    const found = await call('GET', created.headers.get('location') ?? '');
    assert.equal(found.status, 200);
    assert.deepEqual(found.body, created.body);
`;
}

function conflictCode(entity: Entity): string {
  const fields = `${entity.camel}Fields`;
  return `    const ${fields} = sample${entity.typeName}(store);
    assert.equal((await call('POST', ${quote(entity.path)}, ${fields})).status, 201);
    assert.equal((await call('POST', ${quote(entity.path)}, ${fields})).status, 409);
`;
}

function pageCode(entity: Entity): string {
  const { camel, plural, typeName, path } = entity;
  return `    for (let n = 0; n < 3; n++) store.collection(${quote(plural)}).insert(sample${typeName}(store));
    const ${camel}Total = store.collection(${quote(plural)}).list().length;
    const ${camel}Page = await call('GET', '${path}?limit=1&offset=1');
    assert.deepEqual([${camel}Page.body.items.length, ${camel}Page.body.total], [1, ${camel}Total]);
    const ${camel}Default = await call('GET', '${path}');
    assert.deepEqual([${camel}Default.body.limit, ${camel}Default.body.offset], [PAGE.limit, 0]);
`;
}

const METHODS: Readonly<Record<OperationKind, readonly [method: string, tail: string]>> = {
  create: ['POST', ''],
  list: ['GET', ''],
  read: ['GET', '/:id'],
  replace: ['PUT', '/:id'],
  update: ['PATCH', '/:id'],
  remove: ['DELETE', '/:id'],
};

/** An endpoint of the service, with what it does and the requirements that ask for it. */
export type EndpointLine = { method: string; path: string; does: string; keys: string[] };

const DOES: Readonly<Record<OperationKind, string>> = {
  create: 'creates',
  list: 'lists every',
  read: 'returns one',
  replace: 'replaces',
  update: 'changes the given fields of',
  remove: 'removes',
};

export function endpointLines(entity: Entity): EndpointLine[] {
  return [
    ...entity.operations.map(({ kind, keys }) => {
      const [method, tail] = METHODS[kind];
      return {
        method,
        path: `${entity.path}${tail}`,
        does: `${DOES[kind]} ${kind === 'list' || kind === 'read' ? entity.label : entity.one}`,
        keys,
      };
    }),
    ...entity.nested.map(({ path, keys, parent }) => ({
      method: 'GET',
      path,
      does: `lists every ${entity.label} of one ${parent.replaceAll('-', ' ')}`,
      keys,
    })),
    ...entity.rules.flatMap((rule) =>
      rule.kind === 'transition'
        ? [
            {
              method: 'POST',
              path: `${entity.path}/:id/${rule.action}`,
              does: `sets ${rule.field} to ${rule.to}`,
              keys: rule.keys,
            },
          ]
        : [],
    ),
  ];
}

function endpointsOf(entities: readonly Entity[]): string[] {
  return entities.flatMap((entity) => endpointLines(entity).map((line) => `${line.method} ${line.path}`));
}
