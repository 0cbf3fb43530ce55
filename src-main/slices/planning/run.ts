import type { Command } from '#shared/commands.ts';
import { fail, ok, type Result } from '#shared/faults.ts';
import type { NewId } from '#shared/ids.ts';
import type { Difference } from '#shared/model/difference.ts';
import type { Requirement } from '#shared/model/requirement.ts';
import type { Run } from '#shared/model/run.ts';
import type { TaskDraft } from '#shared/model/task.ts';
import type { Bridge } from '../../bridge/bridge.ts';
import type { Choice } from '../../bridge/choose.ts';
import type { AgentTools, EarlierWork } from '../../ports/agent.ts';
import { checkPlan } from './check-plan.ts';

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

/** Tasks put into the journal at once. */
const TASKS_AT_ONCE = 100;

/** Asks the planner for a task graph, checks it, and proposes it in the order its dependencies allow. */
export async function decompose(
  { run, requirements, planner, difference, folder = '' }: DecomposeInput,
  { bridge, newId, agentTools, documents, files }: DecomposeTools,
): Promise<Result<Command[]>> {
  if (!planner)
    return fail('not_found', 'No agent is there that can plan.', {
      hint: 'Enable one that has the capability "plan".',
    });
  const texts = await documents();
  if (!texts.ok) return texts;
  const left = difference && (await earlierWork(difference, requirements, files));
  if (left && !left.ok) return left;
  const request = { requirements, documents: texts.value, folder, ...(left ? { earlier: left.value } : {}) };
  const reply = await bridge.plan(planner.agentId, request, agentTools);
  if (!reply.ok) return reply;
  const standing = new Set(left?.value.standing);
  const wrong = checkPlan(
    reply.value.tasks,
    requirements.map((each) => (standing.has(each.key) ? { ...each, level: 'could' } : each)),
  );
  if (wrong) return { ok: false, fault: wrong };
  const planId = newId('plan');
  const { name, summary } = reply.value;
  const commands: Command[] = [
    { type: 'planning.draft', planId, runId: run.id, projectId: run.projectId, name, summary },
  ];
  const ordered = dependenciesFirst(reply.value.tasks);
  for (let start = 0; start < ordered.length; start += TASKS_AT_ONCE) {
    commands.push({ type: 'planning.add_tasks', planId, tasks: ordered.slice(start, start + TASKS_AT_ONCE) });
  }
  commands.push({ type: 'planning.propose', planId });
  return ok(commands);
}

/** What still stands binds no task: the plan may leave it out. */
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
