/** Time, injected everywhere so that tests own it. */
export type Clock = {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls `run` once, `ms` from now. Returns what cancels it. */
  after(ms: number, run: () => void): () => void;
};

/** setTimeout overflows beyond this delay and would fire at once. */
const LONGEST_TIMEOUT_MS = 2_147_483_647;

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, Math.min(Math.max(0, ms), LONGEST_TIMEOUT_MS));
    return () => clearTimeout(timer);
  },
};

export type ManualClock = Clock & {
  /** Moves time forward and runs what is due on the way, in order. */
  advance(ms: number): void;
};

export function manualClock(start = 0): ManualClock {
  let time = start;
  let timers: { at: number; run: () => void }[] = [];
  return {
    now: () => time,
    after(ms, run) {
      const timer = { at: time + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance(ms) {
      const until = time + ms;
      for (;;) {
        const next = timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        timers = timers.filter((other) => other !== next);
        time = Math.max(time, next.at);
        next.run();
      }
      time = until;
    },
  };
}
