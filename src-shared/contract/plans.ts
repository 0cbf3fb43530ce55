import { z } from 'zod';
import { Plan } from '../model/plan.ts';
import { PlanEdits, PlanStep, PlanWarning } from '../model/plan-edit.ts';
import { PlanTemplate } from '../model/plan-template.ts';
import { Task } from '../model/task.ts';
import { call } from './errors.ts';

const PlanId = z.object({ planId: z.string() });
const Name = PlanTemplate.shape.name;

/** A plan as it stands now. */
export const PlanView = z.object({
  plan: Plan,
  tasks: z.array(Task),
  warnings: z.array(PlanWarning),
  /** Sentences about what a template did. */
  said: z.array(z.string()),
});
export type PlanView = z.infer<typeof PlanView>;

export const plans = {
  /** What was edited in the present proposal, oldest first; entries that were undone come last. */
  edits: call.route({ method: 'GET', path: '/plans/{planId}/edits' }).input(PlanId).output(z.array(PlanStep)),
  /** All edits together or none, while the plan waits for approval. */
  edit: call
    .route({ method: 'POST', path: '/plans/{planId}/edits' })
    .input(PlanId.extend({ edits: PlanEdits }))
    .output(PlanView),
  undo: call.route({ method: 'POST', path: '/plans/{planId}/undo' }).input(PlanId).output(PlanView),
  redo: call.route({ method: 'POST', path: '/plans/{planId}/redo' }).input(PlanId).output(PlanView),
  /** Gives the plan the shape of a template, as one edit. */
  applyTemplate: call
    .route({ method: 'POST', path: '/plans/{planId}/template' })
    .input(PlanId.extend({ name: Name }))
    .output(PlanView),
};

export const templates = {
  list: call.route({ method: 'GET', path: '/templates' }).output(
    z.array(
      PlanTemplate.pick({ name: true, note: true, savedAt: true }).extend({
        tasks: z.number().int().nonnegative(),
      }),
    ),
  ),
  get: call
    .route({ method: 'GET', path: '/templates/{name}' })
    .input(z.object({ name: Name }))
    .output(PlanTemplate),
  /** Keeps the shape of a run's finished plan. */
  save: call
    .route({ method: 'POST', path: '/runs/{runId}/template' })
    .input(
      z.object({
        runId: z.string(),
        name: Name,
        note: z.string().max(2_000).default(''),
        replace: z.boolean().default(false),
      }),
    )
    .output(PlanTemplate),
  /** Takes in a template that was exported, here or elsewhere. */
  import: call
    .route({ method: 'POST', path: '/templates' })
    .input(z.object({ template: PlanTemplate, replace: z.boolean().default(false) }))
    .output(PlanTemplate),
  remove: call
    .route({ method: 'DELETE', path: '/templates/{name}' })
    .input(z.object({ name: Name }))
    .output(z.object({ name: Name })),
};
