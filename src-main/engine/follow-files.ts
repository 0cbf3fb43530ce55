import type { EventOf } from '#shared/events.ts';
import type { Attempt } from '#shared/model/attempt.ts';
import { overwriteFiles } from './file-questions.ts';
import type { Read } from './read.ts';
import type { Step } from './step.ts';
import { ask, command, mustBrief, mustTask } from './steps.ts';

/** Files that each get a question of their own; more are asked about together. */
const MOST_QUESTIONS = 10;

/** An attempt would replace files of a person's: its work waits, and they are asked. */
export function askAboutFiles(
  { attemptId, taskId, kept, diffs }: EventOf<'attempt.held'>,
  read: Read,
): Step[] {
  const task = mustTask(read, taskId);
  const groups = kept.files.length > MOST_QUESTIONS ? [kept.files] : kept.files.map((file) => [file]);
  return [
    command({ type: 'planning.hold_task', taskId }),
    ...groups.flatMap((files) => ask(read, task.runId, () => overwriteFiles(task, attemptId, files, diffs))),
  ];
}

/** With the last word the work goes on, unless the task went another way meanwhile. */
export function takeUpWork({ attemptId, taskId, open }: EventOf<'attempt.ruled'>, read: Read): Step[] {
  const task = mustTask(read, taskId);
  const last = read.attempts.attemptsOf(taskId).at(-1);
  if (open > 0 || task.state !== 'waiting' || last?.id !== attemptId) return [];
  return [command({ type: 'planning.reopen_task', taskId })];
}

/** Whether a word was given on each of the files for which the attempt was held. */
export function isRuled({ state, kept }: Attempt): boolean {
  return state === 'held' && (kept?.files.every(({ ruling }) => ruling !== undefined) ?? false);
}

export function takeUpHeld(read: Read, held: Attempt, feedback: string): Step {
  return command({
    type: 'attempts.queue',
    task: mustBrief(read, held.taskId),
    agentId: held.agentId,
    agentReason: `Takes up the work of attempt ${held.number}, with the word on the files.`,
    adopts: held.id,
    ...(feedback ? { feedback } : {}),
  });
}
