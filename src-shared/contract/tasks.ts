import { z } from 'zod';
import { Attempt } from '../model/attempt.ts';
import { Check, Judgement } from '../model/check.ts';
import { AttemptContext } from '../model/context.ts';
import { LogLine } from '../model/log.ts';
import { Task, TaskState } from '../model/task.ts';
import { call } from './errors.ts';

const TaskId = z.object({ taskId: z.string() });

export const tasks = {
  list: call
    .route({ method: 'GET', path: '/tasks' })
    .input(
      z.object({
        runId: z.string().optional(),
        state: TaskState.optional(),
        /** Id of the last task of the page before. */
        after: z.string().optional(),
        limit: z.coerce.number().int().min(1).max(1000).default(500),
      }),
    )
    .output(z.array(Task)),
  get: call
    .route({ method: 'GET', path: '/tasks/{taskId}' })
    .input(TaskId)
    .output(
      z.object({
        task: Task,
        attempts: z.array(Attempt),
        checks: z.array(Check),
        /** The verdict on each attempt that was checked, with its reasons. */
        judgements: z.array(Judgement),
        unblocks: z.array(z.string()),
      }),
    ),
  retry: call.route({ method: 'POST', path: '/tasks/{taskId}/retry' }).input(TaskId).output(Task),
  cancel: call.route({ method: 'POST', path: '/tasks/{taskId}/cancel' }).input(TaskId).output(Task),
  /** What the agent of an attempt was given to read; null where it was not asked, or before it was. */
  context: call
    .route({ method: 'GET', path: '/attempts/{attemptId}/context' })
    .input(z.object({ attemptId: z.string() }))
    .output(AttemptContext.nullable()),
  log: call
    .route({ method: 'GET', path: '/attempts/{attemptId}/log' })
    .input(
      z.object({
        attemptId: z.string(),
        /** First line wanted. */
        from: z.coerce.number().int().nonnegative().default(0),
        limit: z.coerce.number().int().min(1).max(5000).default(1000),
      }),
    )
    .output(z.array(LogLine)),
};
