import type { CheckResult } from '#shared/model/check.ts';
import type { Requirement } from '#shared/model/requirement.ts';
import type { Entity, Model } from './model.ts';
import type { Job, Work } from './work.ts';
import { architectureFile } from './writing/architecture-file.ts';
import type { WrittenFile } from './writing/code.ts';
import { deploymentFiles } from './writing/deployment-files.ts';
import { endToEndTest } from './writing/end-to-end-test.ts';
import { endpointsTest } from './writing/endpoints-test.ts';
import { gapsFile } from './writing/gaps-file.ts';
import { httpTest } from './writing/http-test.ts';
import { libraryTest } from './writing/library-test.ts';
import { hasListRules, listsTest } from './writing/lists-test.ts';
import { featurePaths, PATHS } from './writing/paths.ts';
import { processTest } from './writing/process-test.ts';
import {
  kernelFiles,
  modulesFile,
  packageJsonFile,
  settingsFile,
  tsconfigFile,
} from './writing/project-files.ts';
import { readmeFile } from './writing/readme-file.ts';
import { recordFile } from './writing/record-file.ts';
import { reportFile } from './writing/report-file.ts';
import { actionsFile, routesFile, transitionsOf } from './writing/routes-file.ts';
import { rulesFile } from './writing/rules-file.ts';
import { rulesTest } from './writing/rules-test.ts';
import { sampleFile } from './writing/sample-file.ts';
import { validationTest } from './writing/validation-test.ts';

/** Which of the paths that a task expects tells what the task is. */
function expects(job: Job, path: string): boolean {
  return job.request.task.expects.includes(path);
}

function supported(job: Job, ...by: Parameters<Model['supporting']['get']>[0][]): string[] {
  return by.flatMap((each) => job.model.supporting.get(each) ?? []);
}

/** Writes the architecture, and pages about what is left open. */
export function analyse(job: Job): Work | undefined {
  const { model, request, own } = job;
  if (expects(job, PATHS.architecture)) {
    return {
      files: [architectureFile(model, request.requirements)],
      documented: supported(job, 'architecture'),
    };
  }
  const path = request.task.expects.find((each) => /^documentation\/gaps\/[a-z0-9-]+\.md$/.test(each));
  if (path === undefined) return undefined;
  return { files: [gapsFile(path, request.task.title, model, own)] };
}

/** Writes the service, its features and their tests. A task that a person merged asks for several of them. */
export function implement(job: Job): Work | undefined {
  const { model } = job;
  const files: WrittenFile[] = [];
  if (expects(job, PATHS.packageJson)) files.push(...scaffold(job));
  for (const entity of model.entities) {
    const paths = featurePaths(entity);
    if (expects(job, paths.record)) files.push(...feature(entity, model));
    if (expects(job, paths.rulesTest)) files.push(...businessRules(entity, model));
  }
  if (expects(job, PATHS.endToEndTest)) files.push(modulesFile(model, true), endToEndTest(model));
  if (expects(job, PATHS.processTest)) files.push(processTest(model));
  if (files.length === 0) return undefined;
  return { files: [...new Map(files.map((file) => [file.path, file])).values()] };
}

function scaffold(job: Job): WrittenFile[] {
  const { model, request } = job;
  return [
    packageJsonFile(model, request.files.get(PATHS.packageJson)),
    tsconfigFile(),
    settingsFile(model),
    ...kernelFiles(model),
    modulesFile(model, false),
    httpTest(model),
    libraryTest(model),
    ...resetTests(job),
  ];
}

/**
 * An earlier run left tests that later tasks of this plan write anew. What they test is rebuilt step by step, so until their
 * task comes they test nothing; the service has no features again until they are put together.
 */
function resetTests({ request }: Job): WrittenFile[] {
  const later = request.plan.filter(({ id }) => id !== request.task.id);
  return later.flatMap(({ key, expects: paths }) =>
    paths
      .filter((path) => path.endsWith('.test.ts') && request.files.has(path))
      .map((path) => ({ path, content: `// ${key} of the present plan writes these tests.\nexport {};\n` })),
  );
}

function feature(entity: Entity, model: Model): WrittenFile[] {
  return [
    recordFile(entity),
    rulesFile(entity, model, false),
    routesFile(entity, model.entities),
    sampleFile(entity, model.entities),
    validationTest(entity),
    endpointsTest(entity, model.service.invalidStatus),
    ...(hasListRules(entity) ? [listsTest(entity, model.entities)] : []),
  ];
}

function businessRules(entity: Entity, model: Model): WrittenFile[] {
  return [
    rulesFile(entity, model, true),
    ...(transitionsOf(entity).length > 0 ? [actionsFile(entity)] : []),
    rulesTest(entity, model.entities),
  ];
}

/** Writes the guide, the workflow and what is needed to run the service somewhere. */
export function integrate(job: Job): Work | undefined {
  const { model, request } = job;
  if (expects(job, PATHS.readme)) {
    return { files: [readmeFile(model, request.requirements)], documented: supported(job, 'readme') };
  }
  if (!expects(job, PATHS.ci)) return undefined;
  return { files: deploymentFiles(model), documented: supported(job, 'ci', 'container') };
}

/** Runs the checks and writes down what they found. */
export async function review(job: Job): Promise<Work | undefined> {
  const { model, request, tools, own } = job;
  if (!expects(job, PATHS.report)) return undefined;
  tools.log('Running the checks of the project.');
  const checks = await tools.check();
  for (const check of checks) tools.log(`${check.kind}: ${check.verdict}. ${check.summary}`);
  return {
    files: [reportFile(model, request.requirements, checks, request.files)],
    documented: supported(job, 'report'),
    gaps: failures(own, checks),
  };
}

/** Where a check failed, nothing that the review stands for is proven. */
function failures(own: readonly Requirement[], checks: readonly CheckResult[]) {
  const failed = checks.filter((check) => check.verdict === 'fail').map((check) => check.kind);
  if (failed.length === 0) return [];
  return own.map((requirement) => ({
    requirementKey: requirement.key,
    reason: `The review found failing checks: ${failed.join(', ')}.`,
  }));
}
