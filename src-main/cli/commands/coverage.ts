import { type Command, Option } from 'commander';
import { checksOf, coverageCsv, coverageMarkdown, coveringCells } from '#shared/coverage-text.ts';
import { unwrap } from '#shared/faults.ts';
import type { CoverageMatrix, CoverageRow } from '#shared/model/coverage-matrix.ts';
import { connect } from '../connect.ts';
import type { CommonOptions } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { findRun } from '../find-run.ts';
import { oneLine, plain, table } from '../format.ts';
import { type Perform, withCommon } from '../perform.ts';

type CoverageOptions = CommonOptions & { json?: boolean; csv?: boolean; markdown?: boolean };

export function addCoverage(program: Command, perform: Perform): void {
  const command = program
    .command('coverage')
    .description('show which tasks, files and checks stand behind each requirement of a run')
    .argument('<run>', 'id of a run')
    .addOption(new Option('--json', 'print one line of JSON').conflicts(['csv', 'markdown']))
    .addOption(new Option('--csv', 'print a table for spreadsheets').conflicts(['json', 'markdown']))
    .addOption(new Option('--markdown', 'print a Markdown page').conflicts(['json', 'csv']));
  withCommon(command).action((wanted: string, options: CoverageOptions) =>
    perform(options, async (context) => {
      const { api, close } = unwrap(await connect(context));
      try {
        const runId = unwrap(await findRun(api, wanted));
        const [matrix, run] = await Promise.all([api.runs.coverage({ runId }), api.runs.get({ runId })]);
        const { terminal } = context;
        if (options.json) terminal.json(matrix);
        else if (options.csv) terminal.out(coverageCsv(matrix).trimEnd());
        else if (options.markdown)
          terminal.out(coverageMarkdown(matrix, `Coverage of ${run.title}`).trimEnd());
        else terminal.out(coverageText(matrix));
        return EXIT.done;
      } finally {
        await close();
      }
    }),
  );
}

/** The matrix for a terminal: figures, what is open and why, what is covered and by which task and files. */
export function coverageText({ counts, rows }: CoverageMatrix): string {
  if (rows.length === 0) return 'The run has no requirements yet.';
  const open = rows.filter(({ coverage }) => coverage !== 'covered');
  const covered = rows.filter(({ coverage }) => coverage === 'covered');
  const parts = [
    `${counts.covered} of ${counts.total} covered; not covered: ${counts.gap} gaps, ${counts.total - counts.covered - counts.gap} open, ${counts.openMusts} of them binding`,
  ];
  if (open.length > 0) parts.push(`Not covered:\n${table(open.map(openRow))}`);
  if (covered.length > 0) parts.push(`Covered:\n${table(covered.map(coveredRow))}`);
  return plain(parts.join('\n\n'));
}

function openRow({ key, level, coverage, text, reason }: CoverageRow): string[] {
  return [key, level, coverage, oneLine(text, 60), oneLine(reason ?? '')];
}

function coveredRow(row: CoverageRow): string[] {
  const cells = coveringCells(row);
  const files = [...new Set(cells.flatMap((cell) => cell.files.map(({ path }) => path)))];
  const [first = '-'] = files.filter((path) => /test/.test(path)).concat(files);
  const tasks = cells.map(({ key, earlierRunId }) =>
    earlierRunId === undefined ? key : `${key} (earlier run)`,
  );
  return [
    row.key,
    row.level,
    oneLine(row.text, 60),
    tasks.join(', '),
    `${oneLine(first, 60)}${files.length > 1 ? ` +${files.length - 1}` : ''}`,
    checksOf(cells).join(', '),
  ];
}
