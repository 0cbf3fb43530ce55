import type { CheckContext } from './check-context.ts';
import { parsed, recordOf, textOf } from './reports/test-report.ts';

export type NoTool = { reason: string };

type Tool = {
  /** Files of the root, one of which says that the project uses the tool. */
  signs: readonly string[];
  /** What has to be in the first of them that is there. */
  says?: RegExp;
  /** Where the program lies in the worktree; without it the machine has it or not. */
  at?: string;
  command: readonly string[];
};

const BIN = 'node_modules/.bin';
const BIOME = ['biome.json', 'biome.jsonc'];
const ESLINT = [
  'eslint.config.js',
  'eslint.config.mjs',
  'eslint.config.ts',
  '.eslintrc.json',
  '.eslintrc.cjs',
  '.eslintrc.js',
];
const PRETTIER = [
  '.prettierrc',
  '.prettierrc.json',
  '.prettierrc.yaml',
  'prettier.config.js',
  'prettier.config.mjs',
];
const RUFF = /\[tool\.ruff/;

const TOOLS: Readonly<Record<'format' | 'lint', readonly Tool[]>> = {
  format: [
    { signs: BIOME, at: `${BIN}/biome`, command: ['biome', 'format', '.'] },
    { signs: PRETTIER, at: `${BIN}/prettier`, command: ['prettier', '--check', '.'] },
    { signs: ['ruff.toml', '.ruff.toml'], command: ['ruff', 'format', '--check', '.'] },
    { signs: ['pyproject.toml'], says: RUFF, command: ['ruff', 'format', '--check', '.'] },
    { signs: ['pyproject.toml'], says: /\[tool\.black\]/, command: ['black', '--check', '.'] },
    { signs: ['go.mod'], command: ['gofmt', '-l', '.'] },
    { signs: ['rustfmt.toml', '.rustfmt.toml', 'Cargo.toml'], command: ['cargo', 'fmt', '--check'] },
  ],
  lint: [
    { signs: BIOME, at: `${BIN}/biome`, command: ['biome', 'lint', '.'] },
    { signs: ESLINT, at: `${BIN}/eslint`, command: ['eslint', '.', '--format', 'json'] },
    { signs: ['ruff.toml', '.ruff.toml'], command: ['ruff', 'check', '--output-format', 'json', '.'] },
    { signs: ['pyproject.toml'], says: RUFF, command: ['ruff', 'check', '--output-format', 'json', '.'] },
    { signs: ['go.mod'], command: ['go', 'vet', './...'] },
    { signs: ['Cargo.toml'], command: ['cargo', 'clippy', '--offline', '--message-format=json'] },
  ],
};

/** Scripts of package.json that only look. A script that writes is not for checking. */
const SCRIPTS: Readonly<Record<'format' | 'lint', readonly string[]>> = {
  format: ['format:check', 'check:format', 'fmt:check', 'prettier:check'],
  lint: ['lint'],
};
const WRITES = /--(fix|write)\b/;

/** The formatter or the linter that the project shows to use, as a command; or why there is none. */
export async function findTool(
  kind: 'format' | 'lint',
  { readText }: CheckContext,
): Promise<string[] | NoTool> {
  const scripts = recordOf(recordOf(parsed((await readText('package.json')) ?? '')).scripts);
  for (const name of SCRIPTS[kind]) {
    const script = textOf(scripts[name]);
    if (script !== '' && !WRITES.test(script)) return ['/bin/sh', '-c', script];
  }
  let absent: string | undefined;
  for (const { signs, says, at, command } of TOOLS[kind]) {
    const sign = await firstText(signs, readText);
    if (sign === undefined || (says && !says.test(sign))) continue;
    if (at === undefined || (await readText(at)) !== undefined) return [...command];
    absent ??= `${command[0]} is configured, but not installed in the worktree`;
  }
  const name = kind === 'format' ? 'formatter' : 'linter';
  return { reason: absent ?? `The project shows no ${name}` };
}

async function firstText(
  paths: readonly string[],
  readText: CheckContext['readText'],
): Promise<string | undefined> {
  for (const path of paths) {
    const text = await readText(path);
    if (text !== undefined) return text;
  }
  return undefined;
}
