import { expect, it } from 'vitest';
import { manualClock } from '../kernel/clock.ts';
import { createCheckCache } from './check-cache.ts';
import { tempDatabase } from './testing.ts';

it('gives back what was put, with the time', () => {
  const clock = manualClock(5);
  const cache = createCheckCache(tempDatabase(), clock);
  expect(cache.get('a')).toBeUndefined();
  cache.put([{ key: 'a', body: 'one' }]);
  expect(cache.get('a')).toEqual({ at: 5, body: 'one' });
});

it('stays within its bounds: the oldest go first, and what is too long is not kept', () => {
  const clock = manualClock(1);
  const cache = createCheckCache(tempDatabase(), clock, 3);
  for (const key of ['a', 'b', 'c', 'd']) {
    cache.put([{ key, body: key }]);
    clock.advance(1);
  }
  expect(['a', 'b', 'c', 'd'].filter((key) => cache.get(key))).toEqual(['b', 'c', 'd']);
  cache.put([{ key: 'long', body: 'x'.repeat(65_537) }]);
  expect(cache.get('long')).toBeUndefined();
});
