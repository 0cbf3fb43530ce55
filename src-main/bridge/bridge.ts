import { fail, ok, type Result, toFault } from '#shared/faults.ts';
import type { Agent, AgentTools, PlanReply, PlanRequest, WorkReply, WorkRequest } from '../ports/agent.ts';
import { type Chosen, chooseFiles, DEFAULT_CONTEXT_TOKENS, type Material } from './context/choose-files.ts';
import { secretFiles } from './context/secrets.ts';
import { checkPlanReply, checkWorkReply } from './output/check-reply.ts';
import { planPrompt } from './prompts/plan-prompt.ts';
import { filesPrompt, workPrompt } from './prompts/work-prompt.ts';

/** What an agent is asked to do, before it is chosen what it gets to read. */
export type Work = Omit<WorkRequest, 'kind' | 'prompt' | 'files'>;

/** The one way to an agent: it writes the prompt, passes the request on, and lets nothing through that is not well formed. */
export type Bridge = {
  plan(
    agentId: string,
    request: Omit<PlanRequest, 'kind' | 'prompt'>,
    tools: AgentTools,
  ): Promise<Result<PlanReply>>;
  /** Chooses what an agent gets to read for a piece of work, within what it can take. */
  choose(
    agentId: string,
    work: Work,
    material: Pick<Material, 'files' | 'skipped' | 'produced'>,
  ): Promise<Result<Chosen>>;
  work(agentId: string, work: Work, chosen: Chosen, tools: AgentTools): Promise<Result<WorkReply>>;
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
    async choose(agentId, work, material) {
      const agent = byId.get(agentId);
      if (!agent) return unknownAgent(agentId);
      const { contextTokens = DEFAULT_CONTEXT_TOKENS } = agent.profile;
      const secrets = await secretFiles(material.files);
      return ok(chooseFiles({ ...work, ...material, secrets }, workPrompt(work), contextTokens));
    },
    async work(agentId, work, { files, context }, tools) {
      const agent = byId.get(agentId);
      if (!agent) return unknownAgent(agentId);
      // An agent that takes every file reads them as data; as words they could fill the memory.
      const words = [workPrompt(work), ...(context.budget === null ? [] : [filesPrompt(files, context)])];
      const reply = await guarded(() =>
        agent.execute({ kind: 'work', prompt: words.join('\n\n'), ...work, files }, tools),
      );
      return reply.ok ? checkWorkReply(reply.value, work.task) : reply;
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
