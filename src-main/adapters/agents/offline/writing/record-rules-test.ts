import type { Entity, Rule } from '../model.ts';
import { quote } from './code.ts';
import { transitionsOf } from './routes-file.ts';
import { sampleValue } from './values.ts';

/** The title of a test of the generated service, and its body. */
export type Case = readonly [title: string, body: string];

type Of<Kind extends Rule['kind']> = Extract<Rule, { kind: Kind }>;

export function restrictCases(entity: Entity, rule: Of<'restrict'>, entities: readonly Entity[]): Case[] {
  const by = entities.find((each) => each.slug === rule.by);
  if (!by) return [];
  return [
    [
      `${entity.one} that has ${by.plural.replaceAll('-', ' ')} is not removed`,
      `    const record = store.collection(${quote(entity.plural)}).insert(sample${entity.typeName}(store));
    const user = store.collection(${quote(by.plural)}).insert({ ${rule.field}: record.id });
    const refused = await call('DELETE', \`${entity.path}/\${record.id}\`);
    assert.equal(refused.status, ${rule.status});
    assert.ok(store.collection(${quote(entity.plural)}).has(record.id));
    store.collection(${quote(by.plural)}).remove(user.id);
    const removed = await call('DELETE', \`${entity.path}/\${record.id}\`);
    assert.equal(removed.status, 204);
`,
    ],
  ];
}

function storedAs(entity: Entity, field: string, value: string): string {
  return `    const record = store
      .collection(${quote(entity.plural)})
      .insert({ ...sample${entity.typeName}(store), ${field}: ${quote(value)} });
`;
}

export function frozenCases(entity: Entity, rule: Of<'frozen'>): Case[] {
  const kinds = entity.operations.map((operation) => operation.kind);
  const [action] = transitionsOf(entity);
  const request = kinds.includes('update')
    ? `'PATCH', \`${entity.path}/\${record.id}\`, {}`
    : kinds.includes('replace')
      ? `'PUT', \`${entity.path}/\${record.id}\`, sample${entity.typeName}(store)`
      : `'POST', \`${entity.path}/\${record.id}/${action?.action}\``;
  return [
    [
      `${entity.one} that is ${rule.value} cannot be changed`,
      `${storedAs(entity, rule.field, rule.value)}    const { status, body } = await call(${request});
    assert.equal(status, 409);
    assert.match(body.error.message, /cannot be changed/);
`,
    ],
  ];
}

/** What is refused starts from a state that no other rule refuses, where there is one. */
export function transitionCases(entity: Entity, rule: Of<'transition'>): Case[] {
  const field = entity.fields.find((each) => each.name === rule.field);
  const frozen = entity.rules.flatMap((other) =>
    other.kind === 'frozen' && other.field === rule.field ? [other.value] : [],
  );
  const start =
    rule.from[0] ?? (field?.values ?? []).find((value) => value !== rule.to && !frozen.includes(value));
  const path = `\`${entity.path}/\${record.id}/${rule.action}\``;
  const from = start ?? (field ? sampleValue(entity, field) : '');
  const cases: Case[] = [
    [
      `POST ${entity.path}/:id/${rule.action} sets ${rule.field} to ${rule.to}`,
      `${storedAs(entity, rule.field, from)}    const { status, body } = await call('POST', ${path});
    assert.equal(status, 200);
    assert.deepEqual(body, { ...record, ${rule.field}: ${quote(rule.to)}, updatedAt: body.updatedAt });
    const unknown = await call('POST', ${quote(`${entity.path}/no-such-id/${rule.action}`)});
    assert.equal(unknown.status, 404);
`,
    ],
  ];
  const refused = [rule.to, ...(field?.values ?? [])].filter((value) => !rule.from.includes(value));
  const wrong = refused.find((value) => !frozen.includes(value)) ?? refused[0];
  if (rule.from.length > 0 && wrong !== undefined) {
    cases.push([
      `POST ${entity.path}/:id/${rule.action} is refused for what is ${wrong}`,
      `${storedAs(entity, rule.field, wrong)}    const { status } = await call('POST', ${path});
    assert.equal(status, 409);
`,
    ]);
  }
  return cases;
}
