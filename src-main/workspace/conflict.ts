import { FaultError, fault } from '#shared/faults.ts';

const SHOWN = 10;

/** A `conflict` fault that names files: the first in the message, all of them in `cause`, one per line. */
export function conflict(message: string, files: readonly string[], hint: string): FaultError {
  const sorted = [...files].sort();
  const more = sorted.length > SHOWN ? ` and ${sorted.length - SHOWN} more` : '';
  return new FaultError(
    fault('conflict', `${message}: ${sorted.slice(0, SHOWN).join(', ')}${more}`, {
      hint,
      cause: sorted.join('\n'),
    }),
  );
}
