import type { EventOf } from '#shared/events.ts';
import { type Fault, fault } from '#shared/faults.ts';
import type { DifferenceItem } from '#shared/model/difference.ts';
import type { SignalDraft } from '#shared/model/signal.ts';
import { counted } from '#shared/words.ts';
import { acceptDifference, nothingChanged, nothingToDo } from './question-difference.ts';
import { acceptRequirements } from './questions.ts';
import type { Read } from './read.ts';
import type { Step } from './step.ts';
import { ask, effect, endRun, signal, withRun } from './steps.ts';

/** More removed requirements than this share one signal. */
const MOST_SIGNALS = 10;

/** All documents are read: they are compared with their earlier versions first, where there are any. */
export function documentsRead(event: EventOf<'intake.completed'>, read: Read): Step[] {
  const { runId, requirements, failed } = event;
  if (requirements === 0) return [endRun(runId, 'failed', noRequirements(event, read))];
  const isVersion = read.intake
    .documentsOf(runId)
    .some(({ replaces, state }) => replaces && state === 'read');
  if (isVersion) return [effect('intake.compare', runId, runId)];
  return ask(read, runId, (run) => acceptRequirements(run, read.intake.requirementsOf(runId), failed));
}

function noRequirements({ runId, failed }: EventOf<'intake.completed'>, read: Read): Fault {
  if (failed > 0) {
    const faults = read.intake.documentsOf(runId).flatMap((document) => document.fault ?? []);
    const why = faults.slice(0, 5).map(({ message, hint = '' }) => `${message} ${hint}`.trim());
    return fault(
      'invalid_input',
      `${failed} document(s) could not be read, and the rest states no requirement.`,
      why.length === 0 ? {} : { hint: why.join(' ') },
    );
  }
  return fault('invalid_input', 'No requirement was found in the documents.', {
    hint: 'The documents are kept. State what must, should or could be done, as list items or sentences.',
  });
}

export function documentFailed(event: EventOf<'document.failed'>, read: Read): Step[] {
  const document = read.intake.document(event.documentId);
  if (!document) return [];
  const { message, hint = '' } = event.fault;
  return [
    signal(document, {
      type: 'requirement',
      title: `${document.name} could not be read`,
      detail: `${message} ${hint}`.trim(),
      urgency: 'high',
      impact: 'high',
      confidence: 1,
      source: 'engine',
    }),
  ];
}

export function differenceNoted({ runId, difference }: EventOf<'difference.noted'>, read: Read): Step[] {
  const removed = difference.items.filter(({ change }) => change === 'removed');
  return withRun(read, runId, (run) => [
    ...removedSignals(removed).map((draft) => signal({ projectId: run.projectId, runId }, draft)),
    ...ask(read, runId, () => {
      const failed = read.intake.failedIn(runId);
      if (nothingToDo(difference, failed) && !run.afresh) return nothingChanged(run, difference);
      return acceptDifference(run, read.intake.requirementsOf(runId), failed, difference);
    }),
  ]);
}

/** What was built for a removed requirement stays until somebody decides otherwise, so that is said aloud. */
function removedSignals(removed: readonly DifferenceItem[]): SignalDraft[] {
  const base = {
    type: 'requirement',
    urgency: 'medium',
    impact: 'medium',
    confidence: 1,
    source: 'engine',
  } as const;
  if (removed.length > MOST_SIGNALS) {
    const keys = removed.map(({ key }) => key).join(', ');
    const title = `${counted(removed.length, 'requirement')} are no longer asked for`;
    return [{ ...base, title, detail: `${keys}. What was built for them stays in the workspace.` }];
  }
  return removed.map(({ key, text, files, tasks }) => ({
    ...base,
    title: `${key} is no longer asked for`,
    detail: `"${text.slice(0, 300)}" ${leftBehind(files, tasks)}`,
    requirementKey: key,
  }));
}

function leftBehind(files: readonly string[], tasks: DifferenceItem['tasks']): string {
  if (files.length === 0) return 'Nothing was built for it.';
  const by = tasks.map(({ key, title }) => `${key} "${title}"`).join(', ');
  return `${by} built it. Nothing is deleted; look at ${files.slice(0, 10).join(', ')}${files.length > 10 ? ' and more' : ''}.`;
}
