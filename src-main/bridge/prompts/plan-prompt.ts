import type { Task } from '#shared/model/task.ts';
import type { EarlierWork, PlanRequest } from '../../ports/agent.ts';

/** The planning request in words, for agents that read words. */
export function planPrompt({
  requirements,
  documents,
  kept,
  note,
  earlier,
}: Omit<PlanRequest, 'kind' | 'prompt'>): string {
  const lines = requirements.map(({ key, level, kind, text }) => `- ${key} (${level}, ${kind}): ${text}`);
  return [
    `Plan the work for these requirements from ${documents.map((document) => document.name).join(', ')}.`,
    'Make tasks that one agent can finish in one go, each with the files it must leave behind and the requirements it serves.',
    earlier
      ? 'Every "must" requirement that does not stand yet belongs to at least one task. A task may depend only on tasks before it.'
      : 'Every "must" requirement belongs to at least one task. A task may depend only on tasks before it.',
    '',
    ...lines,
    ...(earlier ? earlierLines(earlier) : []),
    ...(kept === undefined ? [] : ['', ...keptLines(kept)]),
    ...(note === undefined ? [] : ['', `The plan is made anew because: ${note}`]),
  ].join('\n');
}

function keptLines(kept: readonly Task[]): string[] {
  return [
    'Part of the work has begun or is over. Plan only the rest; it may depend on these tasks by their keys, and uses no key of theirs:',
    ...kept.map(
      ({ key, title, state, expects }) =>
        `- ${key} (${state}): ${title}; leaves ${expects.join(', ') || 'no file'}`,
    ),
  ];
}

function earlierLines({ standing, removed, files }: EarlierWork): string[] {
  return [
    '',
    `The workspace already has ${files.size} files of earlier work. These requirements stand and need no task, unless a change breaks them: ${standing.join(', ') || 'none'}.`,
    'Plan only for the rest, as small as it can be, and name every requirement whose files a task changes.',
    ...removed.map(
      ({ key, text, files: made }) =>
        `No longer asked for: ${key} "${text}"${made.length > 0 ? `, made in ${made.join(', ')}` : ''}.`,
    ),
  ];
}
