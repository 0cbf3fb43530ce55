import { Piscina } from 'piscina';
import type { Clock } from './clock.ts';

/** How work in a thread ended. `died` is a thread that ended for no reason known. */
export type ThreadEnd<Answer> =
  | { ended: 'done'; answer: Answer }
  | { ended: 'out_of_memory' | 'timed_out' | 'cancelled' }
  | { ended: 'died'; cause: unknown };

/** Threads that do heavy work beside the event loop, each piece within a limit of time and memory. */
export type Threads<Task, Answer> = {
  /** `transfer` moves to the thread instead of being copied. Never rejects. */
  run(
    task: Task,
    options: { signal: AbortSignal; transfer: readonly ArrayBuffer[] },
  ): Promise<ThreadEnd<Answer>>;
  /** Ends what runs, and all threads. */
  stop(): Promise<void>;
};

export type ThreadLimits = {
  /** Threads side by side. */
  most: number;
  /** Of one thread: its JavaScript heap, and the buffers outside of it. */
  heapMb: number;
  buffersMb: number;
  /** For one piece of work, from its start. */
  timeMs: number;
};

const WATCH_EVERY_MS = 200;
const IDLE_MS = 20_000;

/**
 * `work` names an exported function of a module (absolute path), which takes a task and returns its answer. A thread that outgrows its heap is ended by
 * V8; buffers do not count there, so they are watched and the thread is ended from here. Neither harms the process.
 */
export function createThreads<Task, Answer>(
  work: { file: string; name: string },
  limits: ThreadLimits,
  clock: Clock,
): Threads<Task, Answer> {
  const pool = new Piscina<Task, Answer>({
    filename: work.file,
    name: work.name,
    minThreads: 0,
    maxThreads: limits.most,
    idleTimeout: IDLE_MS,
    resourceLimits: { maxOldGenerationSizeMb: limits.heapMb },
    execArgv: [],
    env: {},
  });
  // An idle thread that dies has no work to fail; the next piece of work starts another.
  pool.on('error', () => undefined);
  const seats = createSeats(limits.most);
  const watch = watchBuffers(pool, limits.buffersMb * 1024 * 1024, clock);
  return {
    async run(task, { signal, transfer }) {
      await seats.take();
      const ending = new AbortController();
      const cancel = () => ending.abort();
      signal.addEventListener('abort', cancel);
      if (signal.aborted) cancel();
      let late = false;
      const untime = clock.after(limits.timeMs, () => {
        late = true;
        cancel();
      });
      watch.begin();
      try {
        const answer = await pool.run(task, { signal: ending.signal, transferList: [...transfer] });
        return { ended: 'done', answer };
      } catch (error) {
        if (signal.aborted) return { ended: 'cancelled' };
        if (late) return { ended: 'timed_out' };
        return watch.tookOne() || isHeapEnd(error)
          ? { ended: 'out_of_memory' }
          : { ended: 'died', cause: error };
      } finally {
        watch.end();
        untime();
        signal.removeEventListener('abort', cancel);
        seats.give();
      }
    },
    stop: () => pool.destroy(),
  };
}

function isHeapEnd(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

/** Work waits here for a thread, so that its time counts from its start. */
function createSeats(count: number): { take(): Promise<void>; give(): void } {
  let free = count;
  const waiting: (() => void)[] = [];
  return {
    take() {
      if (free === 0) return new Promise((resolve) => waiting.push(resolve));
      free--;
      return Promise.resolve();
    },
    give() {
      const next = waiting.shift();
      if (next) next();
      else free++;
    },
  };
}

/** Looks at the buffers of busy threads now and then, and ends a thread that holds too many. */
function watchBuffers(pool: Piscina, limitBytes: number, clock: Clock) {
  let running = 0;
  let taken = 0;
  let stop: (() => void) | undefined;
  const look = () => void lookThrough();
  const lookThrough = async () => {
    for (const thread of pool.threads) {
      const statistics = await thread.getHeapStatistics().catch(() => undefined);
      if (running === 0 || statistics === undefined || statistics.external_memory <= limitBytes) continue;
      taken++;
      await thread.terminate();
    }
    if (running > 0) stop = clock.after(WATCH_EVERY_MS, look);
  };
  return {
    begin() {
      if (running++ === 0) stop = clock.after(WATCH_EVERY_MS, look);
    },
    end() {
      if (--running === 0) stop?.();
    },
    /** Whether a thread was ended here since the last that was asked about. */
    tookOne() {
      if (taken === 0) return false;
      taken--;
      return true;
    },
  };
}
