import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import type { ChangeBatch } from '../changes.ts';
import { AgentProfile } from '../model/agent.ts';
import { DoctorReport } from '../model/doctor.ts';
import { SandboxReport } from '../model/sandbox.ts';
import { call } from './errors.ts';

export const system = {
  status: call.route({ method: 'GET', path: '/status' }).output(
    z.object({
      version: z.string(),
      /** Data folder of this host. */
      home: z.string(),
      startedAt: z.number().int(),
      /** Last journal position. */
      seq: z.number().int(),
      projects: z.number().int(),
      runsActive: z.number().int(),
      decisionsOpen: z.number().int(),
      effects: z.object({ waiting: z.number().int(), running: z.number().int(), slots: z.number().int() }),
    }),
  ),
  doctor: call.route({ method: 'GET', path: '/doctor' }).output(DoctorReport),
  /** What holds commands on this machine, and what a check of an attempt gets to see. */
  sandbox: call.route({ method: 'GET', path: '/system/sandbox' }).output(SandboxReport),
  agents: call.route({ method: 'GET', path: '/agents' }).output(z.array(AgentProfile)),
};

export const changes = {
  /**
   * Rows as they change. Without `after`, or when the journal moved too far on, it begins with batches of a snapshot
   * (the first one says `reset`). A client that lost its connection comes back with the last `seq` it saw.
   */
  watch: call
    .route({ method: 'GET', path: '/changes' })
    .input(z.object({ after: z.coerce.number().int().nonnegative().optional() }))
    .output(eventIterator(z.custom<ChangeBatch>((value) => typeof value === 'object' && value !== null))),
};
