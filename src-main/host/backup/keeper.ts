import type { Clock } from '../../kernel/clock.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { Backups } from './backups.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** The start of a host is not the time for it. */
const FIRST_AFTER_MS = 5 * 60 * 1000;
const AGAIN_AFTER_MS = 60 * 60 * 1000;

/** Sees to it that there is a copy of the database of every day on which the host works. Returns what ends it. */
export function keepBackups(
  backups: Pick<Backups, 'list' | 'daily'>,
  { clock, logger, isEmpty }: { clock: Clock; logger: Logger; isEmpty(): boolean },
): () => void {
  let stop = clock.after(FIRST_AFTER_MS, () => void look());
  let ended = false;
  const next = (ms: number) => {
    if (!ended) stop = clock.after(ms, () => void look());
  };
  async function look(): Promise<void> {
    const [newest] = await backups.list();
    if (ended) return;
    const age = newest ? clock.now() - Date.parse(newest.createdAt) : DAY_MS;
    if (age < DAY_MS) return next(DAY_MS - age);
    // There is nothing to lose yet, and an empty copy is none.
    if (isEmpty()) return next(AGAIN_AFTER_MS);
    const taken = await backups.daily();
    if (taken.ok) logger.info({ backup: taken.value }, 'the database was backed up');
    else logger.error({ fault: taken.fault }, 'the database could not be backed up');
    next(taken.ok ? DAY_MS : AGAIN_AFTER_MS);
  }
  return () => {
    ended = true;
    stop();
  };
}
