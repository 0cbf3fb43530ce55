import type { CommandOf, CommandType } from '#shared/commands.ts';
import type { Event, EventOf, EventType } from '#shared/events.ts';
import type { Result } from '#shared/faults.ts';
import type { NewId } from '#shared/ids.ts';

/** What deciding may use besides the rows: nothing that differs from one replay to the next is taken from elsewhere. */
export type DecideTools = {
  /** Epoch milliseconds of this transaction. */
  now: number;
  newId: NewId;
};

/** Decides a command on the rows as they stand: the events that follow, or why not. Writes nothing. */
export type Decide<T extends CommandType> = (command: CommandOf<T>, tools: DecideTools) => Result<Event[]>;

export type Deciders<T extends CommandType> = { [K in T]: Decide<K> };

/** Writes an event to the rows. Depends on the event and the rows alone, so that a replay gives the same rows. */
export type Appliers = { [K in EventType]?: (event: EventOf<K>, at: number) => void };
