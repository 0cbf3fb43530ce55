import type { AgentProfile } from '#shared/model/agent.ts';
import type { Task } from '#shared/model/task.ts';

export type Choice = { agentId: string; reason: string };

/**
 * Picks the agent for a task: the one it prefers where that is able, then by role and capability, else by capability alone. An agent in `avoid` (it failed at
 * this task before) is taken only when nobody else can do it.
 */
export function chooseAgent(
  profiles: readonly AgentProfile[],
  task: Pick<Task, 'role' | 'needs' | 'prefers'>,
  avoid: ReadonlySet<string> = new Set(),
): Choice | undefined {
  const able = profiles.filter((profile) => profile.capabilities.includes(task.needs));
  const fresh = able.filter((profile) => !avoid.has(profile.id));
  const pool = fresh.length > 0 ? fresh : able;
  const preferred = pool.find((profile) => profile.id === task.prefers);
  if (preferred) return { agentId: preferred.id, reason: `${preferred.name} is preferred for this task.` };
  const chosen = pool.find((profile) => profile.roles.includes(task.role)) ?? pool[0];
  if (!chosen) return undefined;
  return { agentId: chosen.id, reason: reasonFor(chosen, task, fresh.length < able.length) };
}

function reasonFor(profile: AgentProfile, task: Pick<Task, 'role' | 'needs'>, othersTried: boolean): string {
  const fit = profile.roles.includes(task.role)
    ? `${profile.name} is an ${task.role} and can do "${task.needs}"`.replace(/\ban ([^aeiou])/, 'a $1')
    : `No ${task.role} is available; ${profile.name} can do "${task.needs}"`;
  return othersTried ? `${fit}. Agents that failed at this task before come last.` : `${fit}.`;
}
