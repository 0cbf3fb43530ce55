import type { Result } from '#shared/faults.ts';
import type { NewId } from '#shared/ids.ts';
import type { Bridge } from '../bridge/bridge.ts';
import { chooseAgent } from '../bridge/choose.ts';
import type { AgentTools } from '../ports/agent.ts';
import type { Reader } from '../ports/reader.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import type { AttemptInput } from '../slices/attempts/attempt-input.ts';
import { type MergeInput, mergeAttempt } from '../slices/attempts/merge.ts';
import { runAttempt } from '../slices/attempts/run.ts';
import type { PackInput } from '../slices/capsules/pack-input.ts';
import { packRun } from '../slices/capsules/run.ts';
import { readDocument, readText } from '../slices/intake/run.ts';
import { type DecomposeInput, decompose } from '../slices/planning/run.ts';
import { checkWorkspace, type ValidationInput, validate } from '../slices/validation/run.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Contexts } from '../store/contexts.ts';
import type { Logs } from '../store/logs.ts';
import type { Worktrees } from '../workspace/worktrees.ts';
import { attemptInput } from './attempt-input.ts';
import { recentDurations } from './attempt-reads.ts';
import { capsuleContent } from './capsule-content.ts';
import { choreEffects, tidyEffect } from './chore-effects.ts';
import type { AnyEffect, Effect, RunContext } from './effect.ts';
import type { EffectKind } from './effect-kinds.ts';
import { afterSandboxFault, failAttempt, requirementsFor } from './effect-outcomes.ts';
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
  contexts: Contexts;
  /** Path to hash of the files that every workspace begins with. */
  template(): Promise<Result<ReadonlyMap<string, string>>>;
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
    'planning.decompose': decomposeEffect(tools),
    'attempt.run': attemptEffect(tools),
    'validation.run': validationEffect(tools),
    'workspace.merge': mergeEffect(tools),
    'workspace.tidy': tidyEffect(tools.worktrees),
    'capsule.pack': packEffect(tools),
    ...choreEffects,
  };
}

function readEffect(tools: EffectTools): Effect<Parameters<typeof readDocument>[0]> {
  return {
    load: (documentId, read) => read.intake.document(documentId),
    run: (document) => readDocument(document, tools),
    failed: (documentId, fault) => [{ type: 'intake.fail', documentId, fault }],
    retries: 1,
    timeoutMs: () => START_TO_CLOSE_MS,
  };
}

function decomposeEffect(
  tools: EffectTools,
): Effect<DecomposeInput & { documents: Parameters<typeof readText>[0][] }> {
  return {
    load(runId, read) {
      const run = read.runs.get(runId);
      if (!run) return undefined;
      return {
        run,
        requirements: read.intake.requirementsOf(runId),
        planner: chooseAgent(read.agents.list(), { role: 'reasoner', needs: 'plan' }),
        documents: read.intake.documentsOf(runId).filter((document) => document.state === 'read'),
      };
    },
    run: (input, context) =>
      decompose(input, {
        ...tools,
        agentTools: { ...quiet(context), signal: context.signal },
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
    load: attemptInput,
    begin: (attemptId) => ({ type: 'attempts.start', attemptId }),
    run: (input, context) =>
      runAttempt(input, {
        ...tools,
        log: (line) => tools.logs.append(input.attempt.id, line),
        noteContext: (shown) => tools.contexts.put(input.attempt.id, shown),
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
      const { node } = tools;
      return checkWorkspace(worktree, input, {
        sandbox: tools.sandboxFor(false),
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
    run: (input, context) =>
      validate(input, tools.worktreePath(input.attempt.id), {
        sandbox: tools.sandboxFor(input.unsandboxed),
        node: tools.node,
        signal: context.signal,
        log(line) {
          context.beat();
          tools.logs.append(input.attempt.id, line);
        },
      }),
    failed: (attemptId, fault, read) =>
      fault.type === 'sandbox'
        ? afterSandboxFault(attemptId, fault, read)
        : [failAttempt(attemptId, 'failed', fault)],
    retries: 1,
    timeoutMs: () => START_TO_CLOSE_MS,
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
