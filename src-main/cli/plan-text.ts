import type { PlanView } from '#shared/contract/plans.ts';
import type { PlanEdit, PlanStep } from '#shared/model/plan-edit.ts';
import type { Task } from '#shared/model/task.ts';
import { count, oneLine, table } from './format.ts';

/** A plan for people: its tasks in the order they were made, warnings, and what can be undone. */
export function planText({ plan, tasks, warnings, said }: PlanView, steps: readonly PlanStep[]): string {
  const head = `${plan.name}: ${plan.state}, ${count(tasks.length, 'task')}${plan.version > 1 ? `, planned ${plan.version} times` : ''}`;
  const parts = [`${head}\n${table(tasks.map(taskRow))}`];
  if (said.length > 0) parts.push(said.map((line) => oneLine(line, 300)).join('\n'));
  if (warnings.length > 0)
    parts.push(
      ['To think about:', ...warnings.map(({ message }) => `  ${oneLine(message, 200)}`)].join('\n'),
    );
  if (steps.length > 0) {
    const rows = steps.map(({ number, by, undone, edits }) => [
      `${number}`,
      undone ? 'undone' : 'made',
      by,
      oneLine(edits.map(editText).join('; '), 120),
    ]);
    parts.push(`Edits:\n${table(rows)}`);
  }
  return parts.join('\n\n');
}

function taskRow({
  key,
  state,
  role,
  prefers,
  complexity,
  title,
  dependsOn,
  requirementKeys,
}: Task): string[] {
  const after = dependsOn.length > 0 ? `after ${oneLine(dependsOn.join(','), 40)}` : '';
  const serves = requirementKeys.length > 0 ? oneLine(requirementKeys.join(','), 40) : '-';
  const who = prefers === undefined ? role : `${role}/${prefers}`;
  return [key, state, who, `${complexity}/5`, oneLine(title, 60), serves, after];
}

/** An edit in a few words. */
export function editText(edit: PlanEdit): string {
  switch (edit.do) {
    case 'add':
      return `add "${edit.task.title}"`;
    case 'merge':
      return `merge ${edit.keys.join(', ')}`;
    case 'split':
      return `split ${edit.key} into ${edit.into.length}`;
    case 'link':
      return `${edit.key} waits for ${edit.dependsOn.join(', ')}`;
    case 'unlink':
      return `${edit.key} no longer waits for ${edit.dependsOn.join(', ')}`;
    case 'replace':
      return `replace the tasks: ${edit.why}`;
    default:
      return `${edit.do} ${edit.key}`;
  }
}
