import type { RepositoryFacts } from '#shared/model/repository.ts';
import { detect, MANIFESTS } from '#shared/repository/detect.ts';
import { languageOf } from '#shared/repository/languages.ts';
import { analysisPage, contributingPage, operationsPage, readmePage, reorganisationPage } from './pages.ts';

const MOST_SAMPLES = 40;

/** What the files of a workspace tell about it. */
export function factsOf(files: ReadonlyMap<string, string>): RepositoryFacts {
  const listed = [...files].map(([path, text]) => ({ path, bytes: Buffer.byteLength(text) }));
  const samples = [...files].filter(([path]) => languageOf(path) !== undefined).slice(0, MOST_SAMPLES);
  const texts = new Map([...files].filter(([path]) => MANIFESTS.includes(path)));
  return detect({ files: listed, texts, samples: new Map(samples), subjects: [] });
}

type Writer = (facts: RepositoryFacts, key: string, files: ReadonlyMap<string, string>) => string;

/** The file at a path for a repository as it is; `key` is the requirement that asks for it. */
export const WRITERS: Readonly<Record<string, Writer>> = {
  'docs/analysis.md': analysisPage,
  '.gitignore': gitignore,
  '.gitattributes': (_facts, key) =>
    `# For ${key}.\n* text=auto\n*.png binary\n*.jpg binary\n*.pdf binary\n*.zip binary\n`,
  '.editorconfig': editorconfig,
  'README.md': readmePage,
  'CONTRIBUTING.md': contributingPage,
  '.github/workflows/ci.yml': workflow,
  'test/smoke.test.mjs': nodeTest,
  'tests/test_smoke.py': pythonTest,
  Makefile: makefile,
  'docs/reorganisation.md': reorganisationPage,
  'docs/operations.md': operationsPage,
};

const IGNORED: Readonly<Record<string, readonly string[]>> = {
  TypeScript: ['node_modules/', 'dist/', 'coverage/', '*.tsbuildinfo'],
  JavaScript: ['node_modules/', 'dist/', 'coverage/'],
  Python: ['__pycache__/', '*.pyc', '.venv/', '.pytest_cache/', 'dist/', '*.egg-info/'],
  Go: ['/bin/', '*.test', 'coverage.out'],
  Rust: ['/target/'],
  Java: ['/target/', '/build/', '.gradle/', '*.class'],
};

function gitignore({ languages }: RepositoryFacts, key: string): string {
  const lines = languages.flatMap(({ name }) => IGNORED[name] ?? []);
  return `# For ${key}.\n${[...new Set([...lines, '.env', '.env.*', '!.env.example', '.DS_Store'])].join('\n')}\n`;
}

function editorconfig({ conventions, languages }: RepositoryFacts, key: string): string {
  const { indent, lineEnding } = conventions;
  const size = indent === 'tab' ? 'indent_style = tab' : `indent_style = space\nindent_size = ${indent ?? 2}`;
  const go = languages.some(({ name }) => name === 'Go') ? '\n[*.go]\nindent_style = tab\n' : '';
  return `# As most files do it already. For ${key}.
root = true

[*]
charset = utf-8
end_of_line = ${lineEnding ?? 'lf'}
insert_final_newline = true
${size}

[Makefile]
indent_style = tab
${go}`;
}

const SETUPS: readonly (readonly [language: string, step: string])[] = [
  ['TypeScript', "      - uses: actions/setup-node@v4\n        with:\n          node-version: '24'\n"],
  ['JavaScript', "      - uses: actions/setup-node@v4\n        with:\n          node-version: '24'\n"],
  ['Python', "      - uses: actions/setup-python@v5\n        with:\n          python-version: '3.x'\n"],
  ['Go', '      - uses: actions/setup-go@v5\n        with:\n          go-version-file: go.mod\n'],
  [
    'Java',
    '      - uses: actions/setup-java@v4\n        with:\n          distribution: temurin\n          java-version: "21"\n',
  ],
];

function workflow({ languages, commands }: RepositoryFacts, key: string): string {
  const setup = SETUPS.find(([language]) => language === languages[0]?.name)?.[1] ?? '';
  const runs = [commands.setUp, commands.build, commands.lint, commands.test].flatMap((line) =>
    line === null ? [] : [`      - run: ${line.join(' ')}\n`],
  );
  const steps = runs.length > 0 ? runs.join('') : '      - run: git ls-files --error-unmatch .\n';
  return `# For ${key}.
name: ci

on:
  push:
  pull_request:

permissions:
  contents: read

jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v4
${setup}${steps}`;
}

function makefile({ commands }: RepositoryFacts, key: string): string {
  const targets = Object.entries(commands).flatMap(([name, line]) =>
    line === null ? [] : [{ name: name === 'setUp' ? 'setup' : name, line: line.join(' ') }],
  );
  const help = `help:\n\t@echo "Targets: ${targets.map(({ name }) => name).join(' ') || 'none yet'}"\n`;
  const rules = targets.map(({ name, line }) => `${name}:\n\t${line.replaceAll('$', '$$$$')}\n`);
  return `# The everyday commands in one place. For ${key}.\n.PHONY: ${['help', ...targets.map(({ name }) => name)].join(' ')}\n\n${[help, ...rules].join('\n')}`;
}

function nodeTest(_facts: RepositoryFacts, key: string, files: ReadonlyMap<string, string>): string {
  const json = [...files.keys()].filter((path) => path === 'package.json');
  const sources = [...files.keys()]
    .filter((path) => /^[^/]+(\/[^/]+)?\.(js|mjs|cjs|ts|mts)$/.test(path))
    .slice(0, 5);
  return `// A first test for ${key}: the files that everything stands on are there and can be read.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('../', import.meta.url);

test('${key}: the manifest is well formed', () => {
  for (const path of ${JSON.stringify(json)}) {
    assert.equal(typeof JSON.parse(readFileSync(new URL(path, root), 'utf8')), 'object');
  }
});

test('${key}: the sources are there', () => {
  for (const path of ${JSON.stringify(sources)}) {
    assert.notEqual(readFileSync(new URL(path, root), 'utf8').trim(), '', path);
  }
});
`;
}

function pythonTest(_facts: RepositoryFacts, key: string): string {
  return `"""A first test for ${key}: every Python file of the repository can be parsed."""
import ast
import pathlib
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent


class SmokeTest(unittest.TestCase):
    def test_every_file_parses(self):
        files = [p for p in ROOT.rglob("*.py") if not any(part.startswith(".") for part in p.parts)]
        self.assertGreater(len(files), 0)
        for path in files:
            with self.subTest(path=str(path)):
                ast.parse(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
`;
}
