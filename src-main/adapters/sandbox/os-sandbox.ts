import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { type Fault, fail, fault, ok, type Result } from '#shared/faults.ts';
import { type Clock, systemClock } from '../../kernel/clock.ts';
import type { Sandbox, SandboxRequest, SandboxRun, SandboxStatus } from '../../ports/sandbox.ts';
import { createBubblewrap } from './bubblewrap.ts';
import type { Enclosure } from './enclosure.ts';
import { limitedCommand } from './limits.ts';
import { runWatched } from './run-watched.ts';
import { HOW_TO_GET_ONE } from './unsandboxed.ts';

export type OsSandboxOptions = {
  /** Absolute paths that no command may read, such as the user's home and the data folder, but for its own folders in them. */
  hide: readonly string[];
  clock?: Clock;
};

/** The sandbox of the operating system: bubblewrap on Linux, Seatbelt on macOS. Elsewhere its status says there is none. */
export function createOsSandbox({ hide, clock = systemClock }: OsSandboxOptions): Sandbox {
  let enclosure: Promise<Enclosure | undefined> | undefined;
  let found: SandboxStatus | undefined;
  const open = () => {
    enclosure ??= openEnclosure(hide, clock);
    return enclosure;
  };
  /** A sandbox that is there stays; one that is missing is looked for again, so that it can be installed meanwhile. */
  const status = async (): Promise<SandboxStatus> => {
    if (found?.available) return found;
    found = (await (await open())?.probe()) ?? { available: false, detail: HOW_TO_GET_ONE };
    return found;
  };
  return {
    id: 'os',
    status,
    async run(request) {
      const now = await status();
      const walls = await open();
      if (!now.available || !walls) {
        return fail('sandbox', `No sandbox holds the command: ${now.detail}`, {
          hint: 'Nothing was run. Install the sandbox, or agree to run without one.',
        });
      }
      const wrong = await findFault(request);
      return wrong ? { ok: false, fault: wrong } : runEnclosed(request, walls, clock);
    },
  };
}

async function openEnclosure(hide: readonly string[], clock: Clock): Promise<Enclosure | undefined> {
  if (process.platform === 'linux') return createBubblewrap(hide, clock);
  if (process.platform !== 'darwin') return undefined;
  const { createSeatbelt } = await import('./seatbelt.ts');
  return createSeatbelt(hide);
}

async function findFault(request: SandboxRequest): Promise<Fault | undefined> {
  if (request.network && process.platform !== 'linux') {
    return fault('sandbox', 'The sandbox of this system cannot give a command the network', {
      hint: 'Nothing was run. Take the network away in the settings of the project, or leave out its set-up command.',
    });
  }
  for (const path of [request.cwd, ...request.writable]) {
    const folder = isAbsolute(path) ? await stat(path).catch(() => undefined) : undefined;
    if (!folder?.isDirectory()) {
      return fault('not_found', `The sandbox needs the folder ${path}, which is missing or not absolute`);
    }
  }
  return undefined;
}

async function runEnclosed(
  request: SandboxRequest,
  walls: Enclosure,
  clock: Clock,
): Promise<Result<SandboxRun>> {
  const { cwd, limits, signal } = request;
  const token = `${randomUUID()}\n`;
  const enclosed = await walls.enclose(request, limitedCommand(request.command, limits, token.trim()));
  const { command, args, env } = enclosed;
  const outputBytes = limits.outputBytes + token.length;
  const started = { command, args, env, cwd, signal, outputBytes, timeMs: limits.timeMs, graceMs: 0 };
  const run = await runWatched(started, limits.memoryBytes, clock).finally(enclosed.release);
  if (!run.ok) return run;
  if (!run.value.stdout.startsWith(token)) return neverStarted(run.value);
  return ok({ ...run.value, stdout: run.value.stdout.slice(token.length) });
}

function neverStarted(run: SandboxRun): Result<SandboxRun> {
  if (run.ended === 'cancelled') return ok(run);
  return fail(
    'sandbox',
    `The sandbox could not be set up: ${run.stderr.trim() || `it ended by ${run.ended}`}`,
    {
      hint: 'The command was not run.',
    },
  );
}
