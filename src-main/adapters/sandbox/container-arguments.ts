import { MOST_PROCESSES } from '#shared/model/sandbox.ts';
import type { SandboxRequest } from '../../ports/sandbox.ts';
import type { Command } from './enclosure.ts';
import type { Exposure } from './exposure.ts';

export type ContainerPlan = {
  /** Name under which it is found again to be removed. */
  name: string;
  /** Says whose containers these are, for a host that looks for what an earlier one left. */
  label: string;
  image: string;
  /** Numbers of the user and group whose files these are; undefined where the system has none. */
  owner: { user: number; group: number } | undefined;
  /** What of the host is shown inside, under the same names. */
  shown: readonly Exposure[];
};

const TMP_BYTES = 256 << 20;
const SHARED_MEMORY_BYTES = 64 << 20;

/**
 * Options of `docker run` and `podman run`, which share them: no network, no capabilities, a read-only root, bounded memory,
 * processes and temporary files, and of the host only what is listed. Pure; nothing is pulled and no shell is involved.
 */
export function containerArguments(
  request: SandboxRequest,
  inner: Command,
  { name, label, image, owner, shown }: ContainerPlan,
): string[] {
  const memory = `${request.limits.memoryBytes}b`;
  return [
    'run',
    ...['--rm', '--name', name, '--label', label, '--pull', 'never', '--init', '--stop-timeout', '0'],
    ...['--network', 'none', '--ipc', 'private', '--read-only'],
    ...['--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
    ...['--pids-limit', String(MOST_PROCESSES), '--memory', memory, '--memory-swap', memory],
    ...['--ulimit', 'core=0', '--log-driver', 'none'],
    ...['--shm-size', String(SHARED_MEMORY_BYTES)],
    ...['--tmpfs', `/tmp:rw,nosuid,nodev,mode=1777,size=${TMP_BYTES}`],
    ...(owner ? ['--user', `${owner.user}:${owner.group}`] : []),
    ...shown.flatMap(mount),
    ...Object.entries({ ...request.env, TMPDIR: '/tmp' }).flatMap(([key, value]) => [
      '--env',
      `${key}=${value}`,
    ]),
    ...['--workdir', request.cwd, '--entrypoint', inner[0], image],
    ...inner.slice(1),
  ];
}

/**
 * Has a command end itself when its time is over, should the host that watches it be gone by then; as far as the image has
 * the program for it. A second more, so that a host that is there sees the end of the time first.
 */
export function timedCommand(command: Command, timeMs: number): Command {
  const seconds = Math.ceil(timeMs / 1_000) + 1;
  const script = `command -v timeout >/dev/null && exec timeout -s KILL ${seconds} "$@"; exec "$@"`;
  return ['/bin/sh', '-c', script, 'sh', ...command];
}

/** Whether the options can say it: they part their fields with commas and have no way to quote one. */
export function canMount({ path, source }: Exposure): boolean {
  return !/[,"\n]/.test(path) && !/[,"\n]/.test(source);
}

function mount({ path, source, mode, folder }: Exposure): string[] {
  if (mode === 'hide') {
    return folder
      ? ['--mount', `type=tmpfs,target=${path},tmpfs-size=4096`]
      : ['--mount', `type=bind,source=/dev/null,target=${path},readonly`];
  }
  const readonly = mode === 'read' ? ',readonly' : '';
  return ['--mount', `type=bind,source=${source},target=${path}${readonly}`];
}
