import type { Requirement } from '#shared/model/requirement.ts';
import { gapReason } from '../coverage.ts';
import type { Entity, Field, Model, Place } from '../model.ts';
import { withArticle } from '../reading/words.ts';
import { keyList, plainCell, tableOf, type WrittenFile } from './code.ts';
import { endpointLines } from './end-to-end-test.ts';
import { featurePaths, PATHS } from './paths.ts';
import { ruleSentence } from './rule-sentence.ts';

/** `architecture/architecture.md`: what the requirements add up to. */
export function architectureFile(model: Model, requirements: readonly Requirement[]): WrittenFile {
  const sections = [
    `# Architecture of ${plainCell(model.title)}\n`,
    overview(model, requirements),
    components(model),
    ...entities(model),
    interfaces(model),
    dataFlow(model),
    decisions(),
    risks(model, requirements),
    questions(model, requirements),
    traceability(model, requirements),
  ];
  return { path: PATHS.architecture, content: sections.join('\n') };
}

function overview(model: Model, requirements: readonly Requirement[]): string {
  const open = requirements.filter((requirement) => gapReason(model, requirement) !== undefined).length;
  const kinds = model.entities.map((entity) => entity.plural.replaceAll('-', ' ')).join(', ');
  const keeps =
    kinds === ''
      ? 'The requirements name no kind of record that a service could keep.'
      : `It keeps ${kinds}.`;
  return `\`${model.name}\` is a service with an HTTP interface that speaks JSON. ${keeps}

The rules of the built-in agent read ${requirements.length} requirements: ${requirements.length - open} they can build and
test, ${open} stay open, in whole or in part. The words must, should and may are read as in RFC 2119.
`;
}

function components(model: Model): string {
  const rows = [
    [
      'HTTP',
      '`implementation/src/http/`',
      'Reads requests, finds the route, turns every failure into a JSON error',
    ],
    ['Validation', `\`${PATHS.validation}\``, 'Holds what a client sends against the rules of the fields'],
    ['Lists', `\`${PATHS.lists}\``, 'Filters, sorts and cuts pages'],
    ['Store', `\`${PATHS.store}\``, 'Keeps records in memory and, if asked, in a file'],
    ...model.entities.map((entity) => [
      entity.typeName,
      `\`${featurePaths(entity).routes.replace(/routes\.ts$/, '')}\``,
      `Fields, rules and endpoints of ${entity.plural.replaceAll('-', ' ')}`,
    ]),
    ['Service', `\`${PATHS.app}\`, \`${PATHS.main}\``, 'Puts the features together, starts and stops'],
  ];
  return `## Components\n\n${tableOf(['Component', 'Where', 'What it does'], rows)}
A feature knows the components above it and no other feature: it finds other kinds of record through the store, by name.
So features can be built, tested and replaced on their own.
`;
}

function entities(model: Model): string[] {
  if (model.entities.length === 0) return [];
  return ['## Records\n', ...model.entities.map((entity) => entitySection(entity, model))];
}

function entitySection(entity: Entity, model: Model): string {
  const rows = entity.fields.map((field) => [
    `\`${field.name}\``,
    field.values
      ? 'one of'
      : field.references
        ? `id of ${withArticle(field.references.replaceAll('-', ' '))}`
        : field.type,
    plainCell(fieldRules(field)),
    keyList(field.keys),
  ]);
  const rules = entity.rules.map(
    (rule) => `- ${plainCell(ruleSentence(entity, rule, model.entities))} (${keyList(rule.keys)})\n`,
  );
  return `### ${entity.typeName}\n\n${tableOf(['Field', 'Type', 'Rules', 'From'], rows)}${rules.length === 0 ? '' : `\n${rules.join('')}`}`;
}

export function fieldRules(field: Field): string {
  const parts: string[] = [field.required ? 'required' : 'optional'];
  if (field.unique) parts.push('unique');
  if (field.minLength !== undefined || field.maxLength !== undefined) {
    const unit = field.type === 'list' ? 'items' : 'characters';
    parts.push(`${field.minLength ?? 0} to ${field.maxLength ?? 'any number of'} ${unit}`);
  }
  if (field.min !== undefined) parts.push(`at least ${field.min}`);
  if (field.max !== undefined) parts.push(`at most ${field.max}`);
  if (field.pattern !== undefined) parts.push(`matches ${field.pattern}`);
  if (field.format !== undefined) parts.push(`a valid ${field.format}`);
  if (field.values) parts.push(field.values.join(', '));
  if (field.default !== undefined) parts.push(`otherwise ${field.default}`);
  return parts.join(', ');
}

