import type { Logger } from '../kernel/logger.ts';
import type { Outbox } from '../store/outbox.ts';
import type { AnyEffect } from './effect.ts';
import { EFFECT_KINDS, type EffectKind } from './effect-kinds.ts';
import type { Engine } from './engine.ts';

export type Recovered = { repeated: number; lost: number };

/** Takes over what a dead host left claimed: repeats what may be repeated, and tells the engine what was lost. */
export function recover(
  engine: Engine,
  outbox: Outbox,
  effects: Record<EffectKind, AnyEffect>,
  boot: string,
  logger: Logger,
): Recovered {
  const recovered = { repeated: 0, lost: 0 };
  for (const row of outbox.orphans(boot)) {
    if (!(row.kind in EFFECT_KINDS)) {
      logger.error({ effect: row }, 'this version does not know this kind of work; it is left out');
      outbox.remove(row.id);
      continue;
    }
    const kind = row.kind as EffectKind;
    engine.transact((tx) => {
      const effect = effects[kind];
      if (EFFECT_KINDS[kind].crash === 'repeat' || !effect.lost) {
        outbox.reclaim(row.id);
        recovered.repeated++;
        return;
      }
      outbox.remove(row.id);
      recovered.lost++;
      for (const command of effect.lost(row.subject)) {
        const done = tx.execute(command, 'engine');
        if (!done.ok)
          logger.warn({ command: command.type, fault: done.fault }, 'lost work was already settled');
      }
    });
  }
  return recovered;
}
