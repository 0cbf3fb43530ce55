import type { Command } from '#shared/commands.ts';
import { type Fault, type Result, toFault } from '#shared/faults.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Outbox, OutboxRow } from '../store/outbox.ts';
import { backoff } from './backoff.ts';
import type { AnyEffect } from './effect.ts';
import type { EffectKind } from './effect-kinds.ts';
import type { Engine, Transaction } from './engine.ts';
import type { Flight } from './flights.ts';
import type { Read } from './read.ts';

export type SettlingParts = {
  engine: Engine;
  outbox: Outbox;
  effects: Record<EffectKind, AnyEffect>;
  read: Read;
  clock: Clock;
  boot: string;
  logger: Logger;
  /** Called when work was put off to a later moment. */
  onDelay(): void;
};

/** How a piece of work came to an end. */
export type Outcome = { flight: Flight; result: Result<Command[]> };

export type Settling = {
  /** Takes the work out of the outbox and decides the commands it came back with; a late or foreign result does nothing. */
  settle(tx: Transaction, outcome: Outcome): void;
  giveUp(tx: Transaction, row: OutboxRow, why: Fault, timedOut: boolean): void;
  /** Work whose settling broke is given up in a transaction of its own. */
  settleBug(row: OutboxRow, error: unknown): void;
};

export function createSettling(parts: SettlingParts): Settling {
  const { engine, outbox, effects, clock, boot, logger } = parts;

  const perform = (tx: Transaction, row: OutboxRow, commands: readonly Command[]) => {
    for (const command of commands) {
      const done = tx.execute(command, `effect:${row.kind}`);
      if (done.ok) continue;
      logger.warn(
        { command: command.type, subject: row.subject, fault: done.fault },
        'an outcome came too late',
      );
      break;
    }
  };

  const giveUp: Settling['giveUp'] = (tx, row, why, timedOut) => {
    if (!outbox.settle(row.id, boot)) return;
    const effect = effects[row.kind as EffectKind];
    const onTimeOut = timedOut ? effect.timedOut : undefined;
    perform(tx, row, onTimeOut ? onTimeOut(row.subject, why) : effect.failed(row.subject, why, parts.read));
  };

  const retryOrGiveUp = (tx: Transaction, row: OutboxRow, why: Fault) => {
    if (why.retryable && row.tries < effects[row.kind as EffectKind].retries) {
      if (outbox.retry(row.id, boot, clock.now() + backoff(why, row.tries))) parts.onDelay();
    } else {
      giveUp(tx, row, why, false);
    }
  };

  /** Work that cannot even be given up must not take the host down, now or at each start. */
  const leaveOut = (row: OutboxRow, error: unknown) => {
    logger.error({ err: error, effect: row }, 'work could not be given up; it is left out');
    try {
      engine.transact(() => outbox.settle(row.id, boot));
    } catch (disk) {
      logger.error({ err: disk, effect: row }, 'it stays claimed; the next start takes it up');
    }
  };

  return {
    giveUp,
    settle(tx, { flight: { row, fate }, result }) {
      if (fate?.kind === 'timed_out') giveUp(tx, row, fate.fault, true);
      else if (!result.ok) retryOrGiveUp(tx, row, result.fault);
      else if (outbox.settle(row.id, boot)) perform(tx, row, result.value);
    },
    settleBug(row, error) {
      logger.error({ err: error, effect: row }, 'work could not be settled');
      const bug = { ...toFault(error), retryable: false };
      try {
        engine.transact((tx) => giveUp(tx, row, bug, false));
      } catch (again) {
        leaveOut(row, again);
      }
    },
  };
}
