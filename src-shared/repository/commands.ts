import type { CommandLine } from '../model/project.ts';
import type { FoundCommands } from '../model/repository.ts';

/** Texts of manifests by path; those at the root count. */
export type Texts = ReadonlyMap<string, string>;

export type Tooling = { packageManagers: string[]; buildTools: string[]; commands: FoundCommands };

const NOTHING: FoundCommands = { setUp: null, build: null, test: null, format: null, lint: null };

type Ecosystem = { manager?: string; tool?: string; commands: Partial<FoundCommands> };

/**
 * Package managers, build tools and commands, told from the manifests at the root. Where several say something, a
 * Makefile or justfile written by hand comes first, then the order below.
 */
export function findTooling(texts: Texts): Tooling {
  const found = [
    fromMake(texts),
    fromJust(texts),
    fromNode(texts),
    fromPython(texts),
    fromGo(texts),
    fromCargo(texts),
    fromMaven(texts),
    fromGradle(texts),
  ].flatMap((one) => one ?? []);
  const commands = { ...NOTHING };
  for (const { commands: said } of found.toReversed()) {
    for (const [purpose, line] of Object.entries(said) as [keyof FoundCommands, CommandLine | null][]) {
      if (line !== null) commands[purpose] = line;
    }
  }
  return {
    packageManagers: found.flatMap(({ manager }) => manager ?? []),
    buildTools: found.flatMap(({ tool }) => tool ?? []),
    commands,
  };
}

const TARGETS: Readonly<Record<'build' | 'test' | 'format' | 'lint', readonly string[]>> = {
  build: ['build'],
  test: ['test', 'tests'],
  format: ['format-check', 'check-format', 'fmt-check'],
  lint: ['lint'],
};

function fromTargets(program: string, targets: ReadonlySet<string>): Partial<FoundCommands> {
  const commands: Partial<FoundCommands> = {};
  for (const [purpose, names] of Object.entries(TARGETS) as [keyof typeof TARGETS, string[]][]) {
    const target = names.find((name) => targets.has(name));
    if (target !== undefined) commands[purpose] = [program, target];
  }
  return commands;
}

function fromMake(texts: Texts): Ecosystem | undefined {
  const text = texts.get('Makefile') ?? texts.get('GNUmakefile') ?? texts.get('makefile');
  if (text === undefined) return undefined;
  return { tool: 'make', commands: fromTargets('make', targetsOf(text)) };
}

function fromJust(texts: Texts): Ecosystem | undefined {
  const text = texts.get('justfile') ?? texts.get('Justfile') ?? texts.get('.justfile');
  if (text === undefined) return undefined;
  return { tool: 'just', commands: fromTargets('just', targetsOf(text)) };
}

/** Names that begin a line and end in a colon that assigns nothing. */
function targetsOf(text: string): Set<string> {
  const names = text
    .split('\n')
    .flatMap((line) => /^@?([\w.-]{1,80})[^:=\n]{0,200}:(?!=)/.exec(line)?.[1] ?? []);
  return new Set(names);
}

function fromNode(texts: Texts): Ecosystem | undefined {
  const text = texts.get('package.json');
  if (text === undefined) return undefined;
  const manager = texts.has('pnpm-lock.yaml')
    ? 'pnpm'
    : texts.has('yarn.lock')
      ? 'yarn'
      : texts.has('bun.lock') || texts.has('bun.lockb')
        ? 'bun'
        : 'npm';
  const scripts = scriptsOf(text);
  const script = (...names: string[]) => {
    const name = names.find((one) => isRealScript(scripts[one]));
    if (name === undefined) return null;
    return name === 'test' ? [manager, 'test'] : [manager, 'run', name];
  };
  const locked = texts.has('package-lock.json') || manager !== 'npm';
  const install = manager === 'npm' ? (locked ? 'ci' : 'install') : 'install';
  return {
    manager,
    commands: {
      setUp: hasDependencies(text) ? [manager, install] : null,
      build: script('build'),
      test: script('test'),
      format: script('format:check', 'check:format', 'prettier:check'),
      lint: script('lint'),
    },
  };
}

