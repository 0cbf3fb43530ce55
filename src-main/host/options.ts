import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defaultLimits, type Limits, type Pressure } from '../engine/governor.ts';
import { type Clock, systemClock } from '../kernel/clock.ts';
import { type Logger, silentLogger } from '../kernel/logger.ts';
import type { Agent } from '../ports/agent.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import { pressureOfMachine } from './pressure.ts';

export type HostOptions = {
  /** Absolute data folder. */
  home: string;
  /** Attempts that run side by side at most; the machine's load lowers it. */
  concurrency?: number;
  /** FULL (the default) also survives a power cut. */
  synchronous?: 'FULL' | 'NORMAL';
  logger?: Logger;
  clock?: Clock;
  /** Agents besides the built-in ones, for tests and packs. */
  agents?: readonly Agent[];
  /** Instead of the sandbox of this machine. */
  sandbox?: Sandbox;
  /** Absolute path of the Node that runs checks. */
  node?: string;
  templateDir?: string;
  pageDir?: string;
  /** Load and memory of the machine; a test that needs its slots names its own. */
  pressure?: () => Pressure;
  /** After how many crashes in it a piece of work is given up; a test that kills hosts from outside needs more. */
  mostCrashes?: number;
};

export type SettledOptions = Required<Omit<HostOptions, 'concurrency' | 'sandbox'>> & {
  limits: Limits;
  sandbox: Sandbox | undefined;
  version: string;
};

export const VERSION = '0.1.0';

const root = new URL('../../', import.meta.url);

export function withDefaults(wishes: HostOptions): SettledOptions {
  const limits = defaultLimits(cpus().length);
  const { concurrency, ...rest } = wishes;
  return {
    synchronous: 'FULL',
    logger: silentLogger,
    clock: systemClock,
    agents: [],
    node: process.execPath,
    templateDir: fileURLToPath(new URL('workspace-template', root)),
    pageDir: fileURLToPath(new URL('dist/renderer', root)),
    sandbox: undefined,
    mostCrashes: 3,
    pressure: pressureOfMachine,
    ...rest,
    limits: concurrency === undefined ? limits : { ...limits, agent: { least: 1, most: concurrency } },
    version: VERSION,
  };
}
