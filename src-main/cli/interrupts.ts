import type { Clock } from '../kernel/clock.ts';

/**
 * One press may arrive more than once: a terminal signals the whole process group, and npm passes it on besides.
 * Signals this close together count as one.
 */
const ONE_PRESS_MS = 200;

export type InterruptActions = {
  pause(): void;
  /** A second press would now be understood. */
  invite(): void;
  stop(): void;
  kill(): void;
};

/** What Ctrl-C means: the first press pauses, the second stops, the third ends the program at once. */
export function createInterrupts(clock: Clock, actions: InterruptActions): { press(): void } {
  const stages = [actions.pause, actions.stop, actions.kill];
  let lastAt = Number.NEGATIVE_INFINITY;
  let presses = 0;
  return {
    press() {
      const now = clock.now();
      if (now - lastAt < ONE_PRESS_MS) return;
      lastAt = now;
      stages[Math.min(presses, stages.length - 1)]?.();
      presses++;
      if (presses === 1) clock.after(ONE_PRESS_MS, actions.invite);
    },
  };
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Calls `press` for each signal that asks the program to end. Returns what stops listening. */
export function onInterrupt(press: () => void): () => void {
  for (const signal of SIGNALS) process.on(signal, press);
  return () => {
    for (const signal of SIGNALS) process.off(signal, press);
  };
}
