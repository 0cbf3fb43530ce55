import type { Requirement } from '#shared/model/requirement.ts';
import { gapReason } from '../coverage.ts';
import type { Entity, Field, Model } from '../model.ts';
import { sampleOf } from '../reading/pattern.ts';
import { withArticle } from '../reading/words.ts';
import { fieldRules } from './architecture-file.ts';
import { keyList, plainCell, tableOf, type WrittenFile } from './code.ts';
import { type EndpointLine, endpointLines } from './end-to-end-test.ts';
import { PATHS } from './paths.ts';
import { ruleSentence } from './rule-sentence.ts';
import { sampleNumber, sampleValue } from './values.ts';

/** `documentation/README.md`: the guide to the service. */
export function readmeFile(model: Model, requirements: readonly Requirement[]): WrittenFile {
  const sections = [
    `# ${plainCell(model.title)}\n`,
    start(model),
    ...model.entities.map((entity) => entitySection(entity, model)),
    listSection(model),
    errorSection(model),
    openSection(model, requirements),
  ];
  return { path: PATHS.readme, content: sections.filter((section) => section !== '').join('\n') };
}

function start(model: Model): string {
  return `A service with an HTTP interface that speaks JSON. It needs Node.js 22.18 or later and nothing else.

## Start

\`\`\`sh
npm start     # listens on http://127.0.0.1:3000
npm test      # runs every test
\`\`\`

${tableOf(
  ['Variable', 'Meaning', 'Otherwise'],
  [
    ['`PORT`', 'Port to listen on', '3000'],
    ['`HOST`', 'Address to listen on', '127.0.0.1'],
    ['`DATA_FILE`', 'File that keeps the records over a restart', 'records are lost at the end'],
  ],
)}
\`\`\`sh
curl http://127.0.0.1:3000${model.service.healthPath}
# {"status":"ok"}
\`\`\`
`;
}

function entitySection(entity: Entity, model: Model): string {
  const fields = entity.fields.map((field) => [
    `\`${field.name}\``,
    field.type,
    plainCell(fieldRules(field)),
  ]);
  const rules = entity.rules.map((rule) => `- ${plainCell(ruleSentence(entity, rule, model.entities))}\n`);
  const assumed = entity.assumptions.map((text) => `- ${text}\n`);
  return `## ${entity.typeName}

${tableOf(['Field', 'Type', 'Rules'], fields)}
Every record also has \`id\`, \`createdAt\` and \`updatedAt\`, which the service sets.
${rules.length === 0 ? '' : `\n${rules.join('')}`}${assumed.length === 0 ? '' : `\nNo requirement says this; it was assumed:\n\n${assumed.join('')}`}
${endpointLines(entity)
  .map((line) => endpointExample(line, entity))
  .join('\n')}`;
}

function endpointExample(line: EndpointLine, entity: Entity): string {
  const path = line.path.replace(':id', '$ID');
  const needsBody =
    line.method === 'PUT' ||
    line.method === 'PATCH' ||
    (line.method === 'POST' && !line.path.includes(':id'));
  const method = line.method === 'GET' ? '' : ` -X ${line.method}`;
  const body = needsBody
    ? ` \\\n  -H 'content-type: application/json' \\\n  -d '${exampleBody(entity, line.method)}'`
    : '';
  const keys = keyList(line.keys);
  return `### ${line.method} ${line.path}

The endpoint ${plainCell(line.does)}${keys === '' ? '' : ` (${keys})`}.

\`\`\`sh
curl${method} "http://127.0.0.1:3000${path}"${body}
\`\`\`
`;
}

function exampleBody(entity: Entity, method: string): string {
  const fields = method === 'PATCH' ? entity.fields.slice(0, 1) : entity.fields;
  const body = Object.fromEntries(fields.map((field) => [field.name, exampleOf(entity, field)]));
  return JSON.stringify(body).replace(/'/g, "'\\''");
}

function exampleOf(entity: Entity, field: Field): unknown {
  if (field.references !== undefined) return `id of ${withArticle(field.references.replaceAll('-', ' '))}`;
  if (field.values) return sampleValue(entity, field);
  switch (field.type) {
    case 'boolean':
      return field.default ?? false;
    case 'integer':
    case 'number':
      return field.default ?? sampleNumber(entity, field);
    case 'date':
      return '2099-01-31';
    case 'datetime':
      return /^(?:end|until|to|finish)/.test(field.name) ? '2099-01-31T10:00:00Z' : '2099-01-31T09:00:00Z';
    case 'list':
      return ['item 1'];
    case 'string':
      return exampleText(field);
  }
}

function exampleText(field: Field): string {
  if (field.pattern !== undefined) return sampleOf(field.pattern, 1) ?? '';
  if (field.format === 'email') return 'person@example.org';
  return field.format === 'url' ? 'https://example.org/' : 'Example'.slice(0, field.maxLength ?? 20);
}

function listSection(model: Model): string {
  const { page } = model.service;
  const rows = model.entities.flatMap((entity) => [
    ...entity.filters.map((filter) => [
      `\`GET ${entity.path}?${filter.param}=\``,
      FILTER_WORDS[filter.test](filter.field),
      keyList(filter.keys),
    ]),
    ...entity.sorts.map((sort) => [
      `\`GET ${entity.path}?sort=${sort.field}\``,
      `sorted by ${sort.field}; \`-${sort.field}\` the other way round`,
      keyList(sort.keys),
    ]),
  ]);
  if (model.entities.length === 0) return '';
  return `## Lists

A list answers with \`{ items, total, limit, offset }\`. \`limit\` is ${page.limit} unless given, and at most ${page.largestLimit}.
${rows.length === 0 ? '' : `\n${tableOf(['Query', 'What it does', 'From'], rows)}`}`;
}

const FILTER_WORDS = {
  equals: (field: string) => `only where ${field} is this`,
  atLeast: (field: string) => `only where ${field} is at least this`,
  atMost: (field: string) => `only where ${field} is at most this`,
  contains: (field: string) => `only where ${field} contains this`,
  day: (field: string) => `only where ${field} is on this day`,
} as const;

function errorSection(model: Model): string {
  return `## Errors

\`\`\`json
{ "error": { "code": "invalid", "message": "Not valid: name is required.", "fields": [{ "field": "name", "message": "is required" }] } }
\`\`\`

${tableOf(
  ['Status', 'Code', 'When'],
  [
    [
      String(model.service.invalidStatus),
      '`invalid`',
      'a field or a rule about fields is broken; `fields` says which',
    ],
    ['400', '`malformed_json`', 'the body is not JSON'],
    ['404', '`not_found`', 'there is no such path or record'],
    ['405', '`method_not_allowed`', 'the path knows other methods'],
    ['409', '`conflict`', 'other records or the state of the record stand against it'],
    ['413', '`too_large`', `the body is larger than ${model.service.bodyLimitBytes} bytes`],
    ['415', '`unsupported_media_type`', 'the body is not `application/json`'],
    ['500', '`internal`', 'our mistake; details are in the log only'],
  ],
)}`;
}

function openSection(model: Model, requirements: readonly Requirement[]): string {
  const open = requirements.filter((requirement) => gapReason(model, requirement) !== undefined);
  if (open.length === 0) return '';
  const rows = open.map((requirement) => [
    keyList([requirement.key]),
    requirement.level,
    plainCell(requirement.text.slice(0, 160)),
  ]);
  return `## Not built

The built-in agent works with rules and leaves alone what it cannot build and test. These requirements are open, in whole or
in part; \`documentation/gaps/\` explains them.

${tableOf(['Requirement', 'Level', 'Text'], rows)}`;
}
