import { MOST_PROCESSES } from '#shared/model/sandbox.ts';
import type { SandboxRequest } from '../../ports/sandbox.ts';
import type { Command } from './enclosure.ts';
import type { Exposure } from './exposure.ts';

export type ContainerPlan = {
  /** Name under which it is found again to be removed. */
  name: string;
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
  { name, image, owner, shown }: ContainerPlan,
): string[] {
  const memory = `${request.limits.memoryBytes}b`;
  return [
    'run',
    ...['--rm', '--name', name, '--pull', 'never', '--init'],
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
