import type { Command } from '#shared/commands.ts';
import { ok } from '#shared/faults.ts';
import type { NewId } from '#shared/ids.ts';
import type { AgentProfile } from '#shared/model/agent.ts';
import { type AttemptOutput, NO_USAGE } from '#shared/model/attempt.ts';
import type { CheckResult } from '#shared/model/check.ts';
import type { Document } from '#shared/model/document.ts';
import type { Policy } from '#shared/model/project.ts';
import type { RequirementDraft } from '#shared/model/requirement.ts';
import type { TaskDraft } from '#shared/model/task.ts';
import type { AttemptInput } from '../slices/attempts/attempt-input.ts';
import type { PackInput } from '../slices/capsules/pack-input.ts';
import type { HandoverInput } from '../slices/handovers/run.ts';
import { type CompareInput, compareVersions } from '../slices/intake/compare.ts';
import type { DecomposeInput, ReplanInput } from '../slices/planning/run.ts';
import type { ValidationInput } from '../slices/validation/run.ts';
import { choreEffects } from './chore-effects.ts';
import type { AnyEffect } from './effect.ts';
import type { EffectKind } from './effect-kinds.ts';

/** What each kind of work does in a test. Tests replace entries while the engine runs. */
export type Runs = Record<EffectKind, AnyEffect['run']>;

/** Work that always succeeds: two requirements per document, a diamond of four tasks, checks that pass. */
export function succeedingRuns(newId: NewId): Runs {
  const done = async () => ok([]);
  return {
    'intake.read': async ({ id }: Document) =>
      ok([{ type: 'intake.draft', documentId: id, requirements: [requirement(1), requirement(2)] }]),
    'intake.compare': async (input: CompareInput) =>
      ok([{ type: 'intake.note_difference', ...compareVersions(input, everythingStands(input)) }]),
    'planning.decompose': async ({ run }: DecomposeInput) =>
      ok([...planCommands({ planId: newId('plan'), runId: run.id, projectId: run.projectId }, DIAMOND)]),
    'planning.replan': async ({ planId, requirements }: ReplanInput) =>
      ok([{ type: 'planning.propose_rest', planId, tasks: DIAMOND, requirements }]),
    'planning.release': async (planId: string) => ok([{ type: 'planning.release', planId }]),
    'attempt.run': async (input: AttemptInput) =>
      ok([{ type: 'attempts.succeed', attemptId: input.attempt.id, output: outputOf(input) }]),
    'validation.run': async (input: ValidationInput) => ok([concluded(input, PASSED)]),
    'workspace.merge': async ({ attempt }: ValidationInput) =>
      ok([{ type: 'attempts.merged', attemptId: attempt.id, ...MERGED }]),
    'workspace.tidy': done,
    'workspace.sweep': done,
    'workspace.hand_over': async ({ handover: { runId } }: HandoverInput) =>
      ok([{ type: 'handovers.finish', runId, commit: `merge-${runId}` }]),
    'capsule.pack': async ({ capsule }: PackInput) =>
      ok([
        { type: 'capsules.pack', capsuleId: capsule.id, path: '/c', manifestSha256: 'f', files: 1, bytes: 2 },
      ]),
    'decision.expire': choreEffects['decision.expire'].run,
    'run.time_out': choreEffects['run.time_out'].run,
  };
}

export const MERGED = { commit: 'merge', how: 'merge', keepMs: 1_000 } as const;

/** A workspace where nobody touched a file since the earlier runs. */
function everythingStands({ versions }: CompareInput): (path: string) => string | undefined {
  const hashes = new Map(versions.flatMap(({ of }) => [...of.hashes]));
  return (path) => hashes.get(path);
}

export const PASSED: CheckResult = {
  kind: 'outputs',
  verdict: 'pass',
  findings: [],
  summary: '',
  durationMs: 1,
};
export const FAILED: CheckResult = {
  ...PASSED,
  verdict: 'fail',
  findings: [
    { severity: 'error', rule: 'outputs/missing', message: 'src/a.ts is missing', file: 'src/a.ts' },
  ],
};

