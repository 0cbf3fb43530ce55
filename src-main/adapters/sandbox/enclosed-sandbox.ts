import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { type Fault, FaultError, fail, fault, ok, type Result } from '#shared/faults.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Sandbox, SandboxRequest, SandboxRun, SandboxStatus } from '../../ports/sandbox.ts';
import type { Enclosure } from './enclosure.ts';
import { limitedCommand } from './limits.ts';
import { runWatched } from './run-watched.ts';
import { HOW_TO_GET_ONE } from './unsandboxed.ts';

/** A sandbox out of walls of whatever kind. Without walls its status says there is none. */
export function createEnclosedSandbox(
  id: string,
  open: () => Promise<Enclosure | undefined>,
  clock: Clock,
): Sandbox {
  let enclosure: Promise<Enclosure | undefined> | undefined;
  let found: SandboxStatus | undefined;
  const opened = () => {
    enclosure ??= open();
    return enclosure;
  };
  /** A sandbox that is there stays; one that is missing is looked for again, so that it can be installed meanwhile. */
  const status = async (): Promise<SandboxStatus> => {
    if (found?.available) return found;
    found = (await (await opened())?.probe()) ?? { available: false, detail: HOW_TO_GET_ONE };
    return found;
  };
  return {
    id,
    status,
    async run(request) {
      const now = await status();
      const walls = await opened();
      if (!now.available || !walls) {
        return fail('sandbox', `No sandbox holds the command: ${now.detail}`, {
          hint: 'Nothing was run. Install the sandbox, or agree to run without one.',
        });
      }
      const wrong = await findFault(request, walls);
      if (wrong) return { ok: false, fault: wrong };
      try {
        return await runEnclosed(request, walls, clock);
      } catch (thrown) {
        if (thrown instanceof FaultError) return { ok: false, fault: thrown.fault };
        throw thrown;
      }
    },
  };
}

async function findFault(request: SandboxRequest, walls: Enclosure): Promise<Fault | undefined> {
  if (request.network && !walls.givesNetwork) {
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
  const run = await runWatched(started, limits, request.writable, clock).finally(enclosed.release);
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
