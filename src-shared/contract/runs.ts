import { z } from 'zod';
import { CoverageMatrix } from '../model/coverage-matrix.ts';
import { Difference } from '../model/difference.ts';
import { MediaType } from '../model/document.ts';
import { Handover } from '../model/handover.ts';
import { Plan } from '../model/plan.ts';
import { PlanWarning } from '../model/plan-edit.ts';
import { PlanTemplate } from '../model/plan-template.ts';
import { Policy } from '../model/project.ts';
import { Requirement } from '../model/requirement.ts';
import { Run } from '../model/run.ts';
import { RunProgress, RunSummary } from '../model/summary.ts';
import { Task } from '../model/task.ts';
import { call } from './errors.ts';

const RunId = z.object({ runId: z.string() });

/** A document as a caller hands it in. */
export const NewDocument = z.object({
  name: z.string().min(1).max(255),
  /** Left out: told from the name. */
  mediaType: MediaType.optional(),
  content: z.string(),
  encoding: z.enum(['utf8', 'base64']).default('utf8'),
  /** Id of the earlier document that this is the next version of; left out: the newest of the same name. */
  replaces: z.string().optional(),
});
export type NewDocument = z.input<typeof NewDocument>;

export const runs = {
  list: call
    .route({ method: 'GET', path: '/runs' })
    .input(z.object({ projectId: z.string().optional() }))
    .output(z.array(Run)),
  start: call
    .route({ method: 'POST', path: '/requirements', summary: 'Submit requirement documents and start a run' })
    .input(
      z.object({
        projectId: z.string(),
        title: z.string().max(200).optional(),
        /** Who answers decisions in this run; the project's policy when left out. */
        policy: Policy.optional(),
        /** Name of the template that shapes the plan. */
        template: PlanTemplate.shape.name.optional(),
        documents: z.array(NewDocument).min(1).max(50),
        /** Plan work for every requirement, also for those that an earlier run has covered. */
        afresh: z.boolean().optional(),
      }),
    )
    .output(Run),
  get: call.route({ method: 'GET', path: '/runs/{runId}' }).input(RunId).output(Run),
  summary: call.route({ method: 'GET', path: '/runs/{runId}/summary' }).input(RunId).output(RunSummary),
  progress: call.route({ method: 'GET', path: '/runs/{runId}/progress' }).input(RunId).output(RunProgress),
  handover: call
    .route({
      method: 'GET',
      path: '/runs/{runId}/handover',
      summary: 'What of its work may go into the branch of the user',
    })
    .input(RunId)
    .output(Handover.nullable()),
  pause: call.route({ method: 'POST', path: '/runs/{runId}/pause' }).input(RunId).output(Run),
  resume: call.route({ method: 'POST', path: '/runs/{runId}/resume' }).input(RunId).output(Run),
  stop: call.route({ method: 'POST', path: '/runs/{runId}/stop' }).input(RunId).output(Run),
  /** Plans what has not begun anew; the new rest waits for approval. */
  replan: call
    .route({ method: 'POST', path: '/runs/{runId}/replan' })
    .input(RunId.extend({ note: z.string().max(4_000).optional() }))
    .output(Run),
  requirements: call
    .route({ method: 'GET', path: '/runs/{runId}/requirements' })
    .input(RunId)
    .output(z.array(Requirement)),
  difference: call
    .route({
      method: 'GET',
      path: '/runs/{runId}/difference',
      summary: 'What changed in the documents since their earlier versions; null where there were none',
    })
    .input(RunId)
    .output(z.object({ difference: Difference.nullable() })),
  coverage: call
    .route({
      method: 'GET',
      path: '/runs/{runId}/coverage',
      summary: 'Requirement by task by file by check',
    })
    .input(RunId)
    .output(CoverageMatrix),
  plan: call
    .route({ method: 'GET', path: '/runs/{runId}/plan' })
    .input(RunId)
    .output(
      z.object({
        plan: Plan.nullable(),
        tasks: z.array(Task),
        /** Ids of tasks that may start now. */
        ready: z.array(z.string()),
        /** The heaviest chain of open tasks, first to last, and its weight in complexity points. */
        /** What a person should know before approving it. */
        warnings: z.array(PlanWarning),
        criticalPath: z.object({ taskIds: z.array(z.string()), weight: z.number() }),
      }),
    ),
};
