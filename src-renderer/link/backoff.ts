const FIRST_MS = 250;
const LONGEST_MS = 8_000;

/** Milliseconds to wait before the next attempt to connect. `spread` (0 to 1) keeps many pages from coming at once. */
export function backoff(failures: number, spread: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 10));
  return Math.round(full * (0.75 + spread / 4));
}
