import type { Command } from '#shared/commands.ts';
import { type Fault, ok } from '#shared/faults.ts';
import type { SignalDraft } from '#shared/model/signal.ts';
import type { AttemptInput } from '../slices/attempts/attempt-input.ts';
import { runAttempt } from '../slices/attempts/run.ts';
import type { PackInput } from '../slices/capsules/pack-input.ts';
import { packRun } from '../slices/capsules/run.ts';
import type { ListPackages } from '../slices/capsules/sbom.ts';
import { offerHandover } from '../slices/handovers/run.ts';
import { MOST_PACKAGES } from '../slices/validation/checks/dependencies/package-list.ts';
import type { Examiner } from '../slices/validation/checks/examiner.ts';
import { agentTools, prepareWorktree } from './agent-tools.ts';
import { attemptInput } from './attempt-input.ts';
import { recentDurations } from './attempt-reads.ts';
import { capsuleContent } from './capsule-content.ts';
import { choreEffects, sweepEffect, tidyEffect } from './chore-effects.ts';
import type { AnyEffect, Effect } from './effect.ts';
import type { EffectKind } from './effect-kinds.ts';
import { failAttempt } from './effect-outcomes.ts';
import type { EffectTools } from './effect-tools.ts';
import { handoverEffect } from './handover.ts';
import { compareEffect, readEffect } from './intake-effects.ts';
import { mergeEffect } from './merge-effect.ts';
import { decomposeEffect, replanEffect } from './plan-effects.ts';
import { START_TO_CLOSE_MS, startToClose } from './timeouts.ts';
import { validationEffect } from './validation-effect.ts';

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
    'workspace.merge': mergeEffect(tools.worktrees),
    'workspace.tidy': tidyEffect(tools.worktrees),
    'workspace.sweep': sweepEffect(tools.worktrees),
    'workspace.hand_over': handoverEffect(tools.worktrees),
    'capsule.pack': packEffect(tools),
    ...choreEffects,
  };
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
        prepare: (worktree) => prepareWorktree(tools, input, worktree, context),
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

function packEffect(tools: EffectTools): Effect<PackInput> {
  return {
    load: (capsuleId, read) => capsuleContent(capsuleId, read, tools.generator),
    lane: ({ project }) => `git:${project.id}`,
    async run(input, context) {
      const listPackages = lockLister(tools.examiner, context.signal);
      const packed = await packRun(input, { ...tools, listPackages });
      if (!packed.ok) return packed;
      const offered = await offerHandover(input.project, input.capsule.runId);
      return ok([...(offered.ok ? offered.value : [notOffered(input, offered.fault)]), ...packed.value]);
    },
    failed: (capsuleId, fault) => [{ type: 'capsules.fail', capsuleId, fault }],
    retries: 2,
    timeoutMs: () => START_TO_CLOSE_MS,
  };
}

/** The capsule is packed and counts; that a merge is not offered, the person hears. */
function notOffered({ project, capsule }: PackInput, { message }: Fault): Command {
  const signal: SignalDraft = {
    type: 'integration',
    title: 'Merging the finished work into your branch could not be offered',
    detail: `${message}. ${capsule.name} ${capsule.version} is packed all the same, and the work lies on the branch where it was gathered: merge that by hand.`,
    urgency: 'medium',
    impact: 'high',
    confidence: 1,
    source: 'engine',
  };
  return { type: 'signals.raise', projectId: project.id, runId: capsule.runId, signal };
}

/** The packages of a lock file, read where a hostile one can do no harm; one that cannot be read has none. */
function lockLister(examiner: Examiner, signal: AbortSignal): ListPackages {
  return async ({ name: lockName, path, text }) => {
    const lock = { path, text };
    const none = { base: undefined, manifest: undefined };
    const request = { kind: 'dependencies' as const, lockName, lock, ...none, most: MOST_PACKAGES };
    return (await examiner.compareLock(request, signal)).added;
  };
}
