import type { WorkRequest } from '../../ports/agent.ts';

/** A task in words, for agents that read words. */
export function workPrompt({
  name,
  task,
  requirements,
  feedback,
}: Omit<WorkRequest, 'kind' | 'prompt'>): string {
  const own = new Set(task.requirementKeys);
  const lines = requirements
    .filter(({ key }) => own.has(key))
    .flatMap(({ key, level, text, acceptance }) => [
      `- ${key} (${level}): ${text}`,
      ...acceptance.map((criterion) => `  - accepted when: ${criterion}`),
    ]);
  return [
    `You are the ${task.role} for "${name}". Task ${task.key}: ${task.title}`,
    task.brief,
    `Leave these files behind: ${task.expects.join(', ')}.`,
    'Say for each requirement whether it is covered, or why it is a gap. Never claim what no file shows.',
    '',
    ...lines,
    ...(feedback === undefined ? [] : ['', 'The attempt before was rejected:', feedback]),
  ].join('\n');
}
