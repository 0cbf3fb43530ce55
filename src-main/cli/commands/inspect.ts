import { resolve } from 'node:path';
import type { Command } from 'commander';
import { unwrap } from '#shared/faults.ts';
import type { RepositoryProfile } from '#shared/model/repository.ts';
import type { CommonOptions } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { count, showPath, table } from '../format.ts';
import { type Perform, withCommon } from '../perform.ts';

type InspectOptions = CommonOptions & { json?: boolean };

const MOST_LANGUAGES = 6;

export function addInspect(program: Command, perform: Perform): void {
  const command = program
    .command('inspect')
    .description(
      'look at a folder with code and say what it is, before it becomes a project; nothing is changed',
    )
    .argument('[folder]', 'the folder to look at', '.')
    .option('--json', 'print one line of JSON');
  withCommon(command).action((folder: string, options: InspectOptions) =>
    perform(options, async ({ terminal, cwd, home }) => {
      const { createStandalone } = await import('../../host/standalone.ts');
      const profile = unwrap(await createStandalone(home).inspect(resolve(cwd, folder)));
      if (options.json) terminal.json(profile);
      else terminal.out(profileText(profile, showPath(profile.root, cwd)));
      return EXIT.done;
    }),
  );
}

export function profileText(profile: RepositoryProfile, shown: string): string {
  const { commands, conventions, languages } = profile;
  const total = languages.reduce((sum, { bytes }) => sum + bytes, 0);
  const shares = languages
    .slice(0, MOST_LANGUAGES)
    .map(({ name, bytes }) => `${name} ${Math.round((100 * bytes) / Math.max(1, total))}%`);
  const said = (words: readonly (string | number | null)[]) =>
    words.filter((word) => word !== null && word !== '').join(', ') || 'none found';
  const line = (command: readonly string[] | null) => command?.join(' ') ?? 'none found';
  const rows = [
    ['state', `${profile.state}${profile.branch === null ? '' : ` on ${profile.branch}`}`],
    ['files', `${profile.files}${profile.truncated ? ' and more' : ''}`],
    ['languages', said(shares)],
    ['packages by', said(profile.packageManagers)],
    ['built by', said(profile.buildTools)],
    ['set-up', line(commands.setUp)],
    ['build', line(commands.build)],
    ['test', line(commands.test)],
    ['format', line(commands.format)],
    ['lint', line(commands.lint)],
    ['sources in', said(conventions.sourceFolders)],
    ['tests in', `${said(conventions.testFolders)} (${count(conventions.testFiles, 'file')})`],
    ['style', said([indentOf(conventions.indent), quotesOf(conventions.quotes), conventions.lineEnding])],
    ['commits', said([conventions.commitStyle])],
    ['licence', said([conventions.license])],
    ['CI', said(profile.ci)],
  ];
  const notes = profile.notes.map((note) => `- ${note}`);
  return [`${shown}\n${table(rows)}`, ...(notes.length === 0 ? [] : [notes.join('\n')])].join('\n\n');
}

function indentOf(indent: number | 'tab' | null): string | null {
  if (indent === null) return null;
  return indent === 'tab' ? 'tabs' : `${indent} spaces`;
}

function quotesOf(quotes: string | null): string | null {
  return quotes === null ? null : `${quotes} quotes`;
}
