import type { RepositoryFacts } from '../model/repository.ts';
import { findTooling, type Texts } from './commands.ts';
import { findConventions } from './conventions.ts';
import { countLanguages, type ListedFile } from './languages.ts';

/** Files at the root whose text, or mere presence, tells something. */
export const MANIFESTS: readonly string[] = [
  ...['package.json', 'package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock', 'bun.lockb'],
  ...['pyproject.toml', 'setup.py', 'setup.cfg', 'requirements.txt', 'tox.ini', 'pytest.ini', 'Pipfile'],
  ...['uv.lock', '.flake8', 'go.mod', '.golangci.yml', '.golangci.yaml', 'Cargo.toml', 'pom.xml', 'mvnw'],
  ...['build.gradle', 'build.gradle.kts', 'gradlew', 'Makefile', 'GNUmakefile', 'makefile'],
  ...['justfile', 'Justfile', '.justfile', '.editorconfig', '.gitattributes', '.gitmodules'],
  ...['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'COPYING'],
];

/** Of these only that they are there is of interest. */
export const PRESENCE_ONLY: ReadonlySet<string> = new Set([
  ...[
    'package-lock.json',
    'pnpm-lock.yaml',
    'yarn.lock',
    'bun.lock',
    'bun.lockb',
    'uv.lock',
    'mvnw',
    'gradlew',
  ],
]);

const CI =
  /^(\.github\/workflows\/[^/]+\.ya?ml|\.gitlab-ci\.yml|\.circleci\/config\.yml|azure-pipelines\.yml|Jenkinsfile|\.travis\.yml|bitbucket-pipelines\.yml|\.ci\/run)$/;

export type Evidence = {
  files: readonly ListedFile[];
  /** Texts of `MANIFESTS` that are there. */
  texts: Texts;
  /** The beginnings of some source files. */
  samples: Texts;
  /** First lines of recent commits. */
  subjects: readonly string[];
};

/** What the files of a repository tell about it. Depends on nothing else. */
export function detect({ files, texts, samples, subjects }: Evidence): RepositoryFacts {
  const tooling = findTooling(texts);
  const conventions = findConventions(files, texts, samples, subjects);
  const { commands } = tooling;
  // A Python project says nothing of its tests where it has none.
  const untested = commands.test?.includes('unittest') === true && conventions.testFiles === 0;
  return {
    languages: countLanguages(files),
    ...tooling,
    commands: untested ? { ...commands, test: null } : commands,
    conventions,
    ci: files.map(({ path }) => path).filter((path) => CI.test(path)),
    hasReadme: files.some(({ path }) => /^readme(\.[a-z]+)?$/i.test(path)),
  };
}
