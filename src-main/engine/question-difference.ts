import type { Question } from '#shared/commands.ts';
import { type Difference, type DifferenceItem, differenceCounts } from '#shared/model/difference.ts';
import type { Requirement } from '#shared/model/requirement.ts';
import type { Run } from '#shared/model/run.ts';
import { counted } from '#shared/words.ts';
import { acceptRequirements } from './questions.ts';

type Scope = Pick<Run, 'id' | 'projectId'>;

const MOST_LISTED = 12;
const LONGEST_TEXT = 120;
const MOST_FILES = 3;

/** Whether the documents ask for nothing that an earlier run has not brought to its end, with its files as it left them. */
export function nothingToDo({ items, reopened }: Difference, failed: number): boolean {
  return items.length === 0 && reopened.length === 0 && failed === 0;
}

/** The same documents again: ending here is the default, since a run would make the same once more. */
export function nothingChanged(run: Scope, difference: Difference): Question {
  return {
    projectId: run.projectId,
    runId: run.id,
    kind: 'accept_requirements',
    title: `Nothing changed since ${dateOf(difference)}: end here?`,
    context: `All ${counted(difference.unchanged, 'requirement')} read as they did in run ${difference.since.runId} ("${difference.since.title}"), and the files made for them stand unchanged. There is nothing to do.`,
    risk: 'low',
    options: [
      {
        id: 'end',
        label: 'End here',
        consequence: 'The run ends as finished. Nothing is built and nothing is changed.',
      },
      {
        id: 'afresh',
        label: 'Run anyway',
        consequence: 'A plan is made for every requirement, as if nothing were there.',
      },
    ],
    defaultOption: 'end',
    holds: {
      end: [{ type: 'runs.end', runId: run.id, state: 'finished' }],
      afresh: [{ type: 'intake.accept', runId: run.id, afresh: true }],
    },
  };
}

/** The question for the requirements of a document that was handed in again: what is different, and what that touches. */
export function acceptDifference(
  run: Scope,
  requirements: readonly Requirement[],
  failed: number,
  difference: Difference,
): Question {
  const question = acceptRequirements(run, requirements, failed);
  const { removed, reopened } = difference;
  const listed = difference.items.slice(0, MOST_LISTED).map(itemLine);
  const more = difference.items.length - listed.length;
  const context = [
    question.context,
    `${differenceCounts(difference)} since ${dateOf(difference)} (run ${difference.since.runId}).`,
    ...listed,
    ...(more > 0 ? [`… and ${more} more`] : []),
    ...(reopened.length > 0 ? [`Unchanged, but to be done again: ${reopenedLine(reopened)}`] : []),
    ...(removed > 0 ? ['What was built for removed requirements is not deleted.'] : []),
  ];
  const title = `Accept ${counted(requirements.length, 'requirement')} (${differenceCounts(difference)})?`;
  return { ...question, title, context: context.join('\n'), risk: removed > 0 ? 'medium' : question.risk };
}

function dateOf({ since }: Difference): string {
  return new Date(since.at).toISOString().slice(0, 10);
}

function itemLine({ key, change, text, tasks, files }: DifferenceItem): string {
  const said = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
  if (tasks.length === 0) return `- ${key} ${change}: ${said}`;
  const shown = files.slice(0, MOST_FILES).join(', ');
  const rest = files.length > MOST_FILES ? ` and ${files.length - MOST_FILES} more` : '';
  return `- ${key} ${change}: ${said} (touches ${tasks.map((task) => task.key).join(', ')}${shown === '' ? '' : `: ${shown}${rest}`})`;
}

function reopenedLine(reopened: Difference['reopened']): string {
  const shown = reopened.slice(0, MOST_LISTED).map(({ key, reason }) => `${key} (${reason})`);
  return (
    shown.join(' ') + (reopened.length > shown.length ? ` and ${reopened.length - shown.length} more` : '')
  );
}
