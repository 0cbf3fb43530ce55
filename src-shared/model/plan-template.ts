import { z } from 'zod';
import { Capability, Role } from './agent.ts';
import { RequirementKind } from './requirement.ts';
import { Priority, TaskKind } from './task.ts';

/** What kind of requirement a templated task takes, in place of the keys that the plan had. */
export const RequirementSlot = z.object({
  kind: RequirementKind,
  /** Words of the headings above it, without names that came from the document. */
  section: z.array(z.string().max(100)).max(30),
  /** Whether its text spoke of the task's entity. */
  ofEntity: z.boolean(),
});
export type RequirementSlot = z.infer<typeof RequirementSlot>;

/** A task without what came from its document; `{entity}`, `{entities}`, `{Entity}` and `{Entities}` stand for a name. */
export const TemplateTask = z.object({
  /** Unique in its template. */
  key: z.string().min(1).max(40),
  title: z.string().max(400),
  brief: z.string().max(10_000),
  kind: TaskKind,
  role: Role,
  needs: Capability,
  priority: Priority,
  complexity: z.number().int().min(1).max(5),
  dependsOn: z.array(z.string().max(40)).max(500),
  /** Paths, with the same places for names. */
  expects: z.array(z.string().max(400)).max(200),
  slots: z.array(RequirementSlot).max(60),
  /** Which group of tasks about one entity it belongs to, from 1; left out for tasks about the whole. */
  entity: z.number().int().positive().optional(),
});
export type TemplateTask = z.infer<typeof TemplateTask>;

/** The shape of a plan, kept for other plans. */
export const PlanTemplate = z.object({
  format: z.literal('orchestrator-plan-template/1'),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  note: z.string().max(2_000),
  /** Epoch milliseconds. */
  savedAt: z.number().int(),
  tasks: z.array(TemplateTask).min(1).max(500),
});
export type PlanTemplate = z.infer<typeof PlanTemplate>;
