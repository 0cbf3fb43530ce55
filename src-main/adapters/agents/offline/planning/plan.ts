import type { Requirement } from '#shared/model/requirement.ts';
import type { TaskDraft } from '#shared/model/task.ts';
import type { Entity, Model, Place } from '../model.ts';
import { placeName } from '../reading/read.ts';
import { endpointLines } from '../writing/end-to-end-test.ts';
import { hasListRules } from '../writing/lists-test.ts';
import { featurePaths, gapsPath, PATHS } from '../writing/paths.ts';
import { KERNEL_PATHS } from '../writing/project-files.ts';
import { transitionsOf } from '../writing/routes-file.ts';
import { type GapGroup, gapGroups } from './gap-groups.ts';

type Step = Omit<TaskDraft, 'key' | 'dependsOn' | 'requirementKeys'> & {
  /** Name within the plan, for dependencies. */
  id: string;
  after: string[];
  keys: string[];
};

/** The task graph of a model. Every requirement is in at least one task, if only in one that explains why it is a gap. */
export function planTasks(model: Model, requirements: readonly Requirement[]): TaskDraft[] {
  const steps = [
    architectureStep(model),
    scaffoldStep(model),
    ...model.entities.flatMap((entity) => featureSteps(entity, model)),
    ...assemblySteps(model),
    qualityStep(model),
    readmeStep(model),
    deploymentStep(model),
  ];
  const placed = new Set(steps.flatMap((step) => step.keys));
  steps.push(...gapGroups(requirements.filter((each) => !placed.has(each.key))).map(gapStep));
  steps.push(reviewStep(model, steps));
  const keys = new Map(steps.map((step, at) => [step.id, `T-${at + 1}`]));
  return steps.map(({ id, after, keys: requirementKeys, ...step }) => ({
    key: keys.get(id) ?? id,
    ...step,
    requirementKeys,
    dependsOn: after.flatMap((name) => keys.get(name) ?? []),
  }));
}

function keysAt(model: Model, ...places: Place[]): string[] {
  const names = new Set(places.map(placeName));
  return [...model.outcomes].flatMap(([key, outcome]) =>
    outcome.places.some((place) => names.has(placeName(place))) ? [key] : [],
  );
}

function architectureStep(model: Model): Step {
  return {
    id: 'architecture',
    title: `Draw the architecture of ${model.title}`,
    brief: `Write down what the requirements add up to before anything is built: the components, the ${model.entities.length} kinds of record, every endpoint, how a request travels, the risks, the open questions, and which component answers which requirement.`,
    kind: 'architecture',
    role: 'analyst',
    needs: 'architecture',
    priority: 'critical',
    complexity: model.entities.length > 3 ? 3 : 2,
    keys: keysAt(model, { at: 'architecture' }),
    after: [],
    expects: [PATHS.architecture],
  };
}

function scaffoldStep(model: Model): Step {
  return {
    id: 'scaffold',
    title: 'Lay the foundation of the service',
    brief:
      'Create the project that every feature stands on: HTTP with JSON errors and a body limit, a router, validation, lists, a store that can keep its records in a file, a clean start and stop, and tests that hold all of it to its word. It runs from the first commit.',
    kind: 'scaffold',
    role: 'implementer',
    needs: 'scaffold',
    priority: 'critical',
    complexity: 3,
    keys: keysAt(model, { at: 'scaffold' }),
    after: ['architecture'],
    expects: [
      PATHS.packageJson,
      PATHS.tsconfig,
      PATHS.settings,
      PATHS.modules,
      ...KERNEL_PATHS,
      PATHS.httpTest,
      PATHS.libraryTest,
    ],
  };
}

function featureSteps(entity: Entity, model: Model): Step[] {
  const paths = featurePaths(entity);
  const many = entity.plural.replaceAll('-', ' ');
  const endpoints = endpointLines({ ...entity, rules: [] }).map((line) => `${line.method} ${line.path}`);
  const feature: Step = {
    id: `feature:${entity.slug}`,
    title: `Keep ${many}`,
    brief: `Give the service its ${many}: ${entity.fields.length} fields with their rules (${entity.fields.map((field) => field.name).join(', ')}) and ${endpoints.join(', ')}. Each rule and each endpoint gets a test that fails without it.`,
    kind: 'feature',
    role: 'implementer',
    needs: 'code',
    priority: 'normal',
    complexity: entity.fields.length + entity.operations.length > 9 ? 3 : 2,
    keys: keysAt(model, { at: 'feature', entity: entity.slug }),
    after: ['scaffold'],
    expects: [
      paths.record,
      paths.rules,
      paths.routes,
      paths.sample,
      paths.endpointsTest,
      paths.validationTest,
      ...(hasListRules(entity) ? [paths.listsTest] : []),
    ],
  };
  if (entity.rules.length === 0) return [feature];
  const hasActions = transitionsOf(entity).length > 0;
  const rules: Step = {
    ...feature,
    id: `rules:${entity.slug}`,
    title: `Hold ${many} to their rules`,
    brief: `Teach the service the ${entity.rules.length} rules of ${many} that look at more than one field or record, and show for each that it is kept and that breaking it is refused.`,
    complexity: entity.rules.length > 4 ? 4 : 3,
    keys: keysAt(model, { at: 'rules', entity: entity.slug }),
    after: [`feature:${entity.slug}`],
    expects: [paths.rules, ...(hasActions ? [paths.actions] : []), paths.rulesTest],
  };
  return [feature, rules];
}

