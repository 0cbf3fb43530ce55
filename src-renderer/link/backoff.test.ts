import { describe, expect, it } from 'vitest';
import { backoff } from './backoff.ts';

describe('the wait before the next attempt to connect', () => {
  it('doubles from a quarter second and stays below eight', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 60].map((failures) => backoff(failures, 1))).toEqual([
      250, 500, 1000, 2000, 4000, 8000, 8000, 8000,
    ]);
  });

  it('spreads over a quarter of its length', () => {
    expect(backoff(5, 0)).toBe(6000);
  });
});
