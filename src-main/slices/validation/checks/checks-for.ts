import type { CheckKind } from '#shared/model/check.ts';
import type { Task, TaskKind } from '#shared/model/task.ts';

/** What is quick and needs no sandbox comes first; what runs the project comes last. */
const CODE: CheckKind[] = [
  'outputs',
  'syntax',
  'placeholders',
  'honesty',
  'secrets',
  'size',
  'dependencies',
  'format',
  'lint',
  'tests',
  'coverage',
];
const WORDS: CheckKind[] = ['outputs', 'syntax', 'placeholders', 'secrets', 'coverage'];

const CHECKS: Record<TaskKind, CheckKind[]> = {
  architecture: WORDS,
  scaffold: CODE,
  feature: CODE,
  quality: CODE,
  integration: CODE,
  documentation: WORDS,
  review: CODE,
  milestone: [],
};

/** What has to be looked at before a task of this kind counts as done. */
export function checksFor(task: Pick<Task, 'kind'>): CheckKind[] {
  return CHECKS[task.kind];
}
