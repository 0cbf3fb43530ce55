import type { Command } from 'commander';
import { unwrap } from '#shared/faults.ts';
import { type Difference, type DifferenceItem, differenceCounts } from '#shared/model/difference.ts';
import { connect } from '../connect.ts';
import type { CommonOptions } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { findRun } from '../find-run.ts';
import { oneLine, plain, table } from '../format.ts';
import { type Perform, withCommon } from '../perform.ts';

type DiffOptions = CommonOptions & { json?: boolean };

const MOST_FILES = 5;

export function addDiff(program: Command, perform: Perform): void {
  const command = program
    .command('diff')
    .description('show what changed in the documents of a run since they were handed in before')
    .argument('<run>', 'id of a run')
    .option('--json', 'print one line of JSON');
  withCommon(command).action((wanted: string, options: DiffOptions) =>
    perform(options, async (context) => {
      const { api, close } = unwrap(await connect(context));
      try {
        const runId = unwrap(await findRun(api, wanted));
        const { difference } = await api.runs.difference({ runId });
        if (options.json) context.terminal.json(difference);
        else context.terminal.out(difference ? differenceText(difference) : NOTHING_BEFORE);
        return EXIT.done;
      } finally {
        await close();
      }
    }),
  );
}

const NOTHING_BEFORE = 'None of the documents of this run was handed in before (or they are not read yet).';

/** A difference for a terminal: the counts, then each requirement with the tasks and files that its change touches. */
export function differenceText(difference: Difference): string {
  const { documents, items, reopened, since } = difference;
  const compared = documents.map(({ name, earlierAt, earlierRunId }) => [
    name,
    `${day(earlierAt)}`,
    earlierRunId,
  ]);
  const parts = [
    `${differenceCounts(difference)} since ${day(since.at)} (${since.runId} "${oneLine(since.title, 60)}")`,
    `Compared with:\n${table(compared)}`,
    ...items.map(itemText),
  ];
  if (reopened.length > 0) {
    const rows = reopened.map(({ key, reason }) => [key, oneLine(reason)]);
    parts.push(`Unchanged, but to be done again:\n${table(rows)}`);
  }
  if (difference.removed > 0) parts.push('What was built for removed requirements stays in the workspace.');
  return plain(parts.join('\n\n'));
}

function itemText({ key, change, level, text, before, tasks, files }: DifferenceItem): string {
  const lines = [`${change} ${key} (${level})`];
  if (before !== undefined) lines.push(`  - ${oneLine(before, 200)}`);
  lines.push(`  ${change === 'removed' ? '-' : '+'} ${oneLine(text, 200)}`);
  if (tasks.length > 0)
    lines.push(`  tasks: ${tasks.map((task) => `${task.key} ${oneLine(task.title, 60)}`).join('; ')}`);
  if (files.length > 0) {
    const rest = files.length - MOST_FILES;
    lines.push(`  files: ${files.slice(0, MOST_FILES).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`);
  }
  return lines.join('\n');
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
