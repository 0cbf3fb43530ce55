import { type Fault, fault } from '#shared/faults.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Outbox, OutboxRow } from '../store/outbox.ts';
import type { AnyEffect } from './effect.ts';
import { EFFECT_KINDS, type EffectKind } from './effect-kinds.ts';
import type { Engine } from './engine.ts';
import type { Read } from './read.ts';

export type Recovered = { repeated: number; lost: number; givenUp: number };

export type RecoverParts = {
  engine: Engine;
  outbox: Outbox;
  effects: Record<EffectKind, AnyEffect>;
  read: Read;
  boot: string;
  logger: Logger;
  /** In how many crashes work may have been under way before it is given up instead of repeated. */
  mostCrashes?: number;
};

const MOST_CRASHES = 3;

/** Takes over what a dead host left claimed: repeats what may be repeated, and tells the engine what was lost or given up. */
export function recover(parts: RecoverParts): Recovered {
  const { engine, outbox, effects, boot, logger, read, mostCrashes = MOST_CRASHES } = parts;
  const recovered = { repeated: 0, lost: 0, givenUp: 0 };
  for (const row of outbox.orphans(boot)) {
    if (!(row.kind in EFFECT_KINDS)) {
      logger.error({ effect: row }, 'this version does not know this kind of work; it is left out');
      outbox.remove(row.id);
      continue;
    }
    const kind = row.kind as EffectKind;
    engine.transact((tx) => {
      const effect = effects[kind];
      const isLost = EFFECT_KINDS[kind].crash === 'lose' && effect.lost !== undefined;
      const crashes = row.crashes + 1;
      if (!isLost && crashes < mostCrashes) {
        outbox.reclaim(row.id);
        recovered.repeated++;
        return;
      }
      if (!isLost)
        logger.error({ effect: row, crashes }, 'work is given up: the host died in it again and again');
      outbox.remove(row.id);
      recovered[isLost ? 'lost' : 'givenUp']++;
      const follow = isLost
        ? effect.lost?.(row.subject)
        : effect.failed(row.subject, deadly(row, crashes), read);
      for (const command of follow ?? []) {
        const done = tx.execute(command, 'engine');
        if (!done.ok)
          logger.warn({ command: command.type, fault: done.fault }, 'lost work was already settled');
      }
    });
  }
  return recovered;
}

function deadly({ kind }: OutboxRow, crashes: number): Fault {
  return fault(
    'internal',
    `The host died ${crashes} times while "${kind}" was under way; it is not tried again.`,
    {
      hint: 'Everything before it was kept. The log of the host says more; try it with other input or in a new run.',
      retryable: false,
    },
  );
}
