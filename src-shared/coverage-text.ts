import type { CoverageCell, CoverageMatrix, CoverageRow } from './model/coverage-matrix.ts';

const MOST_FILES = 5;

/** The matrix as a Markdown page: the figures, then what is open with its reasons, then what is covered and by what. */
export function coverageMarkdown({ counts, rows }: CoverageMatrix, title: string): string {
  const open = rows.filter(({ coverage }) => coverage !== 'covered');
  const covered = rows.filter(({ coverage }) => coverage === 'covered');
  return [
    `# ${oneLine(title)}`,
    '',
    `${counts.covered} of ${counts.total} requirements are covered, ${counts.gap} are admitted gaps, ${counts.total - counts.covered - counts.gap} are open. ${counts.openMusts} of those not covered are binding.`,
    '',
    ...section('Not covered', open, ['key', 'level', 'state', 'requirement', 'reason', 'tasks'], (row) => [
      row.key,
      row.level,
      row.coverage,
      row.text,
      row.reason ?? '',
      row.tasks.map(taskWords).join(', '),
    ]),
    ...section('Covered', covered, ['key', 'level', 'requirement', 'task', 'files', 'checks'], (row) => {
      const shown = coveringCells(row);
      return [
        row.key,
        row.level,
        row.text,
        shown.map(taskWords).join(', '),
        filesOf(shown),
        checksOf(shown).join(', '),
      ];
    }),
  ].join('\n');
}

function section(
  title: string,
  rows: readonly CoverageRow[],
  head: readonly string[],
  cells: (row: CoverageRow) => string[],
): string[] {
  if (rows.length === 0) return [];
  const line = (values: readonly string[]) => `| ${values.map(cell).join(' | ')} |`;
  return [
    `## ${title}`,
    '',
    line(head),
    `|${head.map(() => '---|').join('')}`,
    ...rows.map((row) => line(cells(row))),
    '',
  ];
}

/** One line per requirement, task and file, with the verdicts of the task's checks; a header line comes first (RFC 4180). */
export function coverageCsv({ rows }: CoverageMatrix): string {
  const lines = rows.flatMap((row) => {
    const { key, level, coverage, text, reason = '' } = row;
    const own = [key, level, coverage, text, reason];
    if (row.tasks.length === 0) return [[...own, '', '', '', '', '']];
    return row.tasks.flatMap((task) => {
      const about = [task.key, task.state, task.covers ? 'yes' : 'no'];
      const paths = task.files.length === 0 ? [''] : task.files.map(({ path }) => path);
      return paths.map((path) => [...own, ...about, path, checksOf([task]).join('; ')]);
    });
  });
  const head = [
    'requirement',
    'level',
    'coverage',
    'text',
    'reason',
    'task',
    'state',
    'covers',
    'file',
    'checks',
  ];
  return [head, ...lines].map((line) => `${line.map(csvCell).join(',')}\r\n`).join('');
}

/** The tasks that cover a requirement, or all that work on it where none does. */
export function coveringCells({ tasks }: CoverageRow): CoverageCell[] {
  const covering = tasks.filter(({ covers }) => covers);
  return covering.length > 0 ? covering : tasks;
}

/** `tests: pass`, each kind and verdict once. */
export function checksOf(cells: readonly CoverageCell[]): string[] {
  return [
    ...new Set(cells.flatMap(({ checks }) => checks.map(({ kind, verdict }) => `${kind}: ${verdict}`))),
  ];
}

function filesOf(cells: readonly CoverageCell[]): string {
  const paths = [...new Set(cells.flatMap(({ files }) => files.map(({ path }) => path)))];
  const rest = paths.length - MOST_FILES;
  return paths.slice(0, MOST_FILES).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

function taskWords({ key, title, earlierRunId }: CoverageCell): string {
  return `${key} ${title}${earlierRunId === undefined ? '' : ' (earlier run)'}`;
}

/** A cell that a spreadsheet would take for a formula is kept from being one. */
function csvCell(value: string): string {
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

function cell(text: string): string {
  return oneLine(text).replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
