import type { Question } from '#shared/commands.ts';
import type { Plan } from '#shared/model/plan.ts';
import type { PlanWarning } from '#shared/model/plan-edit.ts';
import type { Requirement } from '#shared/model/requirement.ts';
import type { Run } from '#shared/model/run.ts';
import type { Task } from '#shared/model/task.ts';
import { counted } from '#shared/words.ts';

type Scope = Pick<Run, 'id' | 'projectId'>;

export function acceptRequirements(
  run: Scope,
  requirements: readonly Requirement[],
  failed: number,
): Question {
  const musts = requirements.filter((requirement) => requirement.level === 'must').length;
  const unread = failed === 0 ? '' : ` ${counted(failed, 'document')} could not be read.`;
  return {
    projectId: run.projectId,
    runId: run.id,
    kind: 'accept_requirements',
    title: `Accept ${counted(requirements.length, 'requirement')}?`,
    context: `${counted(requirements.length, 'requirement')} found, ${musts} of them binding.${unread} Each points at its place in the document.`,
    risk: failed === 0 ? 'low' : 'medium',
    options: [
      { id: 'accept', label: 'Accept', consequence: 'A plan is made that covers every binding requirement.' },
      {
        id: 'reject',
        label: 'Reject',
        consequence: 'The run stops here. Nothing is built; the documents are kept.',
      },
    ],
    defaultOption: 'accept',
    holds: {
      accept: [{ type: 'intake.accept', runId: run.id }],
      reject: [{ type: 'intake.reject', runId: run.id }],
    },
  };
}

/** Warnings that a question shows; the plan itself shows all. */
const WARNINGS_SHOWN = 5;

function warningLines(warnings: readonly PlanWarning[]): string {
  const more = warnings.length - WARNINGS_SHOWN;
  return [
    ...warnings.slice(0, WARNINGS_SHOWN).map(({ message }) => message),
    ...(more > 0 ? [`${counted(more, 'more warning')}.`] : []),
  ].join('\n');
}

export function approvePlan(run: Scope, plan: Plan, warnings: readonly PlanWarning[]): Question {
  return {
    projectId: run.projectId,
    runId: run.id,
    kind: 'approve_plan',
    title: `Start ${counted(plan.counts.total, 'task')} for ${plan.name}?`,
    context: [plan.summary, warningLines(warnings)].filter(Boolean).join('\n'),
    risk: 'medium',
    options: [
      {
        id: 'approve',
        label: 'Approve',
        consequence: 'Agents start to work, each in a worktree of its own. Only checked work is merged.',
      },
      {
        id: 'reject',
        label: 'Reject',
        consequence: 'The run stops here. Nothing is built; requirements and plan are kept.',
      },
    ],
    defaultOption: 'approve',
    holds: {
      approve: [{ type: 'planning.approve', planId: plan.id }],
      reject: [{ type: 'planning.reject', planId: plan.id }],
    },
  };
}

/** The new rest of a plan whose other tasks have begun or are over. */
export function approveRest(
  run: Scope,
  plan: Plan,
  { tasks, warnings, note }: { tasks: readonly Task[]; warnings: readonly PlanWarning[]; note?: string },
): Question {
  const rest = tasks.filter(({ state }) => state === 'blocked').length;
  return {
    projectId: run.projectId,
    runId: run.id,
    kind: 'approve_replan',
    title: `Go on with ${counted(rest, 'newly planned task')} for ${plan.name}?`,
    context: [
      ...(note === undefined ? [] : [`Asked for: ${note}`]),
      `${counted(tasks.length - rest, 'task')} that began or ended ${tasks.length - rest === 1 ? 'stays' : 'stay'} as they are. Nothing new begins until this is answered.`,
      warningLines(warnings),
    ]
      .filter(Boolean)
      .join('\n'),
    risk: 'medium',
    options: [
      {
        id: 'approve',
        label: 'Approve',
        consequence: 'The new tasks take the place of those that had not begun.',
      },
      {
        id: 'reject',
        label: 'Reject',
        consequence: 'The run goes on with the rest as it was planned before.',
      },
    ],
    defaultOption: 'approve',
    holds: {
      approve: [{ type: 'planning.approve', planId: plan.id }],
      reject: [{ type: 'planning.reject', planId: plan.id }],
    },
  };
}
