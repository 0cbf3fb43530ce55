import { ok, type Result } from '#shared/faults.ts';
import type { AgentTools } from '../ports/agent.ts';
import type { AttemptInput } from '../slices/attempts/attempt-input.ts';
import { checkWorkspace, type ValidationInput } from '../slices/validation/run.ts';
import { type CheckTools, checkTools } from './check-tools.ts';
import type { RunContext } from './effect.ts';
import { loggedSandbox } from './logged-sandbox.ts';
import { prepare } from './prepare.ts';

type HostTools = CheckTools & { noteProgress(taskId: string, text: string | undefined): void };

/** What an agent may use while it works in a worktree. Each sign of it is one of life. */
export function agentTools(
  tools: HostTools,
  input: AttemptInput,
  worktree: string,
  context: RunContext,
): AgentTools {
  const own = commandTools(tools, standing(input), context);
  return {
    signal: context.signal,
    log: own.log,
    progress(done, total, file) {
      context.beat();
      if (input.kind === 'work')
        tools.noteProgress(input.task.id, done < total ? `${file} (${done + 1}/${total})` : undefined);
    },
    check: async () => {
      const about = input.kind === 'milestone' ? input.join : input;
      if (!about) return [];
      return checkWorkspace(worktree, { ...about, settings: about.project.settings }, own);
    },
  };
}

/** Makes the worktree of an attempt ready to work in. */
export async function prepareWorktree(
  tools: CheckTools,
  input: AttemptInput,
  worktree: string,
  context: RunContext,
): Promise<Result<string[]>> {
  const about = input.kind === 'milestone' ? input.join : input;
  if (!about) return ok([]);
  return prepare(worktree, { ...about.project, ...commandTools(tools, standing(input), context) });
}

/** Whose commands they are, and whether a person let them run without a sandbox. */
function standing(input: AttemptInput) {
  const { unsandboxed = false } = (input.kind === 'milestone' ? input.join : input) ?? {};
  return { attempt: input.attempt, unsandboxed };
}

/** What the checks of an attempt may use. */
export function validationTools(
  tools: CheckTools,
  input: ValidationInput & { unsandboxed: boolean },
  context: RunContext,
) {
  const own = commandTools(tools, input, context);
  return {
    ...own,
    before: {
      baselines: tools.baselines,
      prepare: (folder: string) => prepare(folder, { ...input.project, ...own }),
    },
  };
}

/** To run commands of the project, with each line of their log a sign of life. */
function commandTools(
  tools: CheckTools,
  { attempt, unsandboxed }: { attempt: { id: string }; unsandboxed: boolean },
  context: RunContext,
) {
  const log = (line: string) => {
    context.beat();
    tools.logs.append(attempt.id, line);
  };
  return {
    ...checkTools(tools),
    sandbox: loggedSandbox(tools.sandboxFor(unsandboxed), log),
    signal: context.signal,
    log,
  };
}
