import { z } from 'zod';

/** What holds commands on this machine. `os`: the operating system's own means; `none`: nothing, and a person is asked. */
export const SandboxKind = z.enum(['os', 'container', 'none']);
export type SandboxKind = z.infer<typeof SandboxKind>;

/** What a command gets to see and to use. */
export const SandboxView = z.object({
  /** Absolute folders, besides the programs of the system and a temporary folder of its own. */
  reads: z.array(z.string()),
  writes: z.array(z.string()),
  /** Names of the variables that it gets; nothing is inherited. */
  environment: z.array(z.string()),
  network: z.string(),
  timeMs: z.number().int(),
  memoryBytes: z.number().int(),
  outputBytes: z.number().int(),
  /** What files that it writes may take together. */
  diskBytes: z.number().int(),
  processes: z.number().int(),
});
export type SandboxView = z.infer<typeof SandboxView>;

export const SandboxReport = z.object({
  kind: SandboxKind,
  available: z.boolean(),
  /** What it keeps out, or why there is none and how to get one. */
  detail: z.string(),
  /** What a check of an attempt would see now. */
  view: SandboxView,
});
export type SandboxReport = z.infer<typeof SandboxReport>;

/** Processes and threads of one command, all together. */
export const MOST_PROCESSES = 256;
/** What a command may write where nothing else is said. */
export const DISK_BYTES = 2 * 2 ** 30;

type Wanted = {
  cwd: string;
  writable: readonly string[];
  env: Readonly<Record<string, string>>;
  limits: { timeMs: number; memoryBytes: number; outputBytes: number; diskBytes?: number };
};

/** What the sandbox would let a command see. Pure: the same request, the same view. */
export function sandboxView({ cwd, writable, env, limits }: Wanted): SandboxView {
  const programs = (env.PATH ?? '').split(':').filter((folder) => folder.startsWith('/'));
  return {
    reads: [...new Set([cwd, ...programs])],
    writes: [...writable],
    environment: Object.keys(env).sort(),
    network: 'none but a loopback of its own',
    timeMs: limits.timeMs,
    memoryBytes: limits.memoryBytes,
    outputBytes: limits.outputBytes,
    diskBytes: limits.diskBytes ?? DISK_BYTES,
    processes: MOST_PROCESSES,
  };
}

/** The view in one line, for people. */
export function sandboxWords(view: SandboxView): string {
  const list = (paths: readonly string[]) => (paths.length === 0 ? 'nothing' : paths.join(', '));
  return [
    `reads: ${list(view.reads)} and the programs of the system`,
    `writes: ${list(view.writes)}, at most ${mebibytes(view.diskBytes)}`,
    `network: ${view.network}`,
    `environment: ${list(view.environment)}`,
    `memory: ${mebibytes(view.memoryBytes)} per process`,
    `${view.processes} processes`,
    `${view.timeMs / 1000} s`,
    `output: ${mebibytes(view.outputBytes)}`,
  ].join('; ');
}

function mebibytes(bytes: number): string {
  return bytes < 2 ** 20 ? `${Math.ceil(bytes / 1024)} KiB` : `${Math.round(bytes / 2 ** 20)} MiB`;
}
