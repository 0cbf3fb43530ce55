import type { Result } from '#shared/faults.ts';

export type SandboxLimits = {
  timeMs: number;
  /** Address space or resident memory of one process, in bytes. */
  memoryBytes: number;
  /** Bytes of stdout and of stderr kept each; past that the command is ended. */
  outputBytes: number;
  /** Bytes that files written by the command may take in its folders; past that it is ended. 2 GiB when left out. */
  diskBytes?: number;
};

export type SandboxRequest = {
  /** Program and arguments; no shell is involved. */
  command: readonly [string, ...string[]];
  /** Absolute path. */
  cwd: string;
  /** Absolute folders in which the command may write. Everything else is read-only or hidden. */
  writable: readonly string[];
  /** The whole environment of the command; nothing is inherited. */
  env: Readonly<Record<string, string>>;
  /** Whether it may use the network of the machine; only where a person allowed it. */
  network?: boolean;
  limits: SandboxLimits;
  signal: AbortSignal;
};

export type SandboxRun = {
  /** How it came to an end. */
  ended: 'exit' | 'timeout' | 'memory' | 'output' | 'disk' | 'cancelled';
  /** Null when a signal ended it. */
  exitCode: number | null;
  stdout: string;
  stderr: string;
  durationMs: number;
};

export type SandboxStatus = {
  /** The means, where the sandbox picks among several; else its id says it. */
  kind?: string;
  available: boolean;
  /** What holds a command in: the mechanism and what it keeps out; or why there is none and how to get one. */
  detail: string;
};

/** Runs a command that nobody trusts. When it returns, no process of the command is left. */
export type Sandbox = {
  id: string;
  status(): Promise<SandboxStatus>;
  run(request: SandboxRequest): Promise<Result<SandboxRun>>;
};
