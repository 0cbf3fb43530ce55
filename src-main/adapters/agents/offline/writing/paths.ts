import type { Entity } from '../model.ts';

/** Where the offline agent writes what. Plans expect these paths, and writers recognise their task by them. */
export const PATHS = {
  architecture: 'architecture/architecture.md',
  packageJson: 'package.json',
  tsconfig: 'tsconfig.json',
  settings: 'implementation/src/settings.ts',
  errors: 'implementation/src/http/errors.ts',
  router: 'implementation/src/http/router.ts',
  body: 'implementation/src/http/body.ts',
  server: 'implementation/src/http/server.ts',
  store: 'implementation/src/store.ts',
  validation: 'implementation/src/validation.ts',
  lists: 'implementation/src/lists.ts',
  modules: 'implementation/src/modules.ts',
  app: 'implementation/src/app.ts',
  main: 'implementation/src/main.ts',
  serve: 'tests/support/serve.ts',
  values: 'tests/support/values.ts',
  process: 'tests/support/process.ts',
  httpTest: 'tests/service/http.test.ts',
  libraryTest: 'tests/service/library.test.ts',
  endToEndTest: 'tests/service/end-to-end.test.ts',
  processTest: 'tests/service/process.test.ts',
  readme: 'documentation/README.md',
  operations: 'documentation/operations.md',
  report: 'documentation/validation-report.md',
  ci: '.github/workflows/ci.yml',
  dockerfile: 'deployment/Dockerfile',
  compose: 'deployment/compose.yaml',
} as const;

export function featurePaths(entity: Pick<Entity, 'slug' | 'plural'>) {
  const source = `implementation/src/features/${entity.plural}`;
  const tests = `tests/${entity.plural}`;
  return {
    record: `${source}/${entity.slug}.ts`,
    rules: `${source}/rules.ts`,
    routes: `${source}/routes.ts`,
    actions: `${source}/actions.ts`,
    sample: `${tests}/sample.ts`,
    endpointsTest: `${tests}/endpoints.test.ts`,
    validationTest: `${tests}/validation.test.ts`,
    listsTest: `${tests}/lists.test.ts`,
    rulesTest: `${tests}/rules.test.ts`,
  };
}

export function gapsPath(slug: string): string {
  return `documentation/gaps/${slug}.md`;
}
