import type { Command, Question } from '#shared/commands.ts';
import type { KeptFile, Ruling } from '#shared/model/attempt.ts';
import type { Task } from '#shared/model/task.ts';
import { counted } from '#shared/words.ts';

/** A file that nobody decides about stays the person's after a day, so that the rest of the run is not held for ever. */
const FILES_DEADLINE_MS = 86_400_000;
/** Paths named in a question about many files. */
const SHOWN = 20;

/** May an attempt replace or remove what a person wrote? Until they say so, both versions are kept. */
export function overwriteFiles(
  task: Task,
  attemptId: string,
  files: readonly KeptFile[],
  diffs: Readonly<Record<string, string>>,
): Question {
  const paths = files.map(({ path }) => path);
  const [first] = files;
  const what = files.length === 1 ? `your file ${first?.path ?? ''}` : `${files.length} files of yours`;
  const removes = files.every(({ change }) => change === 'removed');
  const verb = removes ? 'remove' : 'replace';
  const rule = (ruling: Ruling): Command[] => [{ type: 'attempts.rule', attemptId, paths, ruling }];
  return {
    projectId: task.projectId,
    runId: task.runId,
    taskId: task.id,
    kind: 'overwrite_file',
    title: `${task.key}: ${verb} ${what}?`,
    context: [
      `The work of ${task.key} "${task.title}" would ${verb} ${what}. ${files.length === 1 ? 'It holds' : 'They hold'} what a person wrote, so nothing was touched and the task waits; its version is kept aside.`,
      files.length === 1 ? (diffs[first?.path ?? ''] ?? '') : listed(files),
    ].join('\n\n'),
    risk: 'medium',
    options: [
      {
        id: 'mine',
        label: 'Keep mine',
        consequence: 'Nothing changes there. The rest of the work goes on to its checks.',
      },
      {
        id: 'new',
        label: removes ? 'Remove it' : 'Take the new one',
        consequence: 'The version of the task goes on to its checks. Yours stays in the history of git.',
      },
      ...(removes
        ? []
        : [
            {
              id: 'both',
              label: 'Keep both',
              consequence: 'Yours stays; the version of the task goes beside it, as name.new.ext.',
            },
          ]),
    ],
    defaultOption: 'mine',
    deadlineMs: FILES_DEADLINE_MS,
    holds: { mine: rule('mine'), new: rule('new'), ...(removes ? {} : { both: rule('both') }) },
  };
}

function listed(files: readonly KeptFile[]): string {
  const lines = files.slice(0, SHOWN).map(({ path, change }) => `- ${path} (${change})`);
  const more = files.length > SHOWN ? [`and ${counted(files.length - SHOWN, 'more file')}`] : [];
  return [...lines, ...more].join('\n');
}
