import { NO_USAGE, type Usage } from '#shared/model/attempt.ts';
import type { PackInput } from '../slices/capsules/pack-input.ts';
import { coverageOfRun } from './coverage-of-run.ts';
import type { Read } from './read.ts';

/** More than that nobody reads on one page. */
const MOST_SIGNALS = 1_000;

/** Gathers what a capsule says of its run. */
export function capsuleContent(capsuleId: string, read: Read, generator: string): PackInput | undefined {
  const capsule = read.capsules.capsule(capsuleId);
  const run = capsule && read.runs.get(capsule.runId);
  const project = run && read.projects.get(run.projectId);
  const plan = run && read.planning.planOf(run.id);
  if (!capsule || !run || !project || !plan) return undefined;
  const tasks = read.planning.tasksOf(plan.id);
  const keyOf = new Map(tasks.map((task) => [task.id, task.key]));
  const worked = tasks.filter((task) => task.kind !== 'milestone');
  const attempts = worked.flatMap((task) => read.attempts.attemptsOf(task.id));
  return {
    capsule,
    project,
    coverage: coverageOfRun(read, run.id),
    signals: read.signals.signals(run.id, MOST_SIGNALS).toReversed(),
    manifest: {
      format: 'orchestrator-capsule/1',
      id: capsule.id,
      name: capsule.name,
      version: capsule.version,
      complete: capsule.complete,
      createdAt: new Date(capsule.createdAt).toISOString(),
      project: { id: project.id, name: project.name },
      run: { id: run.id, title: run.title, openedAt: new Date(run.openedAt).toISOString() },
      documents: read.intake.documentsOf(run.id).map(({ name, sha256, bytes }) => ({ name, sha256, bytes })),
      requirements: read.intake
        .requirementsOf(run.id)
        .map(
          ({
            id: _id,
            projectId: _project,
            runId: _run,
            state: _state,
            standing: _standing,
            ...requirement
          }) => requirement,
        ),
      plan: {
        id: plan.id,
        summary: plan.summary,
        tasks: tasks.map(({ key, title, kind, role, state, requirementKeys, dependsOn, expects }) => ({
          key,
          title,
          kind,
          role,
          state,
          requirementKeys,
          dependsOn,
          expects,
        })),
      },
      checks: read.checks
        .checksOfRun(run.id)
        .map(({ taskId, kind, verdict, findings, summary, durationMs }) => ({
          task: keyOf.get(taskId) ?? taskId,
          kind,
          verdict,
          findings,
          summary,
          durationMs,
        })),
      decisions: read.decisions
        .decisions({ runId: run.id })
        .map(({ projectId: _project, runId: _run, ...decision }) => decision),
      provenance: {
        generator,
        attempts: attempts.map(({ taskId, number, agentId, state, output }) => ({
          task: keyOf.get(taskId) ?? taskId,
          number,
          agent: agentId,
          state,
          ...(output?.commit === undefined ? {} : { commit: output.commit }),
        })),
      },
      cost: attempts.map((attempt) => attempt.output?.usage).reduce<Usage>(addUsage, NO_USAGE),
    },
  };
}

function addUsage(sum: Usage, usage: Usage | undefined): Usage {
  if (!usage) return sum;
  return {
    inputTokens: sum.inputTokens + usage.inputTokens,
    outputTokens: sum.outputTokens + usage.outputTokens,
    microUsd: sum.microUsd + usage.microUsd,
    measured: sum.measured && usage.measured,
  };
}
