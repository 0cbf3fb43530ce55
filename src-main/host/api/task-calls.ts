import { implement } from '@orpc/server';
import type { Command } from '#shared/commands.ts';
import { contract } from '#shared/contract/index.ts';
import { unblocks } from '#shared/graph.ts';
import { answer, found } from '../api-faults.ts';
import type { HostParts } from '../parts.ts';

export function taskCalls({ engine, read, logs, contexts }: HostParts) {
  const os = implement(contract.tasks);
  const get = (taskId: string) => found(read.planning.task(taskId), 'task', taskId);
  const command = (taskId: string, value: Command) => {
    get(taskId);
    answer(engine.dispatch([value], { by: 'person' }));
    return get(taskId);
  };
  return {
    list: os.list.handler(({ input }) => {
      const { runId, state, after, limit } = input;
      return read.planning.taskPage({
        limit,
        ...(runId === undefined ? {} : { runId }),
        ...(state === undefined ? {} : { state }),
        ...(after === undefined ? {} : { after }),
      });
    }),
    get: os.get.handler(({ input }) => {
      const task = get(input.taskId);
      const attempts = read.attempts.attemptsOf(task.id);
      const siblings = read.planning.tasksOf(task.planId);
      const idOf = new Map(siblings.map(({ key, id }) => [key, id]));
      const nodes = siblings.map(({ id, dependsOn }) => ({
        id,
        dependsOn: dependsOn.flatMap((key) => idOf.get(key) ?? []),
      }));
      const { direct, indirect } = unblocks(nodes, task.id);
      const checks = attempts.flatMap((attempt) => read.checks.checksOfAttempt(attempt.id));
      const judgements = attempts.flatMap(({ id }) => read.checks.judgementOf(id) ?? []);
      return { task, attempts, checks, judgements, unblocks: [...direct, ...indirect] };
    }),
    retry: os.retry.handler(({ input: { taskId } }) =>
      command(taskId, { type: 'planning.reopen_task', taskId }),
    ),
    cancel: os.cancel.handler(({ input: { taskId } }) =>
      command(taskId, { type: 'planning.cancel_task', taskId }),
    ),
    context: os.context.handler(({ input }) => {
      found(read.attempts.attemptBrief(input.attemptId), 'attempt', input.attemptId);
      return contexts.get(input.attemptId) ?? null;
    }),
    log: os.log.handler(({ input }) => {
      found(read.attempts.attemptBrief(input.attemptId), 'attempt', input.attemptId);
      return logs.read(input.attemptId, input.from, input.limit);
    }),
  };
}
