import { ok, type Result } from '#shared/faults.ts';
import { DISK_BYTES, MOST_PROCESSES } from '#shared/model/sandbox.ts';
import type { Clock } from '../../kernel/clock.ts';
import { type ProcessRequest, runProcess } from '../../kernel/process.ts';
import { countProcesses, type Member, type ProcessTree } from '../../kernel/process-tree.ts';
import type { SandboxLimits, SandboxRun } from '../../ports/sandbox.ts';
import { createDiskWatch, type DiskWatch } from './disk-watch.ts';

/** How often the processes of the machine are counted: a fork bomb doubles in milliseconds. */
const COUNT_EVERY_MS = 20;
/** Every how many counts the tree is looked at, which costs some milliseconds spread over turns of the event loop. */
const COUNTS_PER_LOOK = 10;
/** All processes together may hold this many times what one may. */
const TOGETHER = 4;

/**
 * Runs a process and watches from outside, where the kernel's own limits do not reach, the memory and number of its tree and
 * what it writes into its folders. A breach ends it with `memory` or `disk`, and the last line of stderr says what it was.
 */
export async function runWatched(
  request: Omit<ProcessRequest, 'onStart'>,
  { memoryBytes, diskBytes = DISK_BYTES }: SandboxLimits,
  writable: readonly string[],
  clock: Clock,
): Promise<Result<SandboxRun>> {
  const breach = new AbortController();
  let found: Breach | undefined;
  const disk = createDiskWatch(writable, diskBytes, clock.now());
  let watch: Watch | undefined;
  const run = await runProcess(
    {
      ...request,
      signal: AbortSignal.any([request.signal, breach.signal]),
      onStart(tree) {
        watch = startWatch({ tree, memoryBytes, disk }, clock, (breached) => {
          found = breached;
          breach.abort();
        });
      },
    },
    clock,
  );
  watch?.stop();
  if (!run.ok || run.value.ended !== 'cancelled' || request.signal.aborted || !found) return run;
  return ok({
    ...run.value,
    ended: found.ended,
    stderr: `${run.value.stderr}\nEnded by the sandbox: ${found.reason}.\n`,
  });
}

type Watch = { stop(): void };
type Breach = { ended: 'memory' | 'disk'; reason: string };

function startWatch(
  { tree, memoryBytes, disk }: { tree: ProcessTree; memoryBytes: number; disk: DiskWatch },
  clock: Clock,
  onBreach: (breach: Breach) => void,
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
    const ofTree = findBreach(await tree.members(), memoryBytes);
    const ofDisk = ofTree === undefined ? await disk.look() : undefined;
    if (stopped) return;
    if (ofTree !== undefined) onBreach({ ended: 'memory', reason: ofTree });
    else if (ofDisk !== undefined) onBreach({ ended: 'disk', reason: ofDisk });
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
