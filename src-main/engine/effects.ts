import type { AgentTools } from '../ports/agent.ts';
import { type MergeInput, mergeAttempt } from '../slices/attempts/merge.ts';
import { type AttemptInput, runAttempt } from '../slices/attempts/run.ts';
import type { PackInput } from '../slices/capsules/pack-input.ts';
import { packRun } from '../slices/capsules/run.ts';
import { checkWorkspace } from '../slices/validation/run.ts';
import { recentDurations } from './attempt-reads.ts';
import { capsuleContent } from './capsule-content.ts';
import { choreEffects, tidyEffect } from './chore-effects.ts';
import type { AnyEffect, Effect, RunContext } from './effect.ts';
import type { EffectKind } from './effect-kinds.ts';
import { failAttempt } from './effect-outcomes.ts';
import type { EffectTools } from './effect-tools.ts';
import { compareEffect, readEffect } from './intake-effects.ts';
import { decomposeEffect, replanEffect } from './plan-effects.ts';
import { START_TO_CLOSE_MS, startToClose } from './timeouts.ts';
import { checkTools, validationEffect } from './validation-effect.ts';

/** The latest attempts that say how long the next may take. */
const HISTORY = 50;

/** Every kind of work outside the transaction. */
export function createEffects(tools: EffectTools): Record<EffectKind, AnyEffect> {
  return {
    'intake.read': readEffect(tools),
    'intake.compare': compareEffect(),
    'planning.decompose': decomposeEffect(tools),
    'planning.replan': replanEffect(tools),
    'attempt.run': attemptEffect(tools),
    'validation.run': validationEffect(tools),
    'workspace.merge': mergeEffect(tools),
    'workspace.tidy': tidyEffect(tools.worktrees),
    'capsule.pack': packEffect(tools),
    ...choreEffects,
  };
}

function attemptEffect(tools: EffectTools): Effect<AttemptInput> {
  return {
    load(attemptId, read) {
      const brief = read.attempts.attemptBrief(attemptId);
      if (brief?.state !== 'queued') return undefined;
      if (read.planning.taskKind(brief.taskId) === 'milestone')
        return { kind: 'milestone', attempt: { id: attemptId } };
      const attempt = read.attempts.attempt(attemptId);
      const task = attempt && read.planning.task(attempt.taskId);
      const project = task && read.projects.get(task.projectId);
      const plan = task && read.planning.plan(task.planId);
      if (!attempt || !task || !project || !plan) return undefined;
      return {
        kind: 'work',
        attempt,
        task,
        project,
        name: plan.name,
        plan: read.planning.tasksOf(plan.id),
        requirements: read.intake.requirementsOf(task.runId),
      };
    },
    begin: (attemptId) => ({ type: 'attempts.start', attemptId }),
    run: (input, context) =>
      runAttempt(input, {
        ...tools,
        log: (line) => tools.logs.append(input.attempt.id, line),
        agentTools: (worktree) => agentTools(tools, input, worktree, context),
      }),
    failed: (attemptId, fault) => [failAttempt(attemptId, 'failed', fault)],
    timedOut: (attemptId, fault) => [failAttempt(attemptId, 'timed_out', fault)],
    lost: (attemptId) => [failAttempt(attemptId, 'lost', LOST)],
    retries: 0,
    timeoutMs: (input, read) =>
      input.kind === 'milestone'
        ? START_TO_CLOSE_MS
        : startToClose(input.task, recentDurations(read, input.task.kind, HISTORY)),
  };
}

const LOST = {
  type: 'cancelled',
  message: 'The host ended while the attempt ran. Its worktree was set aside.',
  retryable: true,
} as const;

function agentTools(
  tools: EffectTools,
  input: AttemptInput,
  worktree: string,
  context: RunContext,
): AgentTools {
  const log = (line: string) => {
    context.beat();
    tools.logs.append(input.attempt.id, line);
  };
  return {
    signal: context.signal,
    log,
    progress(done, total, file) {
      context.beat();
      if (input.kind === 'work')
        tools.noteProgress(input.task.id, done < total ? `${file} (${done + 1}/${total})` : undefined);
    },
    check: async () => {
      if (input.kind === 'milestone') return [];
      const { settings } = input.project;
      return checkWorkspace(
        worktree,
        { ...input, settings },
        {
          ...checkTools(tools),
          sandbox: tools.sandboxFor(false),
          signal: context.signal,
          log,
        },
      );
    },
  };
}

function mergeEffect(tools: EffectTools): Effect<MergeInput> {
  return {
    load(attemptId, read) {
      const attempt = read.attempts.attempt(attemptId);
      const task = attempt && read.planning.task(attempt.taskId);
      const project = attempt && read.projects.get(attempt.projectId);
      if (attempt?.state !== 'succeeded' || !task || !project) return undefined;
      return { attempt, task, project };
    },
    lane: ({ project }) => `git:${project.id}`,
    run: (input) => mergeAttempt(input, tools),
    failed: (attemptId, fault) => [failAttempt(attemptId, 'failed', fault)],
    retries: 3,
    timeoutMs: () => START_TO_CLOSE_MS,
  };
}

function packEffect(tools: EffectTools): Effect<PackInput> {
  return {
    load: (capsuleId, read) => capsuleContent(capsuleId, read, tools.generator),
    lane: ({ project }) => `git:${project.id}`,
    run: (input) => packRun(input, tools),
    failed: (capsuleId, fault) => [{ type: 'capsules.fail', capsuleId, fault }],
    retries: 2,
    timeoutMs: () => START_TO_CLOSE_MS,
  };
}
