import type { Fault } from '#shared/faults.ts';
import type { RunSummary } from '#shared/model/summary.ts';

/** What the exit codes of the program mean. The help text says the same. */
export const EXIT = { done: 0, failed: 1, usage: 2, waiting: 3, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A run that failed by its documents was given bad input. */
export function exitCodeOfRun(status: RunSummary['status'], fault?: Fault): ExitCode {
  switch (status) {
    case 'finished':
      return EXIT.done;
    case 'waiting':
    case 'paused':
    case 'active':
      return EXIT.waiting;
    case 'failed':
      return fault?.type === 'invalid_input' ? EXIT.usage : EXIT.failed;
    case 'incomplete':
    case 'stopped':
      return EXIT.failed;
  }
}

export function exitCodeOfFault({ type }: Fault): ExitCode {
  return type === 'invalid_input' || type === 'not_found' ? EXIT.usage : EXIT.failed;
}
