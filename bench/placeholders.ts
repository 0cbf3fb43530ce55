import { globSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { placeholdersIn } from '../src-main/slices/validation/checks/placeholders.ts';

/**
 * False alarms of the placeholder check: it reads code of others that is in use, where a body that is called missing is
 * mostly none. Marks such as TODO are counted apart, for in real code they are real. Only errors count: warnings stop nobody.
 *
 *   npm run bench -- placeholders [files per language] [-- folder ...]
 */
const most = Number(process.argv[2] ?? 2_000);
const folders = process.argv.slice(3);

const PLACES: Readonly<Record<string, readonly string[]>> = {
  'JavaScript and TypeScript': ['node_modules/**/*.{js,mjs,cjs,ts,mts}'],
  Python: ['/usr/lib/python3*/**/*.py'],
  Go: [
    '/usr/share/doc/**/*.go',
    '/usr/lib/go*/src/**/*.go',
    '/usr/local/go/src/**/*.go',
    `${process.env.HOME}/go/pkg/mod/**/*.go`,
  ],
  Rust: [
    '/usr/share/**/*.rs',
    `${process.env.HOME}/.cargo/registry/src/**/*.rs`,
    `${process.env.HOME}/.rustup/**/*.rs`,
  ],
  Java: ['/usr/share/**/*.java', '/usr/lib/jvm/**/*.java'],
  Markdown: ['node_modules/**/*.md', '/usr/share/doc/**/*.md'],
};
const ENDINGS: Readonly<Record<string, RegExp>> = {
  'JavaScript and TypeScript': /\.[cm]?[jt]s$/,
  Python: /\.py$/,
  Go: /\.go$/,
  Rust: /\.rs$/,
  Java: /\.java$/,
  Markdown: /\.md$/,
};
const MARKS = new Set(['placeholders/todo']);
const LONGEST = 400_000;
/** Characters per line on average, beyond which a program wrote the file. */
const LONGEST_LINES = 200;
/** Tests of the parsers themselves hold code that is empty on purpose; bundles hold the same file again and again. */
const LEFT_OUT =
  /\.min\.|\.d\.[cm]?ts$|\/(?:test|tests|testdata|bench|fixtures|__tests__|lib2to3|dist|umd)\//;

type Row = { language: string; files: number; lines: number; bodies: number; marks: number; ms: number };
const rows: Row[] = [];
const rules = new Map<string, number>();
const samples: string[] = [];

for (const [language, patterns] of Object.entries(PLACES)) {
  const found = [...patterns, ...folders.map((folder) => `${folder}/**/*`)]
    .flatMap((pattern) => globSync(pattern))
    .filter((path) => ENDINGS[language]?.test(path) && extname(path) !== '' && !LEFT_OUT.test(path))
    .toSorted();
  const step = Math.max(1, found.length / most);
  const row: Row = { language, files: 0, lines: 0, bodies: 0, marks: 0, ms: 0 };
  for (let at = 0; at < found.length && row.files < most; at += step) {
    const path = found[Math.floor(at)] ?? '';
    const text = read(path);
    if (text === undefined) continue;
    const before = performance.now();
    const errors = (await placeholdersIn({ path, text, change: 'added' })).filter(
      (one) => one.severity === 'error',
    );
    row.ms += performance.now() - before;
    row.files++;
    row.lines += text.split('\n').length;
    const bodies = errors.filter(({ rule }) => !MARKS.has(rule));
    if (bodies.length > 0) row.bodies++;
    if (errors.length > bodies.length) row.marks++;
    for (const { rule, line } of bodies) {
      rules.set(`${language} ${rule}`, (rules.get(`${language} ${rule}`) ?? 0) + 1);
      if (process.env.SAMPLES)
        samples.push(`${rule} ${path}:${line} ${text.split('\n')[(line ?? 1) - 1]?.trim().slice(0, 120)}`);
    }
  }
  rows.push(row);
}

function read(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    const isWritten = text.length / text.split('\n').length < LONGEST_LINES;
    return text.length <= LONGEST && isWritten ? text : undefined;
  } catch {
    return undefined;
  }
}

const percent = (part: number, whole: number) =>
  whole === 0 ? '-' : `${((part / whole) * 100).toFixed(2)} %`;
console.table(
  rows.map(({ language, files, lines, bodies, marks, ms }) => ({
    language,
    files,
    lines,
    'files with an alarm': `${bodies} (${percent(bodies, files)})`,
    'files with a mark': `${marks} (${percent(marks, files)})`,
    'ms per file': files === 0 ? '-' : (ms / files).toFixed(2),
  })),
);
console.table([...rules].toSorted((a, b) => b[1] - a[1]).map(([rule, times]) => ({ rule, times })));
for (const sample of samples) console.log(sample);
