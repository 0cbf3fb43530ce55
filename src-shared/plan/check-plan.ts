import { type Fault, fault } from '../faults.ts';
import { checkGraph } from '../graph.ts';
import type { TaskDraft } from '../model/task.ts';
import { listed } from '../words.ts';
import {
  depthOf,
  giantsIn,
  mostInOneTask,
  PLAN_LIMITS,
  type RequirementRef,
  tooManyCrumbs,
} from './weigh-plan.ts';

/**
 * Why a proposed plan cannot be worked on; undefined when it can: keys are unique, dependencies exist and form no
 * circle, no chain is too long, requirement keys exist, every must requirement has a task, every task but a milestone
 * says which files it will leave, each inside the workspace, and no task is a giant, nor most of them crumbs.
 */
export function checkPlan(
  drafts: readonly TaskDraft[],
  requirements: readonly RequirementRef[],
): Fault | undefined {
  return (
    checkSize(drafts) ??
    checkOrder(drafts) ??
    checkExpected(drafts) ??
    checkKeys(drafts, requirements) ??
    checkCoverage(drafts, requirements) ??
    checkWeight(drafts, requirements.length)
  );
}

function checkSize(drafts: readonly TaskDraft[]): Fault | undefined {
  if (drafts.length === 0) {
    return refusal('The plan has no tasks.', 'Ask for a new plan, or add requirements that call for work.');
  }
  if (drafts.length <= PLAN_LIMITS.tasks) return undefined;
  return refusal(
    `The plan has ${drafts.length} tasks; up to ${PLAN_LIMITS.tasks} are allowed.`,
    'Join small tasks, or split the requirements over several runs.',
  );
}

function checkOrder(drafts: readonly TaskDraft[]): Fault | undefined {
  const nameless = drafts.find((draft) => draft.key.trim() === '');
  if (nameless !== undefined) {
    return refusal(`The task "${nameless.title}" has no key.`, 'Give every task a key such as T-1.');
  }
  const wrong = checkGraph(drafts.map((draft) => ({ id: draft.key, dependsOn: draft.dependsOn })));
  if (wrong) return { ...wrong, message: `The order of the tasks is not sound. ${wrong.message}` };
  const idle = drafts.find((draft) => draft.kind === 'milestone' && isAlone(draft, drafts));
  if (idle !== undefined) {
    return refusal(
      `The milestone ${idle.key} ("${idle.title}") waits for nothing and nothing waits for it.`,
      'Link it to the tasks it stands between, or remove it.',
    );
  }
  const depth = depthOf(drafts);
  if (depth <= PLAN_LIMITS.depth) return undefined;
  return refusal(
    `The longest chain has ${depth} tasks, one waiting for the other; up to ${PLAN_LIMITS.depth} are allowed.`,
    'Unlink tasks that could go side by side, or merge neighbours of the chain.',
  );
}

function isAlone({ key, dependsOn, requirementKeys }: TaskDraft, drafts: readonly TaskDraft[]): boolean {
  return (
    dependsOn.length + requirementKeys.length === 0 && !drafts.some((draft) => draft.dependsOn.includes(key))
  );
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

function checkKeys(drafts: readonly TaskDraft[], requirements: readonly RequirementRef[]): Fault | undefined {
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
  requirements: readonly RequirementRef[],
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

function checkWeight(drafts: readonly TaskDraft[], requirements: number): Fault | undefined {
  const giants = giantsIn(drafts, requirements);
  if (giants.length > 0) {
    const named = giants.map(
      (draft) => `${draft.key} ("${draft.title}") carries ${draft.requirementKeys.length}`,
    );
    return refusal(
      `Too much lies in one task: ${listed(named)} of ${requirements} requirements; up to ${mostInOneTask(requirements)} are allowed.`,
      'Split it by what belongs together, or move requirements to other tasks.',
    );
  }
  const crumbs = tooManyCrumbs(drafts);
  if (crumbs.length === 0) return undefined;
  return refusal(
    `${crumbs.length} of ${drafts.length} tasks are crumbs, trivial and with one requirement or none: ${listed(crumbs.map(({ key }) => key))}.`,
    'Merge those that touch the same files or wait for the same tasks.',
  );
}

function refusal(message: string, hint: string): Fault {
  return fault('invalid_input', message, { hint });
}
