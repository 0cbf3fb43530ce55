import type { Command } from '#shared/commands.ts';
import { fail, ok, type Result } from '#shared/faults.ts';
import type { NewId } from '#shared/ids.ts';
import type { Difference } from '#shared/model/difference.ts';
import type { PlanTemplate } from '#shared/model/plan-template.ts';
import type { Requirement } from '#shared/model/requirement.ts';
import type { Run } from '#shared/model/run.ts';
import type { Task, TaskDraft } from '#shared/model/task.ts';
import { applyTemplate } from '#shared/plan/apply-template.ts';
import { balancePlan } from '#shared/plan/balance-plan.ts';
import { checkPlan } from '#shared/plan/check-plan.ts';
import type { Bridge } from '../../bridge/bridge.ts';
import type { Choice } from '../../bridge/choose.ts';
import type { AgentTools, EarlierWork } from '../../ports/agent.ts';

export type DecomposeInput = {
  run: Run;
  requirements: Requirement[];
  planner: Choice | undefined;
  /** Folder of the workspace below which a new service goes. */
  folder?: string;
  /** What changed since the documents were handed in before; left out when everything is to be done afresh. */
  difference?: Difference;
};

export type DecomposeTools = {
  bridge: Bridge;
  newId: NewId;
  agentTools: AgentTools;
  documents(): Promise<Result<{ id: string; name: string; text: string }[]>>;
  /** The text files of the workspace, relative path to text. */
  files(): Promise<Result<ReadonlyMap<string, string>>>;
};

export type ReplanInput = DecomposeInput & {
  planId: string;
  /** Tasks that have begun or are over. */
  kept: Task[];
  /** Why a new rest is wanted, in the words of who asked. */
  note?: string;
};

/** Tasks put into the journal at once. */
const TASKS_AT_ONCE = 100;

/**
 * Asks the planner for a task graph, gives it the shape of a template where one is wanted, balances and checks it, and proposes it
 * in the order its dependencies allow. A template that makes the plan unsound is left out, and the summary says so.
 */
export async function decompose(
  {
    run,
    requirements,
    planner,
    difference,
    folder = '',
    template,
  }: DecomposeInput & { template?: PlanTemplate | undefined },
  { bridge, newId, agentTools, documents, files }: DecomposeTools,
): Promise<Result<Command[]>> {
  if (!planner) return noPlanner();
  const texts = await documents();
  if (!texts.ok) return texts;
  const left = difference && (await earlierWork(difference, requirements, files));
  if (left && !left.ok) return left;
  const request = { requirements, documents: texts.value, folder, ...(left ? { earlier: left.value } : {}) };
  const reply = await bridge.plan(planner.agentId, request, agentTools);
  if (!reply.ok) return reply;
  const asked = askedFor(requirements, left?.value.standing);
  const shaped = shape(reply.value, template, asked);
  const tasks = balancePlan(shaped.tasks, asked);
  const wrong = checkPlan(tasks, asked);
  if (wrong) return { ok: false, fault: wrong };
  const planId = newId('plan');
  const { name } = reply.value;
  const summary = [reply.value.summary, ...shaped.said].join('\n');
  const commands: Command[] = [
    { type: 'planning.draft', planId, runId: run.id, projectId: run.projectId, name, summary },
  ];
  const ordered = dependenciesFirst(tasks);
  for (let start = 0; start < ordered.length; start += TASKS_AT_ONCE) {
    commands.push({ type: 'planning.add_tasks', planId, tasks: ordered.slice(start, start + TASKS_AT_ONCE) });
  }
  commands.push({ type: 'planning.propose', planId });
  return ok(commands);
}

function noPlanner(): Result<never> {
  return fail('not_found', 'No agent is there that can plan.', {
    hint: 'Enable one that has the capability "plan".',
  });
}

type Shaped = { tasks: TaskDraft[]; said: string[] };

function shape(
  { name, tasks: planned }: { name: string; tasks: TaskDraft[] },
  template: PlanTemplate | undefined,
  requirements: readonly Requirement[],
): Shaped {
  if (!template || checkPlan(balancePlan(planned, requirements), requirements))
    return { tasks: planned, said: [] };
  const { tasks, said } = applyTemplate(template, { name, tasks: planned }, requirements);
  const wrong = checkPlan(balancePlan(tasks, requirements), requirements);
  if (!wrong) return { tasks, said: [`Shaped after the template ${template.name}.`, ...said] };
  return { tasks: planned, said: [`The template ${template.name} does not fit: ${wrong.message}`] };
}

/** Asks the planner for the rest of a plan; what becomes of it is decided on the tasks as they stand then. */
export async function replanRest(
  { planId, kept, note, requirements, planner, difference, folder = '' }: ReplanInput,
  { bridge, agentTools, documents, files }: DecomposeTools,
): Promise<Result<Command[]>> {
  if (!planner) return noPlanner();
  const texts = await documents();
  if (!texts.ok) return texts;
  const left = difference && (await earlierWork(difference, requirements, files));
  if (left && !left.ok) return left;
  const request = {
    requirements,
    documents: texts.value,
    folder,
    kept,
    ...(left ? { earlier: left.value } : {}),
    ...(note === undefined ? {} : { note }),
  };
  const reply = await bridge.plan(planner.agentId, request, agentTools);
  if (!reply.ok) return reply;
  const asked = askedFor(requirements, left?.value.standing).map(({ key, level, kind, source }) => {
    return { key, level, kind, source };
  });
  return ok([{ type: 'planning.propose_rest', planId, tasks: reply.value.tasks, requirements: asked }]);
}

/** What still stands binds no task: the plan may leave it out. */
function askedFor(requirements: readonly Requirement[], standing: readonly string[] = []): Requirement[] {
  const stands = new Set(standing);
  return requirements.map((each) => (stands.has(each.key) ? { ...each, level: 'could' } : each));
}

/** What earlier runs have left, for the planner. */
async function earlierWork(
  { items }: Difference,
  requirements: readonly Requirement[],
  readFiles: DecomposeTools['files'],
): Promise<Result<EarlierWork>> {
  const files = await readFiles();
  if (!files.ok) return files;
  const removed = items
    .filter(({ change }) => change === 'removed')
    .map(({ key, text, files: made }) => ({ key, text, files: made }));
  const standing = requirements.filter((each) => each.standing !== undefined).map(({ key }) => key);
  return ok({ standing, removed, files: files.value });
}

/** Orders tasks so that each comes after what it depends on. The graph has been checked to have no cycle. */
export function dependenciesFirst(tasks: readonly TaskDraft[]): TaskDraft[] {
  const placed = new Set<string>();
  const ordered: TaskDraft[] = [];
  let waiting = [...tasks];
  while (waiting.length > 0) {
    const ready = waiting.filter((task) => task.dependsOn.every((key) => placed.has(key)));
    if (ready.length === 0) throw new Error('the plan has a cycle');
    for (const task of ready) placed.add(task.key);
    ordered.push(...ready);
    waiting = waiting.filter((task) => !placed.has(task.key));
  }
  return ordered;
}
