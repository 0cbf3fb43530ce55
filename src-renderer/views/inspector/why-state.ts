import { assertNever } from '#shared/faults.ts';
import type { Attempt } from '#shared/model/attempt.ts';
import type { Decision } from '#shared/model/decision.ts';
import type { Task } from '#shared/model/task.ts';

/** Why a task is in its state, in one sentence. `attempts` come newest first. */
export function whyState(
  task: Task,
  attempts: readonly Attempt[],
  dependsOn: readonly Task[],
  decisions: readonly Decision[],
): string {
  const [latest] = attempts;
  switch (task.state) {
    case 'blocked': {
      const left = dependsOn.filter(({ state }) => state !== 'done').map(({ key }) => key);
      return left.length === 0
        ? 'Waits for the plan to be approved.'
        : `Waits until ${list(left)} ${left.length === 1 ? 'is' : 'are'} done.`;
    }
    case 'ready':
      return 'Nothing stands in its way; it starts as soon as an agent is free.';
    case 'running':
      return `Attempt ${latest?.number ?? 1} is at work.`;
    case 'validating':
      return `Attempt ${latest?.number ?? 1} has delivered; its output is being checked.`;
    case 'merging':
      return 'The checks passed; its commit is being merged.';
    case 'waiting': {
      const asked = decisions.find(({ taskId, state }) => taskId === task.id && state === 'open');
      return asked ? `Waits for your answer: ${asked.title}` : 'Waits for an answer.';
    }
    case 'done': {
      const commit = latest?.output?.commit?.slice(0, 7);
      if (!latest) return 'Everything it stands for is done.';
      return `Attempt ${latest.number} passed its checks${commit === undefined ? '' : ` and was merged as ${commit}`}.`;
    }
    case 'failed':
      return latest?.fault ? `Given up: ${latest.fault.message}` : 'Given up after its last attempt.';
    case 'cancelled':
      return 'Cancelled: it, or something it depends on, is no longer wanted.';
    default:
      return assertNever(task.state);
  }
}

function list(keys: readonly string[]): string {
  return keys.length < 2 ? keys.join('') : `${keys.slice(0, -1).join(', ')} and ${keys.at(-1)}`;
}
