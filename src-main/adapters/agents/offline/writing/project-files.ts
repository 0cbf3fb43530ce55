import type { Model, ServiceFact } from '../model.ts';
import { header, quote, type WrittenFile } from './code.ts';
import { APP, MAIN } from './kernel/app-sources.ts';
import { BODY, ERRORS, ROUTER, SERVER } from './kernel/http-sources.ts';
import { LISTS } from './kernel/lists-source.ts';
import { STORE } from './kernel/store-source.ts';
import { PROCESS, SERVE, VALUES } from './kernel/test-sources.ts';
import { VALIDATION } from './kernel/validation-source.ts';
import { PATHS } from './paths.ts';
import { transitionsOf } from './routes-file.ts';

type Source = { path: string; code: string; purpose: string; facts: readonly ServiceFact[] };

const SOURCES: readonly Source[] = [
  {
    path: PATHS.errors,
    code: ERRORS,
    purpose: 'Failures that a client is told about',
    facts: ['errorShape', 'missing', 'conflict', 'invalidInput'],
  },
  { path: PATHS.router, code: ROUTER, purpose: 'Finds the route of a request', facts: ['unknownPath'] },
  {
    path: PATHS.body,
    code: BODY,
    purpose: 'Reads the body of a request',
    facts: ['json', 'malformedJson', 'bodyLimit', 'mediaType'],
  },
  {
    path: PATHS.server,
    code: SERVER,
    purpose: 'HTTP in front of the routes',
    facts: ['json', 'errorShape', 'hiddenFailure', 'requestLog'],
  },
  {
    path: PATHS.store,
    code: STORE,
    purpose: 'Keeps the records',
    facts: ['ids', 'timestamps', 'persistence'],
  },
  {
    path: PATHS.validation,
    code: VALIDATION,
    purpose: 'Checks what a client sends',
    facts: ['invalidInput', 'unknownFields'],
  },
  {
    path: PATHS.lists,
    code: LISTS,
    purpose: 'Lists with filters, order and pages',
    facts: ['pagination', 'pageRange'],
  },
  { path: PATHS.app, code: APP, purpose: 'Puts the service together', facts: ['health'] },
  {
    path: PATHS.main,
    code: MAIN,
    purpose: 'Starts and stops the service',
    facts: ['environment', 'persistence', 'shutdown', 'requestLog'],
  },
  { path: PATHS.serve, code: SERVE, purpose: 'Runs routes on loopback for tests', facts: ['loopbackTests'] },
  { path: PATHS.values, code: VALUES, purpose: 'Moments and days for tests', facts: [] },
  { path: PATHS.process, code: PROCESS, purpose: 'Runs the service as a process for tests', facts: [] },
];

export const KERNEL_PATHS: readonly string[] = SOURCES.map((source) => source.path);

/** Every file of the service that no entity has a part in. */
export function kernelFiles(model: Model): WrittenFile[] {
  return SOURCES.map(({ path, code, purpose, facts }) => ({
    path,
    content: `${headerOf(model, purpose, facts)}${code}`,
  }));
}

function headerOf(model: Model, purpose: string, facts: readonly ServiceFact[]): string {
  return header(
    purpose,
    facts.flatMap((fact) => model.service.keys.get(fact) ?? []),
  );
}

export function settingsFile(model: Model): WrittenFile {
  const { service } = model;
  const facts = ['bodyLimit', 'invalidInput', 'unknownFields', 'pagination', 'health'] as const;
  return {
    path: PATHS.settings,
    content: `${headerOf(model, 'What the requirements fix as a number or a choice', facts)}
/** Largest request body that is read, in bytes. */
export const BODY_LIMIT_BYTES = ${grouped(service.bodyLimitBytes)};

/** Status of an answer to input that breaks a rule. */
export const INVALID_STATUS: number = ${service.invalidStatus};

/** What happens to fields of a body that the service does not know. */
export const UNKNOWN_FIELDS: 'ignore' | 'refuse' = '${service.unknownFields}';

/** Records on a page of a list: when the client does not say, and at most. */
export const PAGE = { limit: ${service.page.limit}, largestLimit: ${grouped(service.page.largestLimit)} };

export const HEALTH_PATH = ${quote(service.healthPath)};
`,
  };
}

function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, '_');
}

/** The list of features. Empty in the scaffold; the assembly names every feature of the plan. */
export function modulesFile(model: Model, assembled: boolean): WrittenFile {
  const features = assembled ? model.entities : [];
  const parts = features.flatMap((entity) =>
    [
      { name: `${entity.camel}Routes`, from: `./features/${entity.plural}/routes.ts`, actions: false },
      { name: `${entity.camel}Actions`, from: `./features/${entity.plural}/actions.ts`, actions: true },
    ].filter((part) => !part.actions || transitionsOf(entity).length > 0),
  );
  const imports = parts
    .toSorted((a, b) => (a.from < b.from ? -1 : 1))
    .map((part) => `import { ${part.name} } from '${part.from}';\n`);
  const list = parts.length === 0 ? '[]' : `[\n${parts.map((part) => `  ${part.name},\n`).join('')}]`;
  return {
    path: PATHS.modules,
    content: `${header(
      'Which features the service has',
      features.flatMap((entity) => entity.operations.flatMap((operation) => operation.keys)),
    )}${imports.join('')}import type { Route } from './http/router.ts';
import type { Store } from './store.ts';

/** Each feature gives its routes over the store. */
export const modules: readonly ((store: Store) => Route[])[] = ${list};
`,
  };
}

/** A `package.json` that starts and tests the service. What a package.json that is already there says besides is kept. */
export function packageJsonFile(model: Model, existing: string | undefined): WrittenFile {
  const kept = readManifest(existing);
  const manifest = {
    name: model.name,
    version: '0.1.0',
    private: true,
    ...kept,
    type: 'module',
    engines: { node: '>=22.18' },
    scripts: {
      ...(isRecord(kept.scripts) ? kept.scripts : {}),
      start: 'node implementation/src/main.ts',
      test: 'node --test "tests/**/*.test.ts"',
    },
  };
  return { path: PATHS.packageJson, content: `${JSON.stringify(manifest, null, 2)}\n` };
}

function readManifest(text: string | undefined): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text ?? '{}');
    return isRecord(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function tsconfigFile(): WrittenFile {
  const compilerOptions = {
    target: 'es2024',
    lib: ['es2024'],
    module: 'nodenext',
    moduleResolution: 'nodenext',
    types: ['node'],
    strict: true,
    noUncheckedIndexedAccess: true,
    noImplicitReturns: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    verbatimModuleSyntax: true,
    erasableSyntaxOnly: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
  };
  const content = `${JSON.stringify({ compilerOptions, include: ['implementation', 'tests'] }, null, 2)}\n`;
  return { path: PATHS.tsconfig, content };
}