function interfaces(model: Model): string {
  const rows = [
    [
      'GET',
      `\`${model.service.healthPath}\``,
      'says that the service is up',
      keyList(model.service.keys.get('health') ?? []),
    ],
    ...model.entities.flatMap((entity) =>
      endpointLines(entity).map((line) => [
        line.method,
        `\`${line.path}\``,
        line.does,
        keyList(line.keys) || 'assumed',
      ]),
    ),
  ];
  return `## Interfaces\n\n${tableOf(['Method', 'Path', 'What it does', 'From'], rows)}`;
}

function dataFlow(model: Model): string {
  const features = model.entities.map(
    (entity) => `  router --> ${entity.camel}F["${entity.label} feature"]\n  ${entity.camel}F --> checks\n`,
  );
  return `## Data flow

\`\`\`mermaid
flowchart LR
  client([Client]) -->|JSON| server[HTTP server]
  server --> router[Router]
${features.join('')}  checks[Validation and rules] --> store[(Store)]
  store -.->|if asked| file[[Data file]]
  server -->|JSON or error| client
\`\`\`

A request is read up to the body limit, matched to a route, checked against the fields and then against the rules, and only
then changes the store. A check that fails throws an error that the server turns into an answer; nothing has changed then.
`;
}

function decisions(): string {
  return `## Decisions

- **No dependencies.** Node's own HTTP server and test runner are enough for a service of this size.
- **Records in memory, with a file on request.** Enough for one process. A database can take the place of
  \`${PATHS.store}\` without a change to the features.
- **One process, synchronous changes.** A check and the change after it cannot be interrupted, so two requests cannot both
  pass a check that only one of them may pass.
`;
}

function risks(model: Model, requirements: readonly Requirement[]): string {
  const open = requirements.filter((each) => each.level === 'must' && gapReason(model, each) !== undefined);
  const list = [
    'The store lives in one process: a second one would not see its records.',
    'Nothing asks who is calling. Do not open the service to a network that you do not trust.',
    ...(open.length === 0
      ? []
      : [`${open.length} binding requirements stay open (${keyList(open.map((each) => each.key))}).`]),
  ];
  return `## Risks\n\n${list.map((line) => `- ${line}\n`).join('')}`;
}

function questions(model: Model, requirements: readonly Requirement[]): string {
  const assumed = model.entities.flatMap((entity) => entity.assumptions);
  const partly = requirements.flatMap((requirement) => {
    const outcome = model.outcomes.get(requirement.key);
    if (!outcome || outcome.beyond.length === 0 || outcome.places.length === 0) return [];
    return [
      `${keyList([requirement.key])}: what does ${plainCell(`"${outcome.beyond.join('", "').slice(0, 300)}"`)} mean for the service?`,
    ];
  });
  const lines = [...assumed.map((text) => `Assumed: ${text}`), ...partly];
  return `## Open questions\n\n${lines.length === 0 ? 'None.\n' : lines.map((line) => `- ${line}\n`).join('')}`;
}

function traceability(model: Model, requirements: readonly Requirement[]): string {
  const rows = requirements.map((requirement) => {
    const places = model.outcomes.get(requirement.key)?.places ?? [];
    const where = [...new Set(places.map((place) => componentOf(place, model)))].join(', ');
    const state =
      gapReason(model, requirement) === undefined ? 'built' : places.length > 0 ? 'in part' : 'open';
    return [
      keyList([requirement.key]),
      plainCell(requirement.text.slice(0, 140)),
      requirement.level,
      where || '-',
      state,
    ];
  });
  return `## Traceability\n\n${tableOf(['Requirement', 'Text', 'Level', 'Component', 'State'], rows)}`;
}

const COMPONENTS: Readonly<Record<Exclude<Place['at'], 'feature' | 'rules'>, string>> = {
  scaffold: 'Foundation',
  assembly: 'Service',
  quality: 'Service',
  readme: 'Guide',
  architecture: 'Architecture',
  ci: 'CI workflow',
  container: 'Container',
  report: 'Validation report',
};

function componentOf(place: Place, model: Model): string {
  if (!('entity' in place)) return COMPONENTS[place.at];
  return model.entities.find((entity) => entity.slug === place.entity)?.typeName ?? place.entity;
}