export function concluded({ attempt }: ValidationInput, ...checks: CheckResult[]): Command {
  const { id: attemptId, taskId, runId, projectId } = attempt;
  return { type: 'validation.conclude', attemptId, taskId, runId, projectId, checks };
}

/** What an attempt leaves behind that covers all it was asked to; a milestone leaves nothing. */
export function outputOf(input: AttemptInput): AttemptOutput {
  const nothing = { files: [], gaps: [], covers: [], summary: '', usage: NO_USAGE };
  if (input.kind === 'milestone') return nothing;
  return { ...nothing, commit: `commit-${input.attempt.id}`, covers: input.task.requirementKeys };
}

export function requirement(number: number, more: Partial<RequirementDraft> = {}): RequirementDraft {
  const source = { start: 0, end: 4, line: 1, headings: [] };
  const text = `Requirement ${number}`;
  return { key: `R-${number}`, text, kind: 'functional', level: 'must', acceptance: [], source, ...more };
}

export function taskDraft(key: string, more: Partial<TaskDraft> = {}): TaskDraft {
  const words = {
    key,
    title: `Do ${key}`,
    brief: '',
    kind: 'feature',
    role: 'implementer',
    needs: 'code',
  } as const;
  const size = { priority: 'normal', complexity: 3 } as const;
  return { ...words, ...size, requirementKeys: [], dependsOn: [], expects: [], ...more };
}

export const DIAMOND: TaskDraft[] = [
  taskDraft('T-1', { requirementKeys: ['R-1'] }),
  taskDraft('T-2', { requirementKeys: ['R-2'], dependsOn: ['T-1'] }),
  taskDraft('T-3', { dependsOn: ['T-1'] }),
  taskDraft('T-4', { kind: 'milestone', dependsOn: ['T-2', 'T-3'] }),
];

export function agent(id: string, more: Partial<AgentProfile> = {}): AgentProfile {
  const skills = {
    roles: ['implementer', 'reasoner'],
    capabilities: ['code', 'plan'],
  } satisfies Partial<AgentProfile>;
  return { id, name: id, adapter: 'fake', concurrency: 4, ...skills, ...more };
}

type PlanIds = { planId: string; runId: string; projectId: string };

function planCommands(ids: PlanIds, tasks: TaskDraft[]): Command[] {
  const { planId } = ids;
  return [
    { type: 'planning.draft', ...ids, name: 'shop', summary: 'A shop.' },
    { type: 'planning.add_tasks', planId, tasks },
    { type: 'planning.propose', planId },
  ];
}

/** A project with an agent and an open run `run_1`; with documents, the worker takes it on from there. */
export function openRun(
  options: { policy?: Policy; documents?: number; timeoutMs?: number } = {},
): Command[] {
  const { policy = 'autonomous', documents = 0, timeoutMs = 10_800_000 } = options;
  const scope = { runId: 'run_1', projectId: 'prj_1' };
  const file = { mediaType: 'text/markdown', bytes: 4, sha256: '0'.repeat(64) } as const;
  return [
    { type: 'projects.create', projectId: 'prj_1', name: 'Shop', root: '/w/shop', policy },
    { type: 'agents.register', profile: agent('coder') },
    { type: 'runs.open', ...scope, title: 'Shop', policy, documents, timeoutMs },
    ...Array.from({ length: documents }, (_, index): Command => {
      return {
        type: 'intake.add',
        documentId: `doc_${index + 1}`,
        ...scope,
        name: `${index + 1}.md`,
        ...file,
      };
    }),
  ];
}

/** A run `run_1` whose plan `pln_1` is proposed, and, where policy allows, approved and released. */
export function openPlan(tasks: TaskDraft[], policy: Policy = 'autonomous'): Command[] {
  const ids = { planId: 'pln_1', runId: 'run_1', projectId: 'prj_1' };
  return [...openRun({ policy }), ...planCommands(ids, tasks)];
}
