import { availableParallelism, loadavg } from 'node:os';
import type { Pool } from '../engine/effect-kinds.ts';
import { type Limits, type Pressure, slots } from '../engine/governor.ts';
import type { Clock } from '../kernel/clock.ts';

const SAMPLE_MS = 1_000;

export function pressureOfMachine(): Pressure {
  const [load = 0] = loadavg();
  return { cpus: availableParallelism(), load, freeBytes: process.availableMemory() };
}

/** Slots for the pressure on the machine, sampled at most once a second and only when somebody asks. */
export function createPressureGauge(
  clock: Clock,
  limits: Limits,
  measure: () => Pressure,
): { slots(): Record<Pool, number> } {
  let sampledAt = Number.NEGATIVE_INFINITY;
  let current = slots(limits, { cpus: 1, load: 0, freeBytes: Number.POSITIVE_INFINITY });
  return {
    slots() {
      const now = clock.now();
      if (now - sampledAt >= SAMPLE_MS) {
        sampledAt = now;
        current = slots(limits, measure());
      }
      return current;
    },
  };
}
