import type { Command } from '#shared/commands.ts';
import type { Fault, Result } from '#shared/faults.ts';
import type { Read } from './read.ts';

/** What a runner may use of its surroundings besides its own tools. */
export type RunContext = {
  /** Aborts when the work is cancelled, out of time, or the host stops. */
  readonly signal: AbortSignal;
  /** A sign of life; without one for the heartbeat time-out the work counts as hung. */
  beat(): void;
};

/**
 * One kind of work outside the transaction. `load` reads its input from the rows when a slot is free; `run` does it with
 * no database at hand and returns the commands that settle it.
 */
export type Effect<Input> = {
  /** Undefined when the work is no longer wanted; it is dropped then. */
  load(subject: string, read: Read): Input | undefined;
  /** Decided in the same transaction that takes the work from the outbox. */
  begin?(subject: string): Command;
  /** Work of the same lane is done one after another. */
  lane?(input: Input): string;
  run(input: Input, context: RunContext): Promise<Result<Command[]>>;
  /** What follows when it failed for good. */
  failed(subject: string, fault: Fault, read: Read): Command[];
  /** What follows when it ran out of time; `failed` when left out. */
  timedOut?(subject: string, fault: Fault): Command[];
  /** What follows when the host died with it; only for kinds that a crash loses. */
  lost?(subject: string): Command[];
  /** How often a retryable fault is tried again by the worker itself. */
  retries: number;
  /** Milliseconds it may take from start to close. */
  timeoutMs(input: Input, read: Read): number;
};

// biome-ignore lint/suspicious/noExplicitAny: the input is known to each effect alone; the registry only passes it on
export type AnyEffect = Effect<any>;
