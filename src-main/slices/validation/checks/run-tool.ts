import { fail, ok, type Result } from '#shared/faults.ts';
import { commandEnvironment } from '../../../guard/command-environment.ts';
import type { SandboxRun } from '../../../ports/sandbox.ts';
import type { CheckContext } from './check-context.ts';

export const TOOL_LIMITS = { timeMs: 120_000, memoryBytes: 1 << 30, outputBytes: 1 << 20 };

/** Exit code of a shell for a program that is not there (POSIX, "Command Search and Execution"). */
const NOT_FOUND = 127;
/** Characters of output shown when nothing more exact is known. */
const TAIL = 2_000;

/** What came of a tool of the project; `missing` where the machine does not have it. */
export type ToolRun = SandboxRun & { missing: boolean };

/** Runs a program of the project in the sandbox, in the worktree. Cancelled work is a fault. */
export async function runTool(
  context: CheckContext,
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Result<ToolRun>> {
  const { node, root, signal, sandbox } = context;
  const run = await sandbox.run({
    // The shell only looks the program up, so that a missing one has an exit code of its own.
    command: [
      '/bin/sh',
      '-c',
      `command -v "$0" >/dev/null 2>&1 || exit ${NOT_FOUND}; exec "$0" "$@"`,
      ...command,
    ],
    cwd: root,
    writable: [root],
    env: { ...(await commandEnvironment(node, root)), ...env },
    limits: TOOL_LIMITS,
    signal,
  });
  if (!run.ok) return run;
  if (run.value.ended === 'cancelled')
    return fail('cancelled', 'The checks were cancelled', { retryable: false });
  return ok({ ...run.value, missing: run.value.ended === 'exit' && run.value.exitCode === NOT_FOUND });
}

/** The end of what a program wrote, for when nothing in it could be read. */
export function tailOf({ stdout, stderr }: Pick<SandboxRun, 'stdout' | 'stderr'>): string {
  return `${stdout}\n${stderr}`.trim().slice(-TAIL);
}
