import { ok, type Result } from '#shared/faults.ts';
import type { Clock } from '../../kernel/clock.ts';
import { type ProcessRequest, runProcess } from '../../kernel/process.ts';
import { countProcesses, type Member, type ProcessTree } from '../../kernel/process-tree.ts';
import type { SandboxRun } from '../../ports/sandbox.ts';

/** How often the processes of the machine are counted: a fork bomb doubles in milliseconds. */
const COUNT_EVERY_MS = 20;
/** Every how many counts the tree is looked at, which costs some milliseconds spread over turns of the event loop. */
const COUNTS_PER_LOOK = 10;
const MOST_PROCESSES = 256;
/** All processes together may hold this many times what one may. */
const TOGETHER = 4;

/**
 * Runs a process and watches the memory and number of its tree from outside, where the kernel's own limits do not reach.
 * A breach ends it with `memory`, and the last line of stderr says what it was.
 */
export async function runWatched(
  request: Omit<ProcessRequest, 'onStart'>,
  memoryBytes: number,
  clock: Clock,
): Promise<Result<SandboxRun>> {
  const breach = new AbortController();
  let reason = '';
  let watch: Watch | undefined;
  const run = await runProcess(
    {
      ...request,
      signal: AbortSignal.any([request.signal, breach.signal]),
      onStart(tree) {
        watch = startWatch(tree, memoryBytes, clock, (why) => {
          reason = why;
          breach.abort();
        });
      },
    },
    clock,
  );
  watch?.stop();
  if (!run.ok || run.value.ended !== 'cancelled' || request.signal.aborted) return run;
  return ok({
    ...run.value,
    ended: 'memory',
    stderr: `${run.value.stderr}\nEnded by the sandbox: ${reason}.\n`,
  });
}

type Watch = { stop(): void };

function startWatch(
  tree: ProcessTree,
  memoryBytes: number,
  clock: Clock,
  onBreach: (reason: string) => void,
): Watch {
  const before = countProcesses() ?? 0;
  let stopped = false;
  let counts = 0;
  let cancel: () => void;
  const wait = () => {
    cancel = clock.after(COUNT_EVERY_MS, () => void look());
  };
  const look = async () => {
    counts++;
    const isFlood = (countProcesses() ?? 0) - before > MOST_PROCESSES;
    if (!isFlood && counts % COUNTS_PER_LOOK !== 0) return wait();
    const reason = findBreach(await tree.members(), memoryBytes);
    if (stopped) return;
    if (reason !== undefined) onBreach(reason);
    else wait();
  };
  wait();
  return {
    stop() {
      stopped = true;
      cancel();
    },
  };
}

function findBreach(members: readonly Member[], memoryBytes: number): string | undefined {
  const sizes = members.map((member) => member.residentBytes);
  const largest = Math.max(0, ...sizes);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (largest > memoryBytes)
    return `a process held ${inMiB(largest)} of memory, ${inMiB(memoryBytes)} are allowed`;
  if (total > TOGETHER * memoryBytes) return `its processes held ${inMiB(total)} of memory together`;
  if (members.length > MOST_PROCESSES)
    return `it had ${members.length} processes, ${MOST_PROCESSES} are allowed`;
  return undefined;
}

function inMiB(bytes: number): string {
  return `${Math.round(bytes / (1 << 20))} MiB`;
}
