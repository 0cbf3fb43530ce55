import type { Fault } from '#shared/faults.ts';

const FIRST_MS = 500;
const LONGEST_MS = 60_000;

/** Milliseconds before the next try after `tries` earlier ones: what the other side asked for, else doubling. */
export function backoff(fault: Fault, tries: number): number {
  return fault.retryAfterMs ?? Math.min(FIRST_MS * 2 ** tries, LONGEST_MS);
}
