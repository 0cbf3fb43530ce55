import type { DoctorReport } from '#shared/model/doctor.ts';
import type { SandboxReport } from '#shared/model/sandbox.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Core } from './core.ts';
import type { Feed } from './feed.ts';
import type { HomePaths } from './home.ts';

/** What the calls of the contract are made of. */
export type HostParts = Core & {
  version: string;
  paths: HomePaths;
  templateDir: string;
  clock: Clock;
  feed: Feed;
  startedAt: number;
  examine(): Promise<DoctorReport>;
  reportSandbox(): Promise<SandboxReport>;
};
