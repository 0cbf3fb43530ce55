import type { PlanTemplate } from '#shared/model/plan-template.ts';
import type { Project } from '#shared/model/project.ts';
import { chooseAgent } from '../bridge/choose.ts';
import type { AgentTools } from '../ports/agent.ts';
import { readText } from '../slices/intake/run.ts';
import { type DecomposeInput, decompose, type ReplanInput, replanRest } from '../slices/planning/run.ts';
import { readTipTexts } from '../workspace/tip-files.ts';
import type { Effect, RunContext } from './effect.ts';
import type { EffectTools } from './effect-tools.ts';
import type { Read } from './read.ts';
import { START_TO_CLOSE_MS } from './timeouts.ts';

type Documents = { documents: Parameters<typeof readText>[0][] };
type Planning = DecomposeInput & Documents & { project: Project };

/** Asks for the first plan of a run. */
export function decomposeEffect(
  tools: EffectTools,
): Effect<Planning & { template: PlanTemplate | undefined }> {
  return {
    load(runId, read) {
      const input = planningInput(runId, read);
      const name = input?.run.template;
      return input && { ...input, template: name === undefined ? undefined : read.templates.template(name) };
    },
    run: (input, context) => decompose(input, planningTools(tools, input, context)),
    failed: (runId, fault) => [{ type: 'planning.fail', runId, fault }],
    retries: 2,
    timeoutMs: () => START_TO_CLOSE_MS,
  };
}

/** Asks for a new rest of a plan that is being worked on. */
export function replanEffect(tools: EffectTools): Effect<ReplanInput & Planning> {
  return {
    load(planId, read) {
      const plan = read.planning.plan(planId);
      if (plan?.state !== 'replanning') return undefined;
      const input = planningInput(plan.runId, read);
      if (!input) return undefined;
      const kept = read.planning.tasksOf(planId).filter(({ state }) => state !== 'blocked');
      const note = read.planning.revision(planId, plan.version + 1)?.note;
      return { ...input, planId, kept, ...(note === undefined ? {} : { note }) };
    },
    run: (input, context) => replanRest(input, planningTools(tools, input, context)),
    failed: (planId, fault) => [{ type: 'planning.fail_replan', planId, fault }],
    retries: 2,
    timeoutMs: () => START_TO_CLOSE_MS,
  };
}

function planningInput(runId: string, read: Read): Planning | undefined {
  const run = read.runs.get(runId);
  const project = run && read.projects.get(run.projectId);
  if (!run || !project) return undefined;
  const difference = run.afresh ? undefined : read.intake.difference(runId);
  return {
    run,
    project,
    folder: project.settings.folder,
    ...(difference ? { difference } : {}),
    requirements: read.intake.requirementsOf(runId),
    planner: chooseAgent(read.agents.list(), { role: 'reasoner', needs: 'plan' }),
    documents: read.intake.documentsOf(runId).filter((document) => document.state === 'read'),
  };
}

function planningTools(tools: EffectTools, { documents, project }: Planning, context: RunContext) {
  return {
    ...tools,
    agentTools: { ...quiet(context), signal: context.signal },
    files: () => readTipTexts(project.root),
    async documents() {
      const texts = [];
      for (const document of documents) {
        const text = await readText(document, tools, context.signal);
        if (!text.ok) return text;
        texts.push({ id: document.id, name: document.name, text: text.value });
      }
      return { ok: true as const, value: texts };
    },
  };
}

/** Planning has no attempt whose log could be kept; each line still counts as a sign of life. */
function quiet(context: RunContext): Omit<AgentTools, 'signal'> {
  return { log: context.beat, progress: context.beat, check: async () => [] };
}
