import { describe, expect, it, vi } from 'vitest';
import { manualClock, systemClock } from './clock.ts';

describe('the manual clock', () => {
  it('stands still until it is moved', () => {
    const clock = manualClock(5);
    expect(clock.now()).toBe(5);
    clock.advance(10);
    expect(clock.now()).toBe(15);
  });

  it('runs what is due on the way, in order of time, each at its own moment and once', () => {
    const clock = manualClock();
    const seen: [string, number][] = [];
    const note = (name: string) => () => void seen.push([name, clock.now()]);
    clock.after(20, note('b'));
    clock.after(10, note('a'));
    clock.after(21, note('too late'));
    clock.advance(20);
    clock.advance(0);
    expect(seen).toEqual([
      ['a', 10],
      ['b', 20],
    ]);
  });

  it('runs what is set while it moves, when that is due too', () => {
    const clock = manualClock();
    const seen: number[] = [];
    const again = () => {
      seen.push(clock.now());
      clock.after(10, again);
    };
    clock.after(10, again);
    clock.advance(35);
    expect(seen).toEqual([10, 20, 30]);
  });

  it('never goes back for what is overdue, and forgets what was cancelled', () => {
    const clock = manualClock(100);
    const seen: number[] = [];
    clock.after(-50, () => seen.push(clock.now()));
    const cancel = clock.after(1, () => seen.push(-1));
    cancel();
    cancel();
    clock.advance(10);
    expect(seen).toEqual([100]);
  });
});

describe('the system clock', () => {
  it('waits the longest a timer can rather than firing at once, and can be cancelled', () => {
    vi.useFakeTimers();
    try {
      const fired = vi.fn();
      const cancel = systemClock.after(1e12, fired);
      systemClock.after(-5, fired)();
      vi.advanceTimersByTime(2_147_483_646);
      expect(fired).not.toHaveBeenCalled();
      cancel();
      vi.runAllTimers();
      expect(fired).not.toHaveBeenCalled();
    } finally {
      vi.useRealTimers();
    }
  });
});
