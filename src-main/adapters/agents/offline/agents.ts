import { fail, ok, type Result, toFault } from '#shared/faults.ts';
import type { AgentProfile } from '#shared/model/agent.ts';
import { NO_USAGE } from '#shared/model/attempt.ts';
import { counted } from '#shared/words.ts';
import type { Agent, AgentReply, AgentRequest, AgentTools, PlanRequest } from '../../../ports/agent.ts';
import { gapReason } from './coverage.ts';
import { placeOf } from './place.ts';
import { neededTasks } from './planning/needed.ts';
import { planTasks } from './planning/plan.ts';
import { titleOf } from './reading/name.ts';
import { readModel } from './reading/read.ts';
import { analyse, implement, integrate, review } from './roles.ts';
import { planTransform } from './transform/plan.ts';
import { transformWork } from './transform/work.ts';
import { CANCELLED, carryOut, type Job, type Work } from './work.ts';

const ADAPTER = 'offline';

type Writer = (job: Job) => Promise<Work | undefined> | Work | undefined;

/** The built-in agents: rules instead of a model. They need no network and no key, and the same request gives the same reply. */
export function createOfflineAgents(): Agent[] {
  return [
    worker('analyst', ['architecture', 'documentation'], analyse),
    worker('implementer', ['scaffold', 'code', 'tests'], implement),
    worker('validator', ['review'], review),
    worker('integrator', ['documentation', 'deployment'], integrate),
    reasoner(),
  ];
}

function profile(
  role: AgentProfile['roles'][number],
  capabilities: AgentProfile['capabilities'],
): AgentProfile {
  return {
    id: `offline-${role}`,
    name: `Built-in ${role}`,
    adapter: ADAPTER,
    roles: [role],
    capabilities,
    concurrency: 4,
    contextTokens: null,
  };
}

function worker(
  role: AgentProfile['roles'][number],
  capabilities: AgentProfile['capabilities'],
  write: Writer,
): Agent {
  return agent(profile(role, capabilities), (request, tools) => {
    if (request.kind !== 'work') {
      return fail('refused', `The built-in ${role} does not plan.`, {
        hint: 'Ask the agent offline-reasoner for a plan.',
      });
    }
    if (request.task.role !== role) {
      return fail('refused', `The built-in ${role} does not do the work of a ${request.task.role}.`, {
        hint: `Give the task ${request.task.key} to the agent offline-${request.task.role}.`,
      });
    }
    const step = transformWork(request);
    return step ? ok(step) : carryOut(request, tools, write);
  });
}

function reasoner(): Agent {
  return agent(profile('reasoner', ['plan']), async (request, tools) => {
    if (request.kind !== 'plan') {
      return fail('refused', 'The built-in reasoner plans and does no tasks.', {
        hint: `Give the task ${request.task.key} to the agent offline-${request.task.role}.`,
      });
    }
    return plan(request, tools);
  });
}

async function plan(request: PlanRequest, tools: AgentTools): Promise<Result<AgentReply>> {
  const steps = planTransform(request.requirements);
  if (steps) {
    const summary = `${steps.length} steps that add what the repository lacks. No file that is there is changed or moved.`;
    return ok({ kind: 'plan', name: 'transformation', summary, tasks: steps, usage: NO_USAGE });
  }
  const title = titleOf(request.documents, request.requirements);
  const model = readModel(request.requirements, title);
  const place = placeOf(request.folder ?? '', model.name);
  const all = planTasks(model, request.requirements).map((task) => ({
    ...task,
    expects: task.expects.map(place.out),
  }));
  const tasks = request.earlier ? await neededTasks(all, model.name, request, request.earlier) : all;
  const open = request.requirements.filter((each) => gapReason(model, each) !== undefined).length;
  for (const task of tasks)
    tools.log(`${task.key} ${task.title} (${task.requirementKeys.length} requirements)`);
  const built = request.requirements.length - open;
  const kinds = model.entities.map((entity) => entity.plural.replaceAll('-', ' ')).join(', ');
  const keeps = kinds === '' ? 'a service without records' : `a service that keeps ${kinds}`;
  const left = all.length - tasks.length;
  const stands = left === 0 ? '' : ` ${counted(left, 'task')} more would leave files that stand already.`;
  const summary = `${counted(tasks.length, 'task')} for ${model.name}, ${keeps}. Of ${request.requirements.length} requirements the built-in rules can build and test ${built}; ${open} stay open, in whole or in part, and are explained.${stands}`;
  return ok({ kind: 'plan', name: model.name, summary, tasks, usage: NO_USAGE });
}

type Execute = (request: AgentRequest, tools: AgentTools) => Result<AgentReply> | Promise<Result<AgentReply>>;

function agent(own: AgentProfile, execute: Execute): Agent {
  return {
    profile: own,
    probe: async () => ({
      available: true,
      detail: 'Built in: works with rules, without a network and without a key.',
    }),
    async execute(request, tools) {
      if (tools.signal.aborted) return fail('cancelled', CANCELLED);
      try {
        const reply = await execute(request, tools);
        return tools.signal.aborted ? fail('cancelled', CANCELLED) : reply;
      } catch (error) {
        if (tools.signal.aborted) return fail('cancelled', CANCELLED);
        return { ok: false, fault: toFault(error) };
      }
    },
  };
}
