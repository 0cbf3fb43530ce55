import type { Entity, OperationKind, Rule } from '../model.ts';
import { header, objectCode, quote, type WrittenFile } from './code.ts';
import { featurePaths } from './paths.ts';

/** `features/rooms/routes.ts`: the endpoints of one kind of record. */
export function routesFile(entity: Entity, entities: readonly Entity[]): WrittenFile {
  const kinds = entity.operations.map((operation) => operation.kind);
  const keys = [
    ...entity.operations.flatMap((operation) => operation.keys),
    ...[...entity.filters, ...entity.sorts, ...entity.nested].flatMap((part) => part.keys),
  ];
  const routes = ORDER.filter((kind) => kinds.includes(kind)).map((kind) => ROUTES[kind](entity));
  const nested = entity.nested.map((list) => nestedRoute(list, entities));
  const lists = kinds.includes('list') || nested.length > 0;
  const changes = kinds.includes('update');
  const validates = ['create', 'replace'].some((kind) => kinds.includes(kind as OperationKind));
  const { typeName, camel, plural, label } = entity;
  return {
    path: featurePaths(entity).routes,
    content: `${header(`The endpoints of ${plural.replaceAll('-', ' ')}`, keys)}import { notFound } from '../../http/errors.ts';
import type { Route } from '../../http/router.ts';
${lists ? "import { type Filter, listPage } from '../../lists.ts';\n" : ''}import type { Store } from '../../store.ts';
import { ${[...(validates ? ['validate'] : []), ...(changes ? ['validateChange'] : [])].join(', ')} } from '../../validation.ts';
import { type ${typeName}, type ${typeName}Fields, ${camel}Schema } from './${entity.slug}.ts';
${ruleImports(entity, kinds)}${lists ? `\n${listConstants(entity)}` : ''}
export function ${camel}Routes(store: Store): Route[] {
  const records = store.collection<${typeName}Fields>(${quote(plural)});

  function find(id: string): ${typeName} {
    const record = records.get(id);
    if (!record) throw notFound(${quote(label)}, id);
    return record;
  }

  return [
${[...routes, ...nested].join('')}  ];
}
`,
  };
}

function ruleImports({ camel }: Entity, kinds: readonly OperationKind[]): string {
  const saves = ['create', 'replace', 'update'].some((kind) => kinds.includes(kind as OperationKind));
  const names = [
    ...(kinds.includes('remove') ? [`${camel}RemovalRules`] : []),
    ...(saves ? [`${camel}SaveRules`] : []),
  ];
  return names.length === 0 ? '' : `import { ${names.join(', ')} } from './rules.ts';\n`;
}

const ORDER: readonly OperationKind[] = ['create', 'list', 'read', 'replace', 'update', 'remove'];

function listConstants(entity: Entity): string {
  const filters = entity.filters.map(
    (filter) =>
      `  ${objectCode(
        [
          ['param', quote(filter.param)],
          ['field', quote(filter.field)],
          ['test', quote(filter.test)],
        ],
        2,
      )},\n`,
  );
  const type = `readonly Filter<${entity.typeName}>[]`;
  const list = filters.length === 0 ? '[]' : `[\n${filters.join('')}]`;
  const sorts = entity.sorts.map((sort) => quote(sort.field)).join(', ');
  return `const FILTERS: ${type} = ${list};

const SORTABLE: readonly (keyof ${entity.typeName} & string)[] = [${sorts}];
`;
}

function route(method: string, path: string, call: string, body: string): string {
  return `    {
      method: '${method}',
      path: ${quote(path)},
      handle: (${call}) => {
${body}      },
    },
`;
}

const ROUTES: Readonly<Record<OperationKind, (entity: Entity) => string>> = {
  create: ({ path, camel }) =>
    route(
      'POST',
      path,
      '{ body }',
      `        const fields = validate(${camel}Schema, body);
        for (const rule of ${camel}SaveRules) rule(store, fields);
        const record = records.insert(fields);
        return { status: 201, body: record, headers: { location: \`${path}/\${record.id}\` } };
`,
    ),
  list: ({ path }) =>
    route(
      'GET',
      path,
      '{ query }',
      `        return { status: 200, body: listPage(records.list(), query, FILTERS, SORTABLE) };
`,
    ),
  read: ({ path }) =>
    route('GET', `${path}/:id`, '{ id }', '        return { status: 200, body: find(id) };\n'),
  replace: ({ path, camel }) =>
    route(
      'PUT',
      `${path}/:id`,
      '{ id, body }',
      `        const current = find(id);
        const fields = validate(${camel}Schema, body);
        for (const rule of ${camel}SaveRules) rule(store, fields, current);
        return { status: 200, body: records.replace(id, fields) };
`,
    ),
  update: ({ path, camel }) =>
    route(
      'PATCH',
      `${path}/:id`,
      '{ id, body }',
      `        const current = find(id);
        const fields = validateChange(${camel}Schema, current, body);
        for (const rule of ${camel}SaveRules) rule(store, fields, current);
        return { status: 200, body: records.replace(id, fields) };
`,
    ),
  remove: ({ path, camel }) =>
    route(
      'DELETE',
      `${path}/:id`,
      '{ id }',
      `        const current = find(id);
        for (const rule of ${camel}RemovalRules) rule(store, current);
        records.remove(id);
        return { status: 204 };
`,
    ),
};

function nestedRoute(list: Entity['nested'][number], entities: readonly Entity[]): string {
  const parent = entities.find((each) => each.slug === list.parent);
  return route(
    'GET',
    list.path,
    '{ id, query }',
    `        if (!store.collection(${quote(parent?.plural ?? list.parent)}).has(id)) throw notFound(${quote(parent?.label ?? list.parent)}, id);
        const own = records.list().filter((record) => record.${list.field} === id);
        return { status: 200, body: listPage(own, query, FILTERS, SORTABLE) };
`,
  );
}

type Transition = Extract<Rule, { kind: 'transition' }>;

export function transitionsOf(entity: Entity): Transition[] {
  return entity.rules.filter((rule) => rule.kind === 'transition');
}

/** `features/bookings/actions.ts`: endpoints that set a status. */
export function actionsFile(entity: Entity): WrittenFile {
  const transitions = transitionsOf(entity);
  const { typeName, camel, plural, label, path } = entity;
  const routes = transitions.map(
    (rule) => `    {
      method: 'POST',
      path: ${quote(`${path}/:id/${rule.action}`)},
      handle: ({ id }) => save(id, ${quote(rule.action)}, { ${rule.field}: ${quote(rule.to)} }),
    },
`,
  );
  return {
    path: featurePaths(entity).actions,
    content: `${header(
      `What can be done with ${entity.one}`,
      transitions.flatMap((rule) => rule.keys),
    )}import { notFound } from '../../http/errors.ts';
import type { Answer, Route } from '../../http/router.ts';
import type { Store } from '../../store.ts';
import type { ${typeName}Fields } from './${entity.slug}.ts';
import { ${camel}SaveRules } from './rules.ts';

export function ${camel}Actions(store: Store): Route[] {
  const records = store.collection<${typeName}Fields>(${quote(plural)});

  function save(id: string, action: string, change: Partial<${typeName}Fields>): Answer {
    const current = records.get(id);
    if (!current) throw notFound(${quote(label)}, id);
    const fields: ${typeName}Fields = { ...current, ...change };
    for (const rule of ${camel}SaveRules) rule(store, fields, current, action);
    return { status: 200, body: records.replace(id, fields) };
  }

  return [
${routes.join('')}  ];
}
`,
  };
}
