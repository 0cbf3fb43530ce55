import { implement } from '@orpc/server';
import type { Command, PlanRequirement } from '#shared/commands.ts';
import { contract } from '#shared/contract/index.ts';
import type { PlanView } from '#shared/contract/plans.ts';
import { fail, ok, type Result } from '#shared/faults.ts';
import type { PlanEdit, PlanWarning } from '#shared/model/plan-edit.ts';
import type { Task } from '#shared/model/task.ts';
import { applyTemplate } from '#shared/plan/apply-template.ts';
import { isDead, toDraft } from '#shared/plan/merge-rest.ts';
import { planWarnings } from '#shared/plan/plan-warnings.ts';
import { listed } from '#shared/words.ts';
import type { Read } from '../../engine/read.ts';
import { answer, found } from '../api-faults.ts';
import type { HostParts } from '../parts.ts';

export function planCalls({ engine, read }: HostParts) {
  const os = implement(contract.plans);
  const view = (planId: string, said: string[] = []): PlanView => {
    const plan = found(read.planning.plan(planId), 'plan', planId);
    const tasks = read.planning.tasksOf(planId);
    return { plan, tasks, warnings: warningsOf(read, plan.runId, tasks), said };
  };
  const perform = (command: Command & { planId: string }, said?: string[]) => {
    answer(engine.dispatch([command], { by: 'person' }));
    return view(command.planId, said);
  };
  const edit = (planId: string, edits: PlanEdit[], said?: string[]) => {
    const { runId } = found(read.planning.plan(planId), 'plan', planId);
    answer(knownAgents(read, edits));
    const requirements = requirementsFor(read, runId);
    return perform({ type: 'planning.edit', planId, edits, requirements, by: 'person' }, said);
  };
  return {
    edits: os.edits.handler(({ input: { planId } }) => {
      found(read.planning.plan(planId), 'plan', planId);
      return read.planning.planSteps(planId).map(({ change: _rows, ...step }) => step);
    }),
    edit: os.edit.handler(({ input: { planId, edits } }) => edit(planId, edits)),
    undo: os.undo.handler(({ input: { planId } }) => perform({ type: 'planning.undo', planId })),
    redo: os.redo.handler(({ input: { planId } }) => perform({ type: 'planning.redo', planId })),
    applyTemplate: os.applyTemplate.handler(({ input: { planId, name } }) => {
      const plan = found(read.planning.plan(planId), 'plan', planId);
      const template = found(read.templates.template(name), 'template', name);
      const living = read.planning.tasksOf(planId).filter((task) => !isDead(task));
      const begun = new Set(living.filter(({ state }) => state !== 'blocked').map(({ key }) => key));
      const { tasks, said } = applyTemplate(
        template,
        { name: plan.name, tasks: living.map(toDraft) },
        read.intake.requirementsOf(plan.runId),
      );
      return edit(
        planId,
        [{ do: 'replace', tasks: tasks.filter(({ key }) => !begun.has(key)), why: `template ${name}` }],
        said,
      );
    }),
  };
}

/** What a person should know of the tasks of a plan that may still come right. */
export function warningsOf(read: Read, runId: string, tasks: readonly Task[]): PlanWarning[] {
  const living = tasks.filter((task) => !isDead(task));
  return living.length === 0
    ? []
    : planWarnings(
        living,
        read.intake.requirementsOf(runId).filter(({ standing }) => standing === undefined),
      );
}

function requirementsFor(read: Read, runId: string): PlanRequirement[] {
  return read.intake.requirementsOf(runId).map(({ key, level, kind, source, standing }) => ({
    key,
    level: standing === undefined ? level : 'could',
    kind,
    source,
  }));
}

/** An agent that is preferred has to be there, so that a slip of the pen is noticed now and not ignored when the task starts. */
function knownAgents(read: Read, edits: readonly PlanEdit[]): Result<undefined> {
  for (const edit of edits) {
    const named = edit.do === 'assign' ? edit.prefers : edit.do === 'add' ? edit.task.prefers : undefined;
    if (named === undefined || named === null || read.agents.get(named)) continue;
    const there = listed(read.agents.list().map(({ id }) => id)) || 'none';
    return fail('not_found', `There is no agent ${named}.`, {
      hint: `Nothing was changed. The agents are: ${there}.`,
    });
  }
  return ok(undefined);
}
