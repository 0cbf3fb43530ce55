import { implement } from '@orpc/server';
import { contract } from '#shared/contract/index.ts';
import { fault } from '#shared/faults.ts';
import type { PlanTemplate } from '#shared/model/plan-template.ts';
import { isDead, toDraft } from '#shared/plan/merge-rest.ts';
import { without } from '#shared/plan/reshape-plan.ts';
import { saveTemplate } from '#shared/plan/save-template.ts';
import { answer, faultError, found } from '../api-faults.ts';
import type { HostParts } from '../parts.ts';

export function templateCalls({ engine, read, clock }: HostParts) {
  const os = implement(contract.templates);
  const get = (name: string) => found(read.templates.template(name), 'template', name);
  const keep = (template: PlanTemplate, replace: boolean) => {
    answer(engine.dispatch([{ type: 'templates.save', template, replace }], { by: 'person' }));
    return get(template.name);
  };
  return {
    list: os.list.handler(() =>
      read.templates
        .templates()
        .map(({ name, note, savedAt, tasks }) => ({ name, note, savedAt, tasks: tasks.length })),
    ),
    get: os.get.handler(({ input: { name } }) => get(name)),
    save: os.save.handler(({ input: { runId, name, note, replace } }) => {
      found(read.runs.get(runId), 'run', runId);
      const plan = read.planning.planOf(runId);
      if (plan?.state !== 'finished') {
        throw faultError(
          fault('conflict', `The plan of the run ${runId} is ${plan?.state ?? 'not made yet'}.`, {
            hint: 'A template is made from a plan that was carried out to its end.',
          }),
        );
      }
      const tasks = read.planning.tasksOf(plan.id);
      const good = tasks.filter(isDead).reduce((rest, { key }) => without(rest, key), tasks.map(toDraft));
      const header = { name, note, savedAt: clock.now() };
      return keep(saveTemplate(header, plan.name, good, read.intake.requirementsOf(runId)), replace);
    }),
    import: os.import.handler(({ input: { template, replace } }) => keep(template, replace)),
    remove: os.remove.handler(({ input: { name } }) => {
      answer(engine.dispatch([{ type: 'templates.remove', name }], { by: 'person' }));
      return { name };
    }),
  };
}
