import type { Command } from '#shared/commands.ts';
import type { NewEffect } from './effect-kinds.ts';

/** What follows from an event: more commands in the same transaction, or work to be done after it. */
export type Step =
  | { do: 'command'; command: Command }
  | { do: 'effect'; effect: NewEffect }
  /** Takes waiting work out of the outbox and aborts what is running. */
  | { do: 'cancel'; what: { runId: string } | { subject: string } }
  | { do: 'pause' | 'resume'; runId: string };
