import { randomBytes } from 'node:crypto';
import { ID_PREFIX, type NewId } from '#shared/ids.ts';
import type { Clock } from './clock.ts';

const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_DIGITS = 9;
const COUNTER_LIMIT = 32 ** 4;
const RANDOM_DIGITS = 4;

/**
 * Ids such as `tsk_01kgx3v5m0000ab3d`: milliseconds, a counter within the process, and a random tail per process,
 * in base 32. They sort by creation within a process, so that new rows append to the end of an index.
 */
export function createNewId(clock: Pick<Clock, 'now'>): NewId {
  const tail = [...randomBytes(RANDOM_DIGITS)].map((byte) => DIGITS[byte % 32]).join('');
  let lastMs = 0;
  let counter = 0;
  return (kind) => {
    const ms = Math.max(clock.now(), lastMs);
    counter = ms === lastMs ? counter + 1 : 0;
    lastMs = counter >= COUNTER_LIMIT ? ms + 1 : ms;
    counter %= COUNTER_LIMIT;
    return `${ID_PREFIX[kind]}_${base32(lastMs, TIME_DIGITS)}${base32(counter, 4)}${tail}`;
  };
}

function base32(value: number, width: number): string {
  let text = '';
  let rest = value;
  for (let i = 0; i < width; i++) {
    text = DIGITS[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
