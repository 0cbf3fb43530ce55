import type { Task } from '#shared/model/task.ts';
import type { AttemptInput } from '../slices/attempts/attempt-input.ts';
import { joinOf } from './join.ts';
import type { Read } from './read.ts';

/** Gathers what an attempt starts from; undefined when it is no longer wanted. */
export function attemptInput(attemptId: string, read: Read): AttemptInput | undefined {
  const brief = read.attempts.attemptBrief(attemptId);
  if (brief?.state !== 'queued') return undefined;
  if (read.planning.taskKind(brief.taskId) === 'milestone')
    return { kind: 'milestone', attempt: { id: attemptId }, ...joinOf(read, brief.taskId) };
  const attempt = read.attempts.attempt(attemptId);
  const task = attempt && read.planning.task(attempt.taskId);
  const project = task && read.projects.get(task.projectId);
  const plan = task && read.planning.plan(task.planId);
  const run = task && read.runs.get(task.runId);
  if (!attempt || !task || !project || !plan || !run) return undefined;
  const tasks = read.planning.tasksOf(plan.id);
  const adopted = attempt.adopts === undefined ? undefined : read.attempts.attempt(attempt.adopts)?.kept;
  const original = attempt.resolves && read.attempts.attempt(attempt.resolves.attemptId);
  return {
    kind: 'work',
    attempt,
    task,
    project,
    unsandboxed: read.runs.unsandboxed(task.runId),
    name: plan.name,
    plan: tasks,
    requirements: read.intake.requirementsOf(task.runId),
    holdings: {
      own: read.attempts.ownFiles(project.id),
      rulings: read.attempts.rulings(task.id),
      runOpenedAt: run.openedAt,
    },
    produced: producedBefore(task, tasks, read),
    ...(adopted === undefined ? {} : { adopted }),
    ...(original ? { original } : {}),
  };
}

/** What the tasks left behind on which this one depends. */
function producedBefore(task: Task, tasks: readonly Task[], read: Read): string[] {
  const needed = new Set(task.dependsOn);
  const paths = tasks
    .filter(({ key }) => needed.has(key))
    .flatMap(({ id }) => read.attempts.attemptsOf(id))
    .filter(({ state }) => state === 'merged')
    .flatMap(({ output }) => output?.files ?? [])
    .filter(({ change }) => change !== 'removed');
  return [...new Set(paths.map(({ path }) => path))];
}
