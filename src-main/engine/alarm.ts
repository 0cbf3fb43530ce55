import type { Clock } from '../kernel/clock.ts';
import type { Outbox } from '../store/outbox.ts';
import { isStorageError } from '../store/storage-fault.ts';

/** How long to wait before a database that could not be written is tried again. */
export const STORAGE_RETRY_MS = 1_000;

export type Alarm = { set(): void; ring(): void; cancel(): void };

/** Wakes the worker when the next delayed work of the outbox is due. */
export function createAlarm({ outbox, clock }: { outbox: Outbox; clock: Clock }, wake: () => void): Alarm {
  let cancelTimer: (() => void) | undefined;
  const cancel = () => cancelTimer?.();
  const set = () => {
    cancel();
    const due = outbox.nextDue();
    cancelTimer = due === undefined ? undefined : clock.after(due - clock.now(), ring);
  };
  const ring = () => {
    try {
      outbox.ripen(clock.now());
    } catch (error) {
      if (!isStorageError(error)) throw error;
      cancelTimer = clock.after(STORAGE_RETRY_MS, ring);
      return;
    }
    set();
    wake();
  };
  return { set, ring, cancel };
}
