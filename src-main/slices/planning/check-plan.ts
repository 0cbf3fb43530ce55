import { type Fault, fault } from '#shared/faults.ts';
import { checkGraph } from '#shared/graph.ts';
import type { Requirement } from '#shared/model/requirement.ts';
import type { TaskDraft } from '#shared/model/task.ts';

export const TASKS_AT_MOST = 500;

const NAMED_AT_MOST = 10;

/**
 * Why a proposed plan cannot be worked on; undefined when it can: keys are unique, dependencies exist and form no
 * circle, requirement keys exist, every must requirement has a task, and every task but a milestone says which files
 * it will leave, each inside the workspace.
 */
export function checkPlan(
  drafts: readonly TaskDraft[],
  requirements: readonly Pick<Requirement, 'key' | 'level'>[],
): Fault | undefined {
  return (
    checkSize(drafts) ??
    checkOrder(drafts) ??
    checkExpected(drafts) ??
    checkKeys(drafts, requirements) ??
    checkCoverage(drafts, requirements)
  );
}

function checkSize(drafts: readonly TaskDraft[]): Fault | undefined {
  if (drafts.length === 0) {
    return refusal('The plan has no tasks.', 'Ask for a new plan, or add requirements that call for work.');
  }
  if (drafts.length <= TASKS_AT_MOST) return undefined;
  return refusal(
    `The plan has ${drafts.length} tasks; up to ${TASKS_AT_MOST} are allowed.`,
    'Join small tasks, or split the requirements over several runs.',
  );
}

function checkOrder(drafts: readonly TaskDraft[]): Fault | undefined {
  const nameless = drafts.find((draft) => draft.key.trim() === '');
  if (nameless !== undefined) {
    return refusal(`The task "${nameless.title}" has no key.`, 'Give every task a key such as T-1.');
  }
  const wrong = checkGraph(drafts.map((draft) => ({ id: draft.key, dependsOn: draft.dependsOn })));
  return wrong && { ...wrong, message: `The order of the tasks is not sound. ${wrong.message}` };
}

function checkExpected(drafts: readonly TaskDraft[]): Fault | undefined {
  for (const draft of drafts) {
    if (draft.kind !== 'milestone' && draft.expects.length === 0) {
      return refusal(
        `Task ${draft.key} ("${draft.title}") names no file that it will leave behind.`,
        'Name at least one expected file, or make the task a milestone.',
      );
    }
    for (const path of draft.expects) {
      const problem = pathProblem(path);
      if (problem !== undefined) {
        return refusal(
          `Task ${draft.key} expects the file ${JSON.stringify(path)}, which ${problem}.`,
          'Use paths inside the workspace, with forward slashes, such as implementation/server.ts.',
        );
      }
    }
  }
  return undefined;
}

function pathProblem(path: string): string | undefined {
  if (path.trim() === '' || path !== path.trim()) return 'is empty or begins or ends with white space';
  if ([...path].some((char) => char < ' ' || char === '\u007f')) return 'contains control characters';
  if (path.includes('\\')) return 'contains a backslash';
  if (path.startsWith('/') || path.startsWith('~') || /^[a-z]:/i.test(path)) return 'is not relative';
  const parts = path.split('/');
  if (parts.includes('..')) return 'leads out of the workspace with ".."';
  if (parts.some((part) => part === '' || part === '.')) return 'is not a plain path of a file';
  if (parts[0]?.toLowerCase() === '.git') return "lies in git's own folder";
  return undefined;
}

function checkKeys(
  drafts: readonly TaskDraft[],
  requirements: readonly Pick<Requirement, 'key' | 'level'>[],
): Fault | undefined {
  const known = new Set(requirements.map((requirement) => requirement.key));
  const unknown = drafts.flatMap((draft) =>
    draft.requirementKeys.filter((key) => !known.has(key)).map((key) => `${draft.key} names ${key}`),
  );
  if (unknown.length === 0) return undefined;
  return refusal(
    `Some tasks name requirements that do not exist: ${listed(unknown)}.`,
    'Name only requirements of this run.',
  );
}

function checkCoverage(
  drafts: readonly TaskDraft[],
  requirements: readonly Pick<Requirement, 'key' | 'level'>[],
): Fault | undefined {
  const served = new Set(drafts.flatMap((draft) => draft.requirementKeys));
  const missing = requirements
    .filter((requirement) => requirement.level === 'must' && !served.has(requirement.key))
    .map((requirement) => requirement.key);
  if (missing.length === 0) return undefined;
  const [subject, verb] = missing.length === 1 ? ['This requirement', 'has'] : ['These requirements', 'have'];
  return refusal(
    `${subject} of level "must" ${verb} no task: ${listed(missing)}.`,
    'Give each of them a task, or lower its level to should or could.',
  );
}

function refusal(message: string, hint: string): Fault {
  return fault('invalid_input', message, { hint });
}

function listed(names: readonly string[]): string {
  if (names.length <= NAMED_AT_MOST) return names.join(', ');
  return `${names.slice(0, NAMED_AT_MOST).join(', ')} and ${names.length - NAMED_AT_MOST} more`;
}
