import type { TaskKind } from '#shared/model/task.ts';

const MINUTE = 60_000;

export const START_TO_CLOSE_MS = 30 * MINUTE;
export const START_TO_CLOSE_LONG_MS = 120 * MINUTE;
/** Silence after which running work counts as hung. */
export const HEARTBEAT_MS = 15 * MINUTE;
/** Waiting time after which work that never got a slot is given back to the engine. */
export const SCHEDULE_TO_START_MS = 180 * MINUTE;
export const RUN_MS = 180 * MINUTE;

const LONG_KINDS: ReadonlySet<TaskKind> = new Set(['feature', 'review']);
const SHORTEST_MS = 5 * MINUTE;
const ENOUGH_HISTORY = 5;
/** Room above what nearly all similar attempts took. */
const SLACK = 4;

/**
 * Start-to-close time of an attempt in milliseconds. The fixed limit is scaled by complexity (x 2/3 at 1, x 1 at 3, x 4/3 at
 * 5); once there is history, what similar attempts took (95th percentile, with slack) moves it down, or up to the long limit.
 */
export function startToClose(
  task: { kind: TaskKind; complexity: number },
  durations: readonly number[],
): number {
  const fixed = LONG_KINDS.has(task.kind) ? START_TO_CLOSE_LONG_MS : START_TO_CLOSE_MS;
  const scaled = Math.round(fixed * (0.5 + task.complexity / 6));
  if (durations.length < ENOUGH_HISTORY) return scaled;
  const sorted = [...durations].sort((a, b) => a - b);
  const p95 = sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * 0.95) - 1)] ?? scaled;
  return Math.min(Math.max(SHORTEST_MS, p95 * SLACK), Math.max(scaled, START_TO_CLOSE_LONG_MS));
}
