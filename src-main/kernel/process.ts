import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { type Fault, fail, fault, ok, type Result } from '#shared/faults.ts';
import { type Clock, systemClock } from './clock.ts';
import { createProcessTree, OWNER_MARKER, type ProcessTree, TREE_MARKER } from './process-tree.ts';

export type ProcessRequest = {
  /** Program to start; no shell is involved. */
  command: string;
  args: readonly string[];
  cwd: string;
  /** The whole environment, but for a marker by which stray children are found again. */
  env: Readonly<Record<string, string>>;
  /** For whom it runs, such as a data folder: whoever comes after a killed owner ends what is left; see `endOwned`. */
  owner?: string;
  /** Written to stdin, which is then closed. Without it stdin is empty. */
  input?: string;
  timeMs: number;
  /** How long a process that is cut short may put its things away before it is killed. 0 kills at once. */
  graceMs?: number;
  /** Bytes kept of stdout and of stderr each; one byte more ends the process. */
  outputBytes: number;
  signal: AbortSignal;
  /** Called once the process runs, with its tree, for those who want to watch it. */
  onStart?: (tree: ProcessTree) => void;
};

export type ProcessRun = {
  /** How it came to an end. */
  ended: 'exit' | 'timeout' | 'output' | 'cancelled';
  /** Null when a signal ended it. */
  exitCode: number | null;
  stdout: string;
  stderr: string;
  durationMs: number;
};

const DEFAULT_GRACE_MS = 500;
/** How long to read on after the end: only a process that hid from the tree can still hold the pipes open. */
const DRAIN_MS = 1_000;

/**
 * Runs a program to its end and resolves only when every process that it started is gone: on time-out, abort and
 * flooded output it is asked to end (SIGTERM) and then killed, and what outlives a normal exit is killed too.
 * Never throws for a program that cannot be started; that is a fault.
 */
export async function runProcess(
  request: ProcessRequest,
  clock: Clock = systemClock,
): Promise<Result<ProcessRun>> {
  const startedAt = clock.now();
  if (request.signal.aborted) return ok(summary('cancelled', null, '', '', 0));
  const marker = randomUUID();
  const spawned = await start(request, marker);
  if (!spawned.ok) return spawned;
  const { child, pid } = spawned.value;
  const tree = createProcessTree(pid, `${TREE_MARKER}=${marker}`, clock);

  const cut = createCut();
  const stdout = capture(child.stdout, request.outputBytes, () => cut.off('output'));
  const stderr = capture(child.stderr, request.outputBytes, () => cut.off('output'));
  const stopTimer = clock.after(request.timeMs, () => cut.off('timeout'));
  const onAbort = () => cut.off('cancelled');
  request.signal.addEventListener('abort', onAbort, { once: true });
  const exit = waitForExit(child);
  feed(child, request.input);
  request.onStart?.(tree);
  if (request.signal.aborted) onAbort();

  const ended = await Promise.race([cut.reason, exit.then(() => 'exit' as const)]);
  stopTimer();
  request.signal.removeEventListener('abort', onAbort);
  const graceMs = ended === 'exit' ? 0 : (request.graceMs ?? DEFAULT_GRACE_MS);
  // The parent first and without a look around: where it is a sandbox, its whole namespace goes with it.
  if (graceMs === 0) child.kill('SIGKILL');
  const end = await tree.end(graceMs);
  if (!end.gone) {
    return fail(
      'internal',
      `${request.command} does not end: processes ${end.left.join(', ')} ignore SIGKILL`,
      {
        hint: 'They wait for a device or a network drive. End them by hand or restart the machine.',
      },
    );
  }
  const stopDraining = clock.after(DRAIN_MS, () => {
    child.stdout?.destroy();
    child.stderr?.destroy();
  });
  const output = { stdout: await stdout, stderr: await stderr };
  stopDraining();
  const exitCode = await exit;
  return ok(summary(ended, exitCode, output.stdout, output.stderr, clock.now() - startedAt));
}

function summary(
  ended: ProcessRun['ended'],
  exitCode: number | null,
  stdout: string,
  stderr: string,
  durationMs: number,
): ProcessRun {
  return { ended, exitCode, stdout, stderr, durationMs };
}

type Spawned = { child: ChildProcess; pid: number };

async function start(request: ProcessRequest, marker: string): Promise<Result<Spawned>> {
  let child: ChildProcess;
  try {
    child = spawn(request.command, request.args, {
      cwd: request.cwd,
      env: {
        ...request.env,
        [TREE_MARKER]: marker,
        ...(request.owner === undefined ? {} : { [OWNER_MARKER]: request.owner }),
      },
      stdio: [request.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      // Its own process group, so that a signal to it never reaches this process.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
  } catch (thrown) {
    return { ok: false, fault: await startFault(request, thrown) };
  }
  const error = await new Promise<unknown>((resolve) => {
    child.once('spawn', () => resolve(undefined));
    child.once('error', resolve);
  });
  if (error !== undefined || child.pid === undefined) {
    return { ok: false, fault: await startFault(request, error) };
  }
  // Later errors are of a signal that found nobody; the exit tells the rest.
  child.on('error', () => undefined);
  return ok({ child, pid: child.pid });
}

async function startFault(request: ProcessRequest, thrown: unknown): Promise<Fault> {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  const name = request.command;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const folder = await stat(request.cwd).catch(() => undefined);
    if (!folder?.isDirectory())
      return fault('not_found', `The folder ${request.cwd} to run ${name} in is missing`);
    return fault('not_found', `The program ${name} was not found`, {
      hint: `Install it or put it on the PATH.`,
    });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return fault('unauthorized', `The program ${name} may not be run`, { hint: 'Check its permissions.' });
  }
  if (code === 'EAGAIN' || code === 'EMFILE' || code === 'ENOMEM') {
    return fault('overloaded', `The machine has no room to start ${name} (${code})`, { retryable: true });
  }
  return fault('invalid_input', `${name} could not be started`, { cause: thrown });
}

/** What cut the run short; only the first reason counts. */
function createCut() {
  const { promise, resolve } = Promise.withResolvers<'timeout' | 'output' | 'cancelled'>();
  return { reason: promise, off: resolve };
}

function waitForExit(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code));
  });
}

/** Collects up to `limit` bytes; what comes after is read and dropped, so that the writer never blocks on a full pipe. */
function capture(stream: Readable | null, limit: number, onFlood: () => void): Promise<string> {
  const chunks: Buffer[] = [];
  let kept = 0;
  return new Promise((resolve) => {
    stream?.on('data', (chunk: Buffer) => {
      const room = limit - kept;
      if (room > 0) chunks.push(chunk.subarray(0, room));
      kept += Math.min(room, chunk.length);
      if (chunk.length > room) onFlood();
    });
    stream?.on('error', () => undefined);
    stream?.once('close', () => resolve(Buffer.concat(chunks).toString('utf8')));
    if (!stream) resolve('');
  });
}

function feed(child: ChildProcess, input: string | undefined): void {
  if (input === undefined || !child.stdin) return;
  // A program may end without reading its input.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
}
