import { availableParallelism, loadavg } from 'node:os';
import type { Pool } from '../engine/effect-kinds.ts';
import { type Limits, slots } from '../engine/governor.ts';
import type { Clock } from '../kernel/clock.ts';

const SAMPLE_MS = 1_000;

/** Slots for the pressure on this machine, sampled at most once a second and only when somebody asks. */
export function createPressureGauge(clock: Clock, limits: Limits): { slots(): Record<Pool, number> } {
  let sampledAt = Number.NEGATIVE_INFINITY;
  let current = slots(limits, { cpus: 1, load: 0, freeBytes: Number.POSITIVE_INFINITY });
  return {
    slots() {
      const now = clock.now();
      if (now - sampledAt >= SAMPLE_MS) {
        sampledAt = now;
        const [load = 0] = loadavg();
        current = slots(limits, { cpus: availableParallelism(), load, freeBytes: process.availableMemory() });
      }
      return current;
    },
  };
}
