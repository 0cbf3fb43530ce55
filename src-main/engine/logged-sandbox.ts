import { sandboxView, sandboxWords } from '#shared/model/sandbox.ts';
import type { Sandbox } from '../ports/sandbox.ts';

/** Characters of a command line that are worth a line of the log. */
const LONGEST = 300;

/** The same sandbox, which says before each command what that command may see. */
export function loggedSandbox(sandbox: Sandbox, log: (line: string) => void): Sandbox {
  return {
    id: sandbox.id,
    status: sandbox.status,
    async run(request) {
      const line = request.command.join(' ').replace(/\s+/g, ' ');
      log(`Sandbox (${sandbox.id}): ${line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line}`);
      const { available } = await sandbox.status();
      log(
        available
          ? `It ${sandboxWords(sandboxView(request))}`
          : 'There is no sandbox: by consent it would see and do whatever the user may.',
      );
      return sandbox.run(request);
    },
  };
}
