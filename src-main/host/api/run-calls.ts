import { implement } from '@orpc/server';
import type { z } from 'zod';
import type { Command } from '#shared/commands.ts';
import { contract } from '#shared/contract/index.ts';
import type { NewDocument } from '#shared/contract/runs.ts';
import { fail, ok, type Result } from '#shared/faults.ts';
import { criticalPath } from '#shared/graph.ts';
import type { Policy } from '#shared/model/project.ts';
import type { Task } from '#shared/model/task.ts';
import { coverageOfRun } from '../../engine/coverage-of-run.ts';
import { RUN_MS } from '../../engine/timeouts.ts';
import { takeUpCommits } from '../../workspace/take-up.ts';
import { answer, found } from '../api-faults.ts';
import { keepDocuments } from '../keep-documents.ts';
import type { HostParts } from '../parts.ts';
import { measureProgress, summarize } from '../summaries.ts';
import { warningsOf } from './plan-calls.ts';

export function runCalls(parts: HostParts) {
  const { engine, read, clock } = parts;
  const os = implement(contract.runs);
  const get = (runId: string) => found(read.runs.get(runId), 'run', runId);
  const command = (runId: string, value: Command) => {
    get(runId);
    answer(engine.dispatch([value], { by: 'person' }));
    return get(runId);
  };
  return {
    list: os.list.handler(({ input }) =>
      read.runs.list().filter((run) => input.projectId === undefined || run.projectId === input.projectId),
    ),
    start: os.start.handler(async ({ input }) => get(answer(await startRun(parts, input)))),
    get: os.get.handler(({ input }) => get(input.runId)),
    summary: os.summary.handler(({ input: { runId } }) =>
      found(summarize(read, runId, clock.now()), 'run', runId),
    ),
    progress: os.progress.handler(({ input: { runId } }) =>
      found(measureProgress(read, runId, clock.now(), parts.fileOf), 'run', runId),
    ),
    handover: os.handover.handler(({ input: { runId } }) => {
      found(read.runs.get(runId), 'run', runId);
      return read.handovers.handover(runId) ?? null;
    }),
    pause: os.pause.handler(({ input: { runId } }) => command(runId, { type: 'runs.pause', runId })),
    resume: os.resume.handler(({ input: { runId } }) => command(runId, { type: 'runs.resume', runId })),
    stop: os.stop.handler(({ input: { runId } }) =>
      command(runId, { type: 'runs.end', runId, state: 'stopped' }),
    ),
    replan: os.replan.handler(({ input: { runId, note } }) =>
      command(runId, {
        type: 'planning.replan',
        runId,
        by: 'person',
        ...(note === undefined ? {} : { note }),
      }),
    ),
    requirements: os.requirements.handler(({ input }) => read.intake.requirementsOf(get(input.runId).id)),
    difference: os.difference.handler(({ input }) => ({
      difference: read.intake.difference(get(input.runId).id) ?? null,
    })),
    coverage: os.coverage.handler(({ input }) => coverageOfRun(read, get(input.runId).id)),
    plan: os.plan.handler(({ input }) => {
      const plan = read.planning.planOf(get(input.runId).id);
      const tasks = plan ? read.planning.tasksOf(plan.id) : [];
      const ready = tasks.filter((task) => task.state === 'ready').map((task) => task.id);
      const warnings = warningsOf(read, input.runId, tasks);
      return { plan: plan ?? null, tasks, ready, warnings, criticalPath: criticalPathOf(tasks) };
    }),
  };
}

function criticalPathOf(tasks: readonly Task[]): { taskIds: string[]; weight: number } {
  const open = tasks.filter((task) => !['done', 'failed', 'cancelled'].includes(task.state));
  const idOf = new Map(open.map((task) => [task.key, task.id]));
  const nodes = open.map((task) => ({
    id: task.id,
    weight: task.complexity,
    dependsOn: task.dependsOn.flatMap((key) => idOf.get(key) ?? []),
  }));
  const { ids, weight } = criticalPath(nodes);
  return { taskIds: ids, weight };
}

type StartInput = {
  projectId: string;
  title?: string | undefined;
  policy?: Policy | undefined;
  template?: string | undefined;
  documents: z.output<typeof NewDocument>[];
  afresh?: boolean | undefined;
};

/** Keeps the documents, then opens the run with all of them in one transaction. The value is the run's id. */
export async function startRun(parts: HostParts, input: StartInput): Promise<Result<string>> {
  const { engine, read, newId, clock } = parts;
  const project = read.projects.get(input.projectId);
  if (!project) return fail('not_found', `There is no project ${input.projectId}.`);
  if (input.template !== undefined && !read.templates.template(input.template)) {
    return fail('not_found', `There is no template "${input.template}".`, {
      hint: 'Nothing was started. `orchestrator template list` names those that there are.',
    });
  }
  const { id: projectId } = project;
  const current = await takeUpCommits(project.root, clock);
  if (!current.ok) return current;
  const runId = newId('run');
  const added = await keepDocuments(input.documents, { projectId, runId }, parts);
  if (!added.ok) return added;
  const open: Command = {
    type: 'runs.open',
    runId,
    projectId,
    title:
      input.title ??
      input.documents
        .map((document) => document.name)
        .join(', ')
        .slice(0, 200),
    policy: input.policy ?? project.policy,
    documents: added.value.length,
    timeoutMs: RUN_MS,
    ...(input.template === undefined ? {} : { template: input.template }),
    ...(input.afresh ? { afresh: true } : {}),
  };
  const opened = engine.dispatch([open, ...added.value], { by: 'person' });
  return opened.ok ? ok(runId) : opened;
}
