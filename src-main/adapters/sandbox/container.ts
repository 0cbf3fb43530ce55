import { createHash, randomUUID } from 'node:crypto';
import { FaultError, fault, type Result } from '#shared/faults.ts';
import type { Clock } from '../../kernel/clock.ts';
import { type ProcessRun, runProcess } from '../../kernel/process.ts';
import { canMount, containerArguments, timedCommand } from './container-arguments.ts';
import type { Enclosure } from './enclosure.ts';
import { exposures } from './exposure.ts';

/** Docker first: where both are there, its daemon holds the limits without further set-up. */
const PROGRAMS = ['docker', 'podman'] as const;
/** The image must lie on the machine already; nothing is fetched for a check. */
export const DEFAULT_IMAGE = 'node:24';
const PROBE_MS = 10_000;
const OUTPUT_BYTES = 1 << 16;

const HELD =
  'no network, no capabilities, a read-only system from the image, of this machine only the work folder and the programs ' +
  'on PATH, limits on memory, processes and temporary files';

/** A name says which process made the container: one that still runs needs it. */
const NAME = /^orchestrator-(\d+)-[0-9a-f-]{36}$/;

/**
 * A container of docker or podman, for machines whose system has no sandbox of its own. Before the first command it removes
 * the containers that a killed host with the same hidden folders, of which the data folder is one, left at work.
 */
export function createContainer(hide: readonly string[], clock: Clock, image = DEFAULT_IMAGE): Enclosure {
  let program: string = PROGRAMS[0];
  const call = (command: string, ...args: string[]): Promise<Result<ProcessRun>> =>
    runProcess(
      {
        ...{ command, args, cwd: '/', env: clientEnvironment(), timeMs: PROBE_MS, outputBytes: OUTPUT_BYTES },
        signal: new AbortController().signal,
      },
      clock,
    );
  const works = (run: Result<ProcessRun>) => run.ok && run.value.ended === 'exit' && run.value.exitCode === 0;
  const label = `orchestrator.owner=${createHash('sha256').update(hide.join('\0')).digest('hex').slice(0, 32)}`;
  const sweep = async (): Promise<void> => {
    const listed = await call(program, 'ps', '--all', '--filter', `label=${label}`, '--format', '{{.Names}}');
    const names = listed.ok ? listed.value.stdout.split('\n').map((line) => line.trim()) : [];
    const left = names.filter((name) => NAME.test(name) && !isAlive(Number(NAME.exec(name)?.[1])));
    if (left.length > 0) await call(program, 'rm', '--force', ...left);
  };
  let swept: Promise<void> | undefined;
  return {
    givesNetwork: false,
    async probe() {
      const missing: string[] = [];
      for (const each of PROGRAMS) {
        if (!works(await call(each, 'info'))) {
          missing.push(`${each} is not there or its service does not answer`);
        } else if (!works(await call(each, 'image', 'inspect', image))) {
          missing.push(`${each} does not have the image ${image} (\`${each} pull ${image}\`)`);
        } else {
          program = each;
          return { available: true, detail: `${each} with ${image}: ${HELD}` };
        }
      }
      return { available: false, detail: `No container either: ${missing.join('; ')}.` };
    },
    async enclose(request, inner) {
      swept ??= sweep();
      await swept;
      const name = `orchestrator-${process.pid}-${randomUUID()}`;
      const shown = await exposures(request, hide, []);
      const strange = shown.find((entry) => !canMount(entry));
      if (strange) {
        throw new FaultError(fault('sandbox', `A container cannot show the folder ${strange.path}`));
      }
      const user = process.getuid?.();
      const group = process.getgid?.();
      const owner = user === undefined || group === undefined ? undefined : { user, group };
      const plan = { name, label, image, owner, shown };
      return {
        command: program,
        args: containerArguments(request, timedCommand(inner, request.limits.timeMs), plan),
        env: clientEnvironment(),
        // The client may be gone while the container goes on.
        release: async () => void (await call(program, 'rm', '--force', name)),
      };
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // A process that may not be signalled is somebody else's, and there.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}

/** What the client needs to find its service. The command inside gets the environment of its request and nothing of this. */
function clientEnvironment(): Record<string, string> {
  const wanted = ['PATH', 'HOME', 'XDG_RUNTIME_DIR', 'DOCKER_HOST', 'DOCKER_CONTEXT', 'CONTAINER_HOST'];
  return Object.fromEntries(wanted.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}
