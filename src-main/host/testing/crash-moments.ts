import type { Seen } from './host-process.ts';

/** A number from 0 up to 1, the same series for the same seed (mulberry32). */
export type Chance = () => number;

export function createChance(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** When to kill a host: some milliseconds after something happened. */
export type Moment = { after: string; delayMs: number; whom: 'host' | 'group' };

/**
 * What may happen, how long after it to kill at most, and how often this is drawn. A row that changes is called by its
 * kind and state; what the client does is called by the name of its call.
 */
const MOMENTS: readonly [after: string, withinMs: number, weight: number][] = [
  ['spawn', 300, 3],
  ['opening', 60, 5],
  ['ready', 60, 5],
  ['ready', 2_000, 8],
  ['projects.create', 120, 4],
  ['runs.start', 12, 4],
  ['document:added', 60, 2],
  ['decisions.answer', 8, 3],
  ['plan:proposed', 40, 2],
  ['attempt:running', 250, 9],
  ['attempt:succeeded', 700, 8],
  ['check:', 120, 9],
  ['attempt:merged', 30, 4],
  ['capsule:packing', 80, 5],
  ['run:finished', 60, 2],
];

export function drawMoment(chance: Chance): Moment {
  let left = chance() * MOMENTS.reduce((sum, [, , weight]) => sum + weight, 0);
  for (const [after, withinMs, weight] of MOMENTS) {
    left -= weight;
    if (left < 0)
      return { after, delayMs: Math.floor(chance() * withinMs), whom: chance() < 0.5 ? 'host' : 'group' };
  }
  return { after: 'ready', delayMs: 0, whom: 'host' };
}

export function nameOf({ kind, state }: Seen): string {
  return `${kind}:${state}`;
}
