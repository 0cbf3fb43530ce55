import { fail } from '#shared/faults.ts';
import { type Clock, systemClock } from '../../kernel/clock.ts';
import type { Sandbox } from '../../ports/sandbox.ts';
import { runWatched } from './run-watched.ts';

export const HOW_TO_GET_ONE =
  'This machine has no sandbox that the app can use. On Linux install bubblewrap (e.g. `apt install bubblewrap`); macOS ' +
  'brings its own; on Windows run the app inside WSL 2.';

export type NoSandboxOptions = {
  /** Whether the user agreed to run generated code with the user's own rights. */
  consent: boolean;
  /** Why there is no sandbox; by default how to get one. */
  detail?: string;
  clock?: Clock;
  /** The data folder for which commands run: its next host ends what outlives this one. */
  owner?: string;
};

/**
 * Runs commands without walls, but only by consent: they may read, write and send whatever the user may. The limits on
 * time, output and memory hold, and their processes are ended as far as they can be found.
 */
export function createNoSandbox(options: NoSandboxOptions): Sandbox {
  const { consent, detail = HOW_TO_GET_ONE, clock = systemClock, owner } = options;
  return {
    id: 'none',
    status: async () => ({ available: false, detail }),
    async run(request) {
      if (!consent) {
        return fail('sandbox', `Nothing was run, because no sandbox would hold it. ${detail}`, {
          hint: 'Install a sandbox, or agree to run generated code without one.',
        });
      }
      const [command, ...args] = request.command;
      const { cwd, env, limits, signal } = request;
      const { timeMs, outputBytes } = limits;
      const own = owner === undefined ? {} : { owner };
      const started = { command, args, cwd, env, signal, timeMs, outputBytes, ...own };
      return runWatched(started, limits, request.writable, clock);
    },
  };
}