function isRealScript(value: unknown): boolean {
  // What `npm init` writes when there are no tests.
  return typeof value === 'string' && value.trim() !== '' && !value.includes('no test specified');
}

function scriptsOf(text: string): Record<string, unknown> {
  return recordIn(parsed(text), 'scripts');
}

function hasDependencies(text: string): boolean {
  const manifest = parsed(text);
  return ['dependencies', 'devDependencies'].some((name) => Object.keys(recordIn(manifest, name)).length > 0);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function recordIn(value: unknown, name: string): Record<string, unknown> {
  const inner: unknown =
    typeof value === 'object' && value !== null && Object.hasOwn(value, name)
      ? Reflect.get(value, name)
      : undefined;
  return typeof inner === 'object' && inner !== null && !Array.isArray(inner)
    ? (inner as Record<string, unknown>)
    : {};
}

function fromPython(texts: Texts): Ecosystem | undefined {
  const project = texts.get('pyproject.toml') ?? '';
  const others = ['setup.py', 'setup.cfg', 'requirements.txt', 'tox.ini', 'pytest.ini', 'Pipfile'];
  if (project === '' && !others.some((name) => texts.has(name))) return undefined;
  const all = [project, ...others.map((name) => texts.get(name) ?? '')].join('\n');
  const manager = texts.has('uv.lock')
    ? 'uv'
    : /^\[tool\.poetry[\].]/m.test(project)
      ? 'poetry'
      : texts.has('Pipfile')
        ? 'pipenv'
        : 'pip';
  const pytest = texts.has('pytest.ini') || /\bpytest\b/.test(all);
  const test = pytest
    ? ['python3', '-m', 'pytest']
    : texts.has('tox.ini')
      ? ['tox']
      : ['python3', '-m', 'unittest'];
  const commands: Partial<FoundCommands> = { test };
  if (/^\[tool\.ruff[\].]/m.test(project)) {
    commands.lint = ['ruff', 'check', '.'];
    commands.format = ['ruff', 'format', '--check', '.'];
  } else if (/^\[tool\.black[\].]/m.test(project)) commands.format = ['black', '--check', '.'];
  if (commands.lint === undefined && texts.has('.flake8')) commands.lint = ['flake8'];
  return { manager, ...(texts.has('tox.ini') ? { tool: 'tox' } : {}), commands };
}

function fromGo(texts: Texts): Ecosystem | undefined {
  if (!texts.has('go.mod')) return undefined;
  const lint =
    texts.has('.golangci.yml') || texts.has('.golangci.yaml')
      ? ['golangci-lint', 'run']
      : ['go', 'vet', './...'];
  return {
    manager: 'go modules',
    tool: 'go',
    commands: { build: ['go', 'build', './...'], test: ['go', 'test', './...'], lint },
  };
}

function fromCargo(texts: Texts): Ecosystem | undefined {
  if (!texts.has('Cargo.toml')) return undefined;
  return {
    manager: 'cargo',
    tool: 'cargo',
    commands: {
      build: ['cargo', 'build'],
      test: ['cargo', 'test'],
      format: ['cargo', 'fmt', '--check'],
      lint: ['cargo', 'clippy'],
    },
  };
}

function fromMaven(texts: Texts): Ecosystem | undefined {
  if (!texts.has('pom.xml')) return undefined;
  const program = texts.has('mvnw') ? './mvnw' : 'mvn';
  return {
    manager: 'maven',
    tool: 'maven',
    commands: { build: [program, '-q', 'package', '-DskipTests'], test: [program, '-q', 'test'] },
  };
}

function fromGradle(texts: Texts): Ecosystem | undefined {
  if (!texts.has('build.gradle') && !texts.has('build.gradle.kts')) return undefined;
  const program = texts.has('gradlew') ? './gradlew' : 'gradle';
  return {
    manager: 'gradle',
    tool: 'gradle',
    commands: { build: [program, 'assemble'], test: [program, 'test'] },
  };
}
