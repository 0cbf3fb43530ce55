import type { NewId } from '#shared/ids.ts';
import type { Project } from '#shared/model/project.ts';
import type { Bridge } from '../bridge/bridge.ts';
import { chooseAgent } from '../bridge/choose.ts';
import type { AgentTools } from '../ports/agent.ts';
import type { Reader } from '../ports/reader.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import { type AttemptInput, runAttempt } from '../slices/attempts/run.ts';
import type { PackInput } from '../slices/capsules/pack-input.ts';
import { packRun } from '../slices/capsules/run.ts';
import { readText } from '../slices/intake/run.ts';
import { type DecomposeInput, decompose } from '../slices/planning/run.ts';
import { checkWorkspace, type ValidationInput, validate } from '../slices/validation/run.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Logs } from '../store/logs.ts';
import { readTipTexts } from '../workspace/tip-files.ts';
import type { Worktrees } from '../workspace/worktrees.ts';
import { recentDurations } from './attempt-reads.ts';
import { capsuleContent } from './capsule-content.ts';
import { choreEffects, sweepEffect, tidyEffect } from './chore-effects.ts';
import type { AnyEffect, Effect, RunContext } from './effect.ts';
import type { EffectKind } from './effect-kinds.ts';
import { afterSandboxFault, failAttempt, requirementsFor } from './effect-outcomes.ts';
import { compareEffect, readEffect } from './intake-effects.ts';
import { joinOf } from './join.ts';
import { loggedSandbox } from './logged-sandbox.ts';
import { mergeEffect } from './merge-effect.ts';
import { START_TO_CLOSE_MS, startToClose } from './timeouts.ts';

/** What the effects of this host work with; the host picks the adapters. */
export type EffectTools = {
  bridge: Bridge;
  blobs: Blobs;
  readers: readonly Reader[];
  worktrees: Worktrees;
  worktreePath(attemptId: string): string;
  /** Refuses to run where there is no sandbox, unless the run was allowed to do without. */
  sandboxFor(unsandboxed: boolean): Sandbox;
  /** Absolute path of the Node that runs the checks. */
  node: string;
  capsulesDir: string;
  /** Name and version of this program, for manifests. */
  generator: string;
  logs: Logs;
  newId: NewId;
  /** Notes which file an attempt is at, for progress displays. */
  noteProgress(taskId: string, text: string | undefined): void;
};

/** The latest attempts that say how long the next may take. */
const HISTORY = 50;

/** Every kind of work outside the transaction. */
export function createEffects(tools: EffectTools): Record<EffectKind, AnyEffect> {
  return {
    'intake.read': readEffect(tools),
    'intake.compare': compareEffect(),
    'planning.decompose': decomposeEffect(tools),
    'attempt.run': attemptEffect(tools),
    'validation.run': validationEffect(tools),
    'workspace.merge': mergeEffect(tools.worktrees),
    'workspace.tidy': tidyEffect(tools.worktrees),
    'workspace.sweep': sweepEffect(tools.worktrees),
    'capsule.pack': packEffect(tools),
    ...choreEffects,
  };
}

function decomposeEffect(
  tools: EffectTools,
): Effect<DecomposeInput & { project: Project; documents: Parameters<typeof readText>[0][] }> {
  return {
    load(runId, read) {
      const run = read.runs.get(runId);
      const project = run && read.projects.get(run.projectId);
      if (!run || !project) return undefined;
      const difference = run.afresh ? undefined : read.intake.difference(runId);
      return {
        run,
        project,
        ...(difference ? { difference } : {}),
        requirements: read.intake.requirementsOf(runId),
        planner: chooseAgent(read.agents.list(), { role: 'reasoner', needs: 'plan' }),
        documents: read.intake.documentsOf(runId).filter((document) => document.state === 'read'),
      };
    },
    run: (input, context) =>
      decompose(input, {
        ...tools,
        agentTools: { ...quiet(context), signal: context.signal },
        files: () => readTipTexts(input.project.root),
        async documents() {
          const texts = [];
          for (const document of input.documents) {
            const text = await readText(document, tools);
            if (!text.ok) return text;
            texts.push({ id: document.id, name: document.name, text: text.value });
          }
          return { ok: true, value: texts };
        },
      }),
    failed: (runId, fault) => [{ type: 'planning.fail', runId, fault }],
    retries: 2,
    timeoutMs: () => START_TO_CLOSE_MS,
  };
}

/** Planning has no attempt whose log could be kept; each line still counts as a sign of life. */
function quiet(context: RunContext): Omit<AgentTools, 'signal'> {
  return { log: context.beat, progress: context.beat, check: async () => [] };
}

function attemptEffect(tools: EffectTools): Effect<AttemptInput> {
  return {
    load(attemptId, read) {
      const brief = read.attempts.attemptBrief(attemptId);
      if (brief?.state !== 'queued') return undefined;
      if (read.planning.taskKind(brief.taskId) === 'milestone')
        return { kind: 'milestone', attempt: { id: attemptId }, ...joinOf(read, brief.taskId) };
      const attempt = read.attempts.attempt(attemptId);
      const task = attempt && read.planning.task(attempt.taskId);
      const project = task && read.projects.get(task.projectId);
      const plan = task && read.planning.plan(task.planId);
      if (!attempt || !task || !project || !plan) return undefined;
      const original = attempt.resolves && read.attempts.attempt(attempt.resolves.attemptId);
      return {
        kind: 'work',
        attempt,
        task,
        project,
        name: plan.name,
        plan: read.planning.tasksOf(plan.id),
        requirements: read.intake.requirementsOf(task.runId),
        ...(original ? { original } : {}),
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
      const about = input.kind === 'milestone' ? input.join : input;
      if (!about) return [];
      const { node } = tools;
      return checkWorkspace(worktree, about, {
        sandbox: loggedSandbox(tools.sandboxFor(false), log),
        node,
        signal: context.signal,
        log,
      });
    },
  };
}

function validationEffect(tools: EffectTools): Effect<ValidationInput & { unsandboxed: boolean }> {
  return {
    load(attemptId, read) {
      const attempt = read.attempts.attempt(attemptId);
      const task = attempt && read.planning.task(attempt.taskId);
      if (attempt?.state !== 'succeeded' || !task) return undefined;
      const requirements = requirementsFor(task, read);
      return { attempt, task, requirements, unsandboxed: read.runs.unsandboxed(attempt.runId) };
    },
    run(input, context) {
      const log = (line: string) => {
        context.beat();
        tools.logs.append(input.attempt.id, line);
      };
      return validate(input, tools.worktreePath(input.attempt.id), {
        sandbox: loggedSandbox(tools.sandboxFor(input.unsandboxed), log),
        node: tools.node,
        signal: context.signal,
        log,
      });
    },
    failed: (attemptId, fault, read) =>
      fault.type === 'sandbox'
        ? afterSandboxFault(attemptId, fault, read)
        : [failAttempt(attemptId, 'failed', fault)],
    retries: 1,
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