function assemblySteps(model: Model): Step[] {
  if (model.entities.length === 0) return [];
  return [
    {
      id: 'assembly',
      title: 'Put the features together',
      brief:
        'Plug every feature into the service and walk through the whole of it over HTTP: every endpoint is there, every kind of record can be created and found, lists come in pages, and what is wrong is answered the same way everywhere.',
      kind: 'feature',
      role: 'implementer',
      needs: 'code',
      priority: 'critical',
      complexity: 2,
      keys: keysAt(model, { at: 'assembly' }),
      after: model.entities.map(
        (entity) => `${entity.rules.length > 0 ? 'rules' : 'feature'}:${entity.slug}`,
      ),
      expects: [PATHS.modules, PATHS.endToEndTest],
    },
  ];
}

function wholeService(model: Model): string {
  return model.entities.length === 0 ? 'scaffold' : 'assembly';
}

function qualityStep(model: Model): Step {
  return {
    id: 'quality',
    title: 'Prove how the service behaves as a process',
    brief:
      'Start the finished service as a process of its own and show what only a process can show: its settings, its log, that data outlives it, that it stops cleanly and that a hundred requests at once are answered.',
    kind: 'quality',
    role: 'implementer',
    needs: 'tests',
    priority: 'normal',
    complexity: 2,
    keys: keysAt(model, { at: 'quality' }),
    after: [wholeService(model)],
    expects: [PATHS.processTest],
  };
}

function readmeStep(model: Model): Step {
  return {
    id: 'documentation',
    title: 'Write the guide to the service',
    brief:
      'Tell somebody who has never seen the service how to start it, what each endpoint does with an example to paste, which rules hold, and what was deliberately not built.',
    kind: 'documentation',
    role: 'integrator',
    needs: 'documentation',
    priority: 'normal',
    complexity: 2,
    keys: keysAt(model, { at: 'readme' }),
    after: [wholeService(model)],
    expects: [PATHS.readme],
  };
}

function deploymentStep(model: Model): Step {
  return {
    id: 'deployment',
    title: 'Prepare build and deployment',
    brief:
      'Run the tests on every push, describe a container that does not run as root, and write down how the service is operated.',
    kind: 'integration',
    role: 'integrator',
    needs: 'deployment',
    priority: 'normal',
    complexity: 2,
    keys: keysAt(model, { at: 'ci' }, { at: 'container' }),
    after: [wholeService(model)],
    expects: [PATHS.ci, PATHS.dockerfile, PATHS.compose, PATHS.operations],
  };
}

function gapStep(group: GapGroup): Step {
  const isBinding = group.requirements.some((requirement) => requirement.level === 'must');
  return {
    id: `gaps:${group.slug}`,
    title: `Explain what is left open: ${group.title.toLowerCase()}`,
    brief: `The built-in rules cannot build these ${group.requirements.length} requirements. Say so for each one: what it asks, why rules are not enough, and what a person or a model has to do.`,
    kind: 'documentation',
    role: 'analyst',
    needs: 'documentation',
    priority: isBinding ? 'normal' : 'low',
    complexity: 1,
    keys: group.requirements.map((requirement) => requirement.key),
    after: ['architecture'],
    expects: [gapsPath(group.slug)],
  };
}

function reviewStep(model: Model, steps: readonly Step[]): Step {
  return {
    id: 'review',
    title: 'Check the whole against the requirements',
    brief:
      'Run every check on the finished work and report the results, requirement by requirement: what is proven, by what, and what is open.',
    kind: 'review',
    role: 'validator',
    needs: 'review',
    priority: 'critical',
    complexity: 2,
    keys: keysAt(model, { at: 'report' }),
    after: steps.map((step) => step.id),
    expects: [PATHS.report],
  };
}
