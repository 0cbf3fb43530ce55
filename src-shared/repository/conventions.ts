import type { Conventions } from '../model/repository.ts';
import type { Texts } from './commands.ts';
import { isTestPath, type ListedFile, languageOf } from './languages.ts';

const MOST_FOLDERS = 10;
/** Lines of a file that are looked at. */
const MOST_LINES = 200;

/** How a repository does things: by `.editorconfig` where it says so, else by what most of the samples do. */
export function findConventions(
  files: readonly ListedFile[],
  texts: Texts,
  samples: Texts,
  subjects: readonly string[],
): Conventions {
  const said = editorConfig(texts.get('.editorconfig') ?? '');
  const seen = lookAt(samples);
  const code = files.filter(({ path }) => languageOf(path) !== undefined);
  const tests = code.filter(({ path }) => isTestPath(path));
  return {
    sourceFolders: topFolders(code.filter(({ path }) => !isTestPath(path))),
    testFolders: topFolders(tests),
    testFiles: tests.length,
    indent: said.indent ?? seen.indent,
    quotes: seen.quotes,
    lineEnding: said.lineEnding ?? seen.lineEnding,
    commitStyle: commitStyle(subjects),
    license: findLicense(texts),
  };
}

/** First folders of the paths, those with most files first; files at the root have none. */
function topFolders(files: readonly ListedFile[]): string[] {
  const counts = new Map<string, number>();
  for (const { path } of files) {
    const [first, ...rest] = path.split('/');
    if (first !== undefined && rest.length > 0) counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
    .slice(0, MOST_FOLDERS)
    .map(([folder]) => folder);
}

type Style = Pick<Conventions, 'indent' | 'lineEnding'>;

/** What the section for all files says. */
function editorConfig(text: string): Style {
  const style: Style = { indent: null, lineEnding: null };
  let applies = false;
  for (const line of text.split('\n').slice(0, MOST_LINES)) {
    const section = /^\s*\[(.{1,100})\]\s*$/.exec(line)?.[1];
    if (section !== undefined) applies = section === '*';
    const [, key = '', value = ''] = /^\s*([a-z_]{1,40})\s*=\s*(\S{1,40})/i.exec(line) ?? [];
    if (!applies) continue;
    if (key === 'indent_style' && value === 'tab') style.indent = 'tab';
    if (key === 'indent_size' && style.indent !== 'tab' && Number(value) > 0) style.indent = Number(value);
    if (key === 'end_of_line' && (value === 'lf' || value === 'crlf')) style.lineEnding = value;
  }
  return style;
}

function lookAt(samples: Texts): Pick<Conventions, 'indent' | 'quotes' | 'lineEnding'> {
  const indents = new Map<'tab' | number, number>();
  let single = 0;
  let double = 0;
  let crlf = 0;
  for (const text of samples.values()) {
    if (text.includes('\r\n')) crlf++;
    let before = 0;
    for (const line of text.split('\n', MOST_LINES)) {
      if (line.startsWith('\t')) indents.set('tab', (indents.get('tab') ?? 0) + 1);
      const spaces = line.length - line.trimStart().length;
      const step = spaces - before;
      if (line.trim() === '' || line.startsWith('\t')) continue;
      if (step === 2 || step === 4 || step === 8) indents.set(step, (indents.get(step) ?? 0) + 1);
      before = spaces;
      single += line.split("'").length - 1;
      double += line.split('"').length - 1;
    }
  }
  const [indent = null] = [...indents].sort(([, many], [, more]) => more - many)[0] ?? [];
  return {
    indent,
    quotes: single + double === 0 ? null : single > double ? 'single' : 'double',
    lineEnding: samples.size === 0 ? null : crlf * 2 > samples.size ? 'crlf' : 'lf',
  };
}

function commitStyle(subjects: readonly string[]): Conventions['commitStyle'] {
  if (subjects.length === 0) return null;
  const typed = subjects.filter((subject) => /^[a-z]{2,12}(\([^()]{1,60}\))?!?: /.test(subject));
  return typed.length * 2 > subjects.length ? 'conventional' : 'free';
}

const LICENSES: readonly (readonly [mark: string, id: string])[] = [
  ['MIT License', 'MIT'],
  ['Apache License', 'Apache-2.0'],
  ['GNU AFFERO GENERAL PUBLIC LICENSE', 'AGPL-3.0'],
  ['GNU LESSER GENERAL PUBLIC LICENSE', 'LGPL-3.0'],
  ['GNU GENERAL PUBLIC LICENSE', 'GPL-3.0'],
  ['Mozilla Public License', 'MPL-2.0'],
  ['BSD 3-Clause', 'BSD-3-Clause'],
  ['BSD 2-Clause', 'BSD-2-Clause'],
  ['ISC License', 'ISC'],
];

function findLicense(texts: Texts): string | null {
  const name = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'COPYING'].find((one) => texts.has(one));
  const head = (texts.get(name ?? '') ?? '').slice(0, 2_000);
  const known = LICENSES.find(([mark]) => head.includes(mark));
  if (known) return known[1];
  const said = /"license"\s*:\s*"([\w.+() -]{1,60})"/.exec(texts.get('package.json') ?? '');
  return said?.[1] ?? null;
}
