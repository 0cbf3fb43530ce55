import { POOLS, type Pool } from './effect-kinds.ts';

/** How loaded the machine is, sampled by the host. */
export type Pressure = {
  cpus: number;
  /** Runnable processes, averaged over the last minute; 0 where the system does not say. */
  load: number;
  /** Bytes that new work may take without swapping. */
  freeBytes: number;
};

export type Limits = Record<Pool, { least: number; most: number }>;

const NEED_BYTES: Record<Pool, number> = { agent: 256 << 20, check: 512 << 20, quick: 64 << 20 };

export function defaultLimits(cpus: number): Limits {
  return {
    agent: { least: 1, most: Math.max(2, Math.min(8, cpus)) },
    check: { least: 1, most: Math.max(1, Math.floor(cpus / 2)) },
    quick: { least: 2, most: 4 },
  };
}

/**
 * Slots per pool for the pressure of the moment, within the limits. A machine that runs twice as much as it has
 * processors falls to the least; memory allows one slot per need of its pool.
 */
export function slots(limits: Limits, pressure: Pressure): Record<Pool, number> {
  const overload = Math.max(0, pressure.load / Math.max(1, pressure.cpus) - 1);
  const share = Math.max(0, 1 - overload);
  const entries = POOLS.map((pool) => {
    const { least, most } = limits[pool];
    const byCpu = Math.round(most * share);
    const byMemory = Math.floor(pressure.freeBytes / NEED_BYTES[pool]);
    return [pool, Math.max(least, Math.min(most, byCpu, byMemory))] as const;
  });
  return Object.fromEntries(entries) as Record<Pool, number>;
}
