import { expect, it } from 'vitest';
import { fail, ok } from '#shared/faults.ts';
import type { DailyBackup } from '#shared/model/backup.ts';
import { manualClock } from '../../kernel/clock.ts';
import { silentLogger } from '../../kernel/logger.ts';
import { keepBackups } from './keeper.ts';

const HOUR = 3_600_000;

function setUp() {
  const clock = manualClock(Date.UTC(2026, 0, 1));
  const made: DailyBackup[] = [];
  const state = { empty: false, broken: false };
  let tries = 0;
  const backups = {
    list: async () => made.toReversed(),
    async daily() {
      tries++;
      if (state.broken) return fail('storage', 'The disk is full.');
      const backup = { path: '/b', createdAt: new Date(clock.now()).toISOString(), seq: 1, bytes: 1 };
      made.push(backup);
      return ok(backup);
    },
  };
  const stop = keepBackups(backups, { clock, logger: silentLogger, isEmpty: () => state.empty });
  const pass = async (hours: number) => {
    for (let hour = 0; hour < hours; hour++) {
      clock.advance(HOUR);
      // The keeper looks at files between its timers.
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    }
  };
  return { made, state, stop, pass, tries: () => tries };
}

it('makes a copy a day while the host works, and none after its end', async () => {
  const { made, stop, pass } = setUp();
  await pass(1);
  expect(made).toHaveLength(1);
  await pass(22);
  expect(made).toHaveLength(1);
  await pass(49);
  expect(made).toHaveLength(3);
  stop();
  await pass(100);
  expect(made).toHaveLength(3);
});

it('makes none of an empty database, and one as soon as there is something', async () => {
  const { made, state, pass } = setUp();
  state.empty = true;
  await pass(10);
  expect(made).toHaveLength(0);
  state.empty = false;
  await pass(2);
  expect(made).toHaveLength(1);
});

it('tries again after an hour when it could not', async () => {
  const { made, state, pass, tries } = setUp();
  state.broken = true;
  await pass(3);
  expect([made.length, tries()]).toEqual([0, 3]);
  state.broken = false;
  await pass(1);
  expect(made).toHaveLength(1);
});
