import type { Join } from '../slices/attempts/join.ts';
import { requirementsFor } from './effect-outcomes.ts';
import type { Read } from './read.ts';

/** The merged branches that meet in a milestone; nothing where fewer than two do, because then there is nothing new to check. */
export function joinOf(read: Read, taskId: string): { join?: Join } {
  const task = read.planning.task(taskId);
  const project = task && read.projects.get(task.projectId);
  if (!task || !project || task.dependsOn.length < 2) return {};
  const parts = task.dependsOn.flatMap((key) => {
    const id = read.planning.taskIdByKey(task.planId, key);
    // A milestone leaves nothing behind that could meet anything.
    const isWork = id !== undefined && read.planning.taskKind(id) !== 'milestone';
    const part = isWork ? read.planning.task(id) : undefined;
    const merged = part && read.attempts.attemptsOf(part.id).find(({ state }) => state === 'merged');
    const files = merged?.output?.files.map(({ path }) => path) ?? [];
    return part && merged ? [{ key, title: part.title, files }] : [];
  });
  const unsandboxed = read.runs.unsandboxed(task.runId);
  return parts.length < 2
    ? {}
    : { join: { task, project, requirements: requirementsFor(task, read), parts, unsandboxed } };
}
