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

/** When to kill a host: some milliseconds after something happened, or after `latestMs` when it does not happen. */
export type Moment = { after: string; delayMs: number; latestMs: number; whom: 'host' | 'group' };

/** What may happen, how long after it to kill at most, and how often this is drawn. */
type Choice = readonly [after: string, withinMs: number, weight: number];

/**
 * A row that changes is called by its kind and state; what the client does, by the name of its call. `early` is for runs
 * that are not built yet, `late` for hosts that must be left alone until a task comes to its end.
 */
const CHOICES: Record<Phase, { latestMs: number; choices: readonly Choice[] }> = {
  early: {
    latestMs: 1_500,
    choices: [
      ['spawn', 300, 2],
      ['opening', 60, 4],
      ['ready', 400, 3],
      ['projects.create', 400, 6],
      ['runs.start', 15, 4],
      ['document:added', 20, 3],
      ['plan:proposed', 60, 3],
      ['decisions.answer', 10, 5],
    ],
  },
  building: {
    latestMs: 3_500,
    choices: [
      ['spawn', 300, 1],
      ['opening', 60, 2],
      ['ready', 80, 3],
      ['ready', 1_500, 4],
      ['attempt:running', 250, 6],
      ['attempt:succeeded', 600, 5],
      ['check:', 150, 8],
      ['attempt:merged', 40, 4],
      ['task:done', 300, 4],
      ['capsule:packing', 80, 4],
      ['run:finished', 60, 2],
    ],
  },
  late: {
    latestMs: 60_000,
    choices: [
      ['check:', 150, 2],
      ['attempt:merged', 60, 1],
      ['task:done', 500, 2],
    ],
  },
};

export type Phase = 'early' | 'building' | 'late';

export function drawMoment(chance: Chance, phase: Phase): Moment {
  const { latestMs, choices } = CHOICES[phase];
  const whom = chance() < 0.5 ? 'host' : 'group';
  let left = chance() * choices.reduce((sum, [, , weight]) => sum + weight, 0);
  const drawn = choices.find(([, , weight]) => {
    left -= weight;
    return left < 0;
  });
  const [after, withinMs] = drawn ?? ['spawn', 0];
  return { after, delayMs: Math.floor(chance() * withinMs), latestMs, whom };
}

export function nameOf({ kind, state }: Seen): string {
  return `${kind}:${state}`;
}
