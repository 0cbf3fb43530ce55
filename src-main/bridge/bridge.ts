import { fail, type Result, toFault } from '#shared/faults.ts';
import type { Agent, AgentTools, PlanReply, PlanRequest, WorkReply, WorkRequest } from '../ports/agent.ts';
import { checkPlanReply, checkWorkReply } from './output/check-reply.ts';
import { planPrompt } from './prompts/plan-prompt.ts';
import { workPrompt } from './prompts/work-prompt.ts';

/** The one way to an agent: it writes the prompt, passes the request on, and lets nothing through that is not well formed. */
export type Bridge = {
  plan(
    agentId: string,
    request: Omit<PlanRequest, 'kind' | 'prompt'>,
    tools: AgentTools,
  ): Promise<Result<PlanReply>>;
  work(
    agentId: string,
    request: Omit<WorkRequest, 'kind' | 'prompt'>,
    tools: AgentTools,
  ): Promise<Result<WorkReply>>;
};

export function createBridge(agents: readonly Agent[]): Bridge {
  const byId = new Map(agents.map((agent) => [agent.profile.id, agent]));
  return {
    async plan(agentId, request, tools) {
      const agent = byId.get(agentId);
      if (!agent) return unknownAgent(agentId);
      const reply = await guarded(() =>
        agent.execute({ kind: 'plan', prompt: planPrompt(request), ...request }, tools),
      );
      return reply.ok ? checkPlanReply(reply.value) : reply;
    },
    async work(agentId, request, tools) {
      const agent = byId.get(agentId);
      if (!agent) return unknownAgent(agentId);
      const reply = await guarded(() =>
        agent.execute({ kind: 'work', prompt: workPrompt(request), ...request }, tools),
      );
      return reply.ok ? checkWorkReply(reply.value, request.task) : reply;
    },
  };
}

function unknownAgent(agentId: string) {
  return fail('not_found', `The agent ${agentId} is not available in this installation.`, {
    retryable: false,
  });
}

/** An adapter that throws breaks its promise; that is its provider's failure, not the host's. */
async function guarded<T>(call: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await call();
  } catch (error) {
    return { ok: false, fault: toFault(error, 'provider') };
  }
}
