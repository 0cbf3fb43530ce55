import type { RepositoryFacts } from '#shared/model/repository.ts';
import { isTestPath, languageOf } from '#shared/repository/languages.ts';

const MOST_ROWS = 30;

function line(command: readonly string[] | null): string {
  return command === null ? 'none found' : `\`${command.join(' ')}\``;
}

function listed(words: readonly string[]): string {
  return words.length === 0 ? 'none found' : words.join(', ');
}

function commandRows({ commands }: RepositoryFacts): string {
  const { setUp, build, test, format, lint } = commands;
  const rows = { 'set-up': setUp, build, test, format, lint };
  return Object.entries(rows)
    .map(([purpose, command]) => `| ${purpose} | ${line(command)} |`)
    .join('\n');
}

export function analysisPage(facts: RepositoryFacts, key: string): string {
  const { languages, packageManagers, buildTools, conventions, ci } = facts;
  const rows = languages.map(({ name, files, bytes }) => `| ${name} | ${files} | ${bytes} |`);
  return `# Analysis of the repository

What the files show, found by looking alone. For ${key}.

| language | files | bytes |
|---|---|---|
${rows.join('\n') || '| none | 0 | 0 |'}

| command | as found |
|---|---|
${commandRows(facts)}

- Packages by: ${listed(packageManagers)}
- Built by: ${listed(buildTools)}
- Sources in: ${listed(conventions.sourceFolders)}
- Tests in: ${listed(conventions.testFolders)} (${conventions.testFiles} files)
- Continuous integration: ${listed(ci)}
- Licence: ${conventions.license ?? 'none found'}
`;
}

export function readmePage(facts: RepositoryFacts, key: string): string {
  const { languages, conventions } = facts;
  return `# About this repository

It is written in ${listed(languages.slice(0, 3).map(({ name }) => name))}. The sources lie in ${listed(conventions.sourceFolders)}, the tests in
${listed(conventions.testFolders)}. For ${key}.

| to | run |
|---|---|
${commandRows(facts)}
`;
}

export function contributingPage(facts: RepositoryFacts, key: string): string {
  const { conventions, commands } = facts;
  const indent = conventions.indent === 'tab' ? 'tabs' : `${conventions.indent ?? 2} spaces`;
  return `# Contributing

For ${key}.

1. Make a branch for one change.
2. Write in the manner of the files around: ${indent}, ${conventions.quotes ?? 'either kind of'} quotes, ${conventions.lineEnding ?? 'lf'} line ends.
3. Bring a test that fails without the change. Tests run by ${line(commands.test)}.
4. Say in the commit message why, not only what.
`;
}

export function operationsPage(facts: RepositoryFacts, key: string): string {
  return `# Watching it in production

For ${key}. What has to be known of a running program, whatever it is built with.

| signal | what to watch | when to act |
|---|---|---|
| health | an address that answers 200 while it can serve | three failures in a row |
| errors | share of requests or jobs that fail | above 1% for five minutes |
| latency | 95th percentile of the time to answer | twice the usual for ten minutes |
| saturation | memory, processor, disk, queue length | above 80% for ten minutes |
| log | one line of JSON for each request, without secrets | a new kind of error |

- Set-up on a new machine: ${line(facts.commands.setUp)}
- Before a deployment: ${line(facts.commands.test)}
- Back to the version before: deploy the last commit that was healthy; keep data changes able to go back by one version.
`;
}

/** Proposes and moves nothing. */
export function reorganisationPage(
  _facts: RepositoryFacts,
  key: string,
  files: ReadonlyMap<string, string>,
): string {
  const loose = [...files.keys()].filter((path) => !path.includes('/') && languageOf(path) !== undefined);
  const moves = loose
    .filter((path) => !/config|setup\.py|^\./.test(path))
    .slice(0, MOST_ROWS)
    .map((path) => `| \`${path}\` | \`${isTestPath(path) ? 'test' : 'src'}/${path}\` |`);
  const table =
    moves.length === 0
      ? 'No source file lies loose at the root: nothing needs to move.'
      : `| file | could lie at |\n|---|---|\n${moves.join('\n')}`;
  return `# Proposal for an order of folders

For ${key}. Nothing was moved: a move breaks imports and open branches, so a person decides.

${table}
`;
}
