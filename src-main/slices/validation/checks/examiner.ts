import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../../../kernel/clock.ts';
import { createLanes } from '../../../kernel/lanes.ts';
import type { CompareLock, Examine, ExamineRequest, FileReport, ReadOutput } from './check-context.ts';
import { unreadable } from './dependencies/compare.ts';

/** Looks at files in a process of its own, which it starts when there is something to look at. */
export type Examiner = { examine: Examine; compareLock: CompareLock; readOutput: ReadOutput; close(): void };

export type ExaminerOptions = {
  /** Absolute path of the Node that runs it. */
  node: string;
  clock: Clock;
  /** Milliseconds for one file. */
  timeMs?: number;
  /** Program of the process; tests put in one that misbehaves. */
  program?: string;
};

const DEFAULT_TIME_MS = 15_000;
/** An idle process is worth its memory for this long. */
const IDLE_MS = 20_000;
/** Heap of the process, in MiB: a file that needs more is no file to be checked. */
const HEAP_MB = 512;

/** The source beside this file, or the built program beside the built host. */
const PROGRAM = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './examiner-child.ts' : './examiner-child.js', import.meta.url),
);

export function createExaminer({
  node,
  clock,
  timeMs = DEFAULT_TIME_MS,
  program = PROGRAM,
}: ExaminerOptions): Examiner {
  const lanes = createLanes();
  let child: ChildProcess | undefined;
  let stopIdling: (() => void) | undefined;
  const end = () => {
    stopIdling?.();
    child?.kill('SIGKILL');
    child = undefined;
  };
  const begin = (): ChildProcess => {
    if (child?.connected) return child;
    const started = fork(program, [], {
      execPath: node,
      execArgv: [`--max-old-space-size=${HEAP_MB}`],
      env: {},
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    // It never keeps its host alive.
    started.unref();
    started.channel?.unref?.();
    child = started;
    return started;
  };
  /** Asks the process one thing. `trouble` is the answer where it gives none. */
  const ask = <T>(request: object, signal: AbortSignal, trouble: (what: string) => T): Promise<T> => {
    if (signal.aborted) return Promise.resolve(trouble('was not read: the checks were cancelled'));
    stopIdling?.();
    return new Promise<T>((resolve) => {
      const asked = begin();
      const settle = (report: T, isOver: boolean) => {
        stopTimer();
        asked.off('message', onMessage);
        asked.off('exit', onExit);
        asked.off('error', onExit);
        signal.removeEventListener('abort', onAbort);
        if (isOver) end();
        else stopIdling = clock.after(IDLE_MS, end);
        resolve(report);
      };
      const onMessage = (report: unknown) => settle(report as T, false);
      const onExit = () => settle(trouble('brought down the process that reads it'), true);
      const onAbort = () => settle(trouble('was not read: the checks were cancelled'), true);
      const late = `could not be read within ${timeMs / 1000} seconds`;
      const stopTimer = clock.after(timeMs, () => settle(trouble(late), true));
      asked.on('message', onMessage);
      asked.once('exit', onExit);
      asked.once('error', onExit);
      signal.addEventListener('abort', onAbort, { once: true });
      asked.send(request, (error) => {
        if (error) onExit();
      });
    });
  };
  return {
    examine: (request, signal) =>
      lanes.run('files', () => ask(request, signal, (what) => broken(request, what))),
    compareLock: (request, signal) =>
      lanes.run('files', () => ask(request, signal, (what) => unreadable(request, what))),
    readOutput: (request, signal) =>
      lanes.run('files', () => ask(request, signal, () => ({ tests: undefined, findings: [] }))),
    close: end,
  };
}

function broken({ kind, file }: ExamineRequest, what: string): FileReport {
  return {
    looked: true,
    findings: [
      {
        severity: 'error',
        rule: `${kind}/unreadable`,
        message: `The file ${what}`,
        file: file.path,
        hint: 'Look for extreme nesting or length, and split the file.',
      },
    ],
  };
}
