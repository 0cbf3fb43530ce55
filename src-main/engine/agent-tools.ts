import { ok, type Result } from '#shared/faults.ts';
import type { AgentTools } from '../ports/agent.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import type { AttemptInput } from '../slices/attempts/run.ts';
import type { Baselines } from '../slices/validation/baselines.ts';
import { checkWorkspace, type ValidationInput } from '../slices/validation/run.ts';
import type { RunContext } from './effect.ts';
import { prepare } from './prepare.ts';

type HostTools = {
  logs: { append(attemptId: string, line: string): void };
  noteProgress(taskId: string, text: string | undefined): void;
  node: string;
  sandboxFor(unsandboxed: boolean): Sandbox;
  baselines: Baselines;
};

/** What an agent may use while it works in a worktree. Each sign of it is one of life. */
export function agentTools(
  tools: HostTools,
  input: AttemptInput,
  worktree: string,
  context: RunContext,
): AgentTools {
  const log = (line: string) => {
    context.beat();
    tools.logs.append(input.attempt.id, line);
  };
  return {
    signal: context.signal,
    log,
    progress(done, total, file) {
      context.beat();
      if (input.kind === 'work')
        tools.noteProgress(input.task.id, done < total ? `${file} (${done + 1}/${total})` : undefined);
    },
    check: async () => {
      if (input.kind === 'milestone') return [];
      const { node } = tools;
      return checkWorkspace(
        worktree,
        { ...input, settings: input.project.settings },
        {
          sandbox: tools.sandboxFor(false),
          node,
          signal: context.signal,
          log,
        },
      );
    },
  };
}

/** Makes the worktree of an attempt ready to work in. */
export async function prepareWorktree(
  tools: HostTools,
  input: AttemptInput,
  worktree: string,
  context: RunContext,
): Promise<Result<string[]>> {
  if (input.kind === 'milestone') return ok([]);
  return prepare(worktree, { ...input.project, ...commandTools(tools, input, context) });
}

/** What the checks of an attempt may use. */
export function validationTools(
  tools: HostTools,
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
  tools: HostTools,
  { attempt, unsandboxed }: { attempt: { id: string }; unsandboxed: boolean },
  context: RunContext,
) {
  return {
    sandbox: tools.sandboxFor(unsandboxed),
    node: tools.node,
    signal: context.signal,
    log(line: string) {
      context.beat();
      tools.logs.append(attempt.id, line);
    },
  };
}
