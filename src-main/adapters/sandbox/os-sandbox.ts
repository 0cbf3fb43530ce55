import { type Clock, systemClock } from '../../kernel/clock.ts';
import type { Sandbox } from '../../ports/sandbox.ts';
import { createBubblewrap } from './bubblewrap.ts';
import { createEnclosedSandbox } from './enclosed-sandbox.ts';
import type { Enclosure } from './enclosure.ts';

export type OsSandboxOptions = {
  /** Absolute paths that no command may read, such as the user's home and the data folder, but for its own folders in them. */
  hide: readonly string[];
  clock?: Clock;
};

/** The sandbox of the operating system: bubblewrap on Linux, Seatbelt on macOS. Elsewhere its status says there is none. */
export function createOsSandbox({ hide, clock = systemClock }: OsSandboxOptions): Sandbox {
  return createEnclosedSandbox('os', () => openEnclosure(hide, clock), clock);
}

async function openEnclosure(hide: readonly string[], clock: Clock): Promise<Enclosure | undefined> {
  if (process.platform === 'linux') return createBubblewrap(hide, clock);
  if (process.platform !== 'darwin') return undefined;
  const { createSeatbelt } = await import('./seatbelt.ts');
  return createSeatbelt(hide);
}
