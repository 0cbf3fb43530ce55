/** The floors of the house: which part of the code may know which. `docs/architecture.md` explains them. */
export const FLOORS: Readonly<Record<string, readonly string[]>> = {
  shared: ['shared'],
  kernel: ['shared', 'kernel'],
  guard: ['shared', 'kernel', 'guard'],
  ports: ['shared', 'ports'],
  store: ['shared', 'kernel', 'store'],
  workspace: ['shared', 'kernel', 'guard', 'workspace'],
  bridge: ['shared', 'kernel', 'guard', 'ports', 'bridge'],
  adapters: ['shared', 'kernel', 'guard', 'ports', 'adapters'],
  servers: ['shared', 'kernel', 'servers'],
  slices: ['shared', 'kernel', 'guard', 'ports', 'store', 'workspace', 'bridge', 'slices'],
  engine: ['shared', 'kernel', 'guard', 'ports', 'store', 'workspace', 'bridge', 'slices', 'engine'],
  host: [
    'shared',
    'kernel',
    'guard',
    'ports',
    'store',
    'workspace',
    'bridge',
    'adapters',
    'slices',
    'engine',
    'host',
  ],
  electron: ['shared', 'kernel', 'servers', 'host', 'electron'],
  cli: ['shared', 'kernel', 'servers', 'host', 'cli'],
  renderer: ['shared', 'renderer'],
  architecture: ['architecture'],
};

/** Where types alone may be known: they are erased, and nothing is called. */
export const TYPES_FROM: Readonly<Record<string, readonly string[]>> = {
  slices: ['engine'],
};

/** Files of `src-shared` that hold what the product is about. The kernel knows none of it. */
export const PRODUCT_NOUNS =
  /^src-shared\/(model|contract|plan)\/|^src-shared\/(commands|events|changes)\.ts$/;

/** Packages with a home. Path prefixes relative to the root; what is not named here may be used by any floor with packages. */
export const HOMES: Readonly<Record<string, readonly string[]>> = {
  electron: ['src-main/electron/'],
  'simple-git': ['src-main/workspace/git.ts'],
  'better-sqlite3': ['src-main/store/'],
  picomatch: ['src-main/workspace/'],
  '@anthropic-ai/sandbox-runtime': ['src-main/adapters/sandbox/'],
  '@anthropic-ai/sdk': ['src-main/adapters/agents/'],
  '@agentclientprotocol/sdk': ['src-main/adapters/agents/'],
  openai: ['src-main/adapters/agents/'],
  '@orpc/contract': [
    'src-shared/contract/',
    'src-main/servers/',
    'src-main/host/',
    'src-main/cli/',
    'src-renderer/',
  ],
  '@orpc/server': ['src-main/servers/', 'src-main/host/'],
  '@orpc/openapi': ['src-main/servers/'],
  '@orpc/zod': ['src-main/servers/'],
  '@orpc/client': ['src-main/cli/', 'src-main/servers/', 'src-renderer/'],
  '@cyclonedx/cyclonedx-library': ['src-main/slices/capsules/'],
  tar: ['src-main/slices/capsules/', 'src-main/host/backup/'],
  unpdf: ['src-main/adapters/readers/'],
  mammoth: ['src-main/adapters/readers/'],
  parse5: ['src-main/adapters/readers/', 'src-main/slices/validation/checks/'],
  chardet: ['src-main/adapters/readers/'],
  'iconv-lite': ['src-main/adapters/readers/'],
  piscina: ['src-main/kernel/threads.ts'],
  ws: ['src-main/servers/', 'src-main/cli/'],
  commander: ['src-main/cli/'],
  yaml: ['src-main/slices/intake/extract/declared/', 'src-main/slices/validation/checks/'],
  'oxc-parser': ['src-main/architecture/', 'src-main/slices/validation/checks/'],
  '@vscode/tree-sitter-wasm': ['src-main/slices/validation/checks/'],
  '@secretlint/core': ['src-main/slices/validation/checks/'],
  '@secretlint/secretlint-rule-preset-recommend': ['src-main/slices/validation/checks/'],
  'fast-xml-parser': ['src-main/slices/validation/checks/'],
  'spdx-expression-parse': ['src-main/slices/validation/checks/', 'src-main/slices/capsules/'],
  'spdx-satisfies': ['src-main/slices/validation/checks/'],
  react: ['src-renderer/'],
  'react-dom': ['src-renderer/'],
  zustand: ['src-renderer/'],
  '@mantine/core': ['src-renderer/'],
  '@mantine/hooks': ['src-renderer/'],
  '@tabler/icons-react': ['src-renderer/'],
};

/** Floors that take only the packages named here. */
export const ONLY_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  shared: ['zod', '@orpc/contract'],
  ports: [],
};

/** Floors without Node's built-in modules: they run in a page, or hold no code. */
export const WITHOUT_NODE: ReadonlySet<string> = new Set(['shared', 'renderer', 'ports']);

/** Floors that reach the world only through the tools they are given. */
export const WITHOUT_NETWORK: ReadonlySet<string> = new Set([
  'engine',
  'slices',
  'bridge',
  'kernel',
  'store',
  'workspace',
]);

/** Built-in modules that are the network. */
export const NETWORK: ReadonlySet<string> = new Set([
  'node:http',
  'node:https',
  'node:http2',
  'node:net',
  'node:tls',
  'node:dgram',
]);

/**
 * Where time and chance may be taken from the machine, besides the kernel. Path prefix to reason; an entry that
 * nothing needs any more fails the test.
 */
export const CLOCK_EXCEPTIONS: Readonly<Record<string, string>> = {};

/** Who alone may read and write a table: path prefixes. What others want to know of it, they ask its rows. */
export const TABLES: Readonly<Record<string, string>> = {
  journal: 'src-main/store/',
  receipts: 'src-main/store/',
  outbox: 'src-main/store/',
  outbox_paused: 'src-main/store/',
  logs: 'src-main/store/',
  contexts: 'src-main/store/',
  projects: 'src-main/slices/projects/',
  agents: 'src-main/slices/agents/',
  runs: 'src-main/slices/runs/',
  documents: 'src-main/slices/intake/',
  requirements: 'src-main/slices/intake/',
  differences: 'src-main/slices/intake/',
  plans: 'src-main/slices/planning/',
  tasks: 'src-main/slices/planning/',
  task_deps: 'src-main/slices/planning/',
  plan_steps: 'src-main/slices/planning/',
  plan_revisions: 'src-main/slices/planning/',
  attempts: 'src-main/slices/attempts/',
  own_files: 'src-main/slices/attempts/',
  checks: 'src-main/slices/validation/',
  judgements: 'src-main/slices/validation/',
  check_cache: 'src-main/store/',
  signals: 'src-main/slices/signals/',
  decisions: 'src-main/slices/decisions/',
  capsules: 'src-main/slices/capsules/',
  templates: 'src-main/slices/templates/',
  handovers: 'src-main/slices/handovers/',
};

/** Longest source file and longest function, in lines. */
export const LIMITS = { file: 250, function: 60 } as const;

/**
 * What is longer than the limits: file, or file#function, to its lines. The lists only shrink: an entry that is too
 * small or no longer needed fails the test.
 */
export const SIZE_EXCEPTIONS: Readonly<Record<string, number>> = {};
