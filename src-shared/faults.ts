import { z } from 'zod';

export const FaultType = z.enum([
  'invalid_input',
  'not_found',
  'conflict',
  'unauthorized',
  'rate_limited',
  'quota_exhausted',
  'overloaded',
  'timeout',
  'network',
  'provider',
  'malformed_output',
  'truncated_output',
  'refused',
  'budget_exceeded',
  'sandbox',
  'git',
  'storage',
  'cancelled',
  'internal',
]);
export type FaultType = z.infer<typeof FaultType>;

/** An expected failure, as a value. `message` says what happened; `hint` what was kept and what to do next. */
export const Fault = z.object({
  type: FaultType,
  message: z.string(),
  hint: z.string().optional(),
  /** Whether the same work may succeed when it is tried again unchanged. */
  retryable: z.boolean(),
  /** Milliseconds to wait before a retry, where the other side said so. */
  retryAfterMs: z.number().int().nonnegative().optional(),
  cause: z.string().optional(),
});
export type Fault = z.infer<typeof Fault>;

export type Result<T> = { ok: true; value: T } | { ok: false; fault: Fault };

const RETRYABLE: ReadonlySet<FaultType> = new Set([
  'rate_limited',
  'quota_exhausted',
  'overloaded',
  'timeout',
  'network',
  'provider',
  'malformed_output',
  'truncated_output',
  'git',
]);

export type FaultDetails = { hint?: string; retryable?: boolean; retryAfterMs?: number; cause?: unknown };

export function fault(type: FaultType, message: string, details: FaultDetails = {}): Fault {
  return {
    type,
    message,
    retryable: details.retryable ?? RETRYABLE.has(type),
    ...(details.hint === undefined ? {} : { hint: details.hint }),
    ...(details.retryAfterMs === undefined ? {} : { retryAfterMs: details.retryAfterMs }),
    ...(details.cause === undefined ? {} : { cause: causeText(details.cause) }),
  };
}

/** A fault as people see it: without the inside of the program. */
export function shown({ cause: _inside, ...fault }: Fault): Fault {
  return fault;
}

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail(type: FaultType, message: string, details?: FaultDetails): { ok: false; fault: Fault } {
  return { ok: false, fault: fault(type, message, details) };
}

/** A fault that has to cross code which only knows exceptions. `toFault` turns it back into a value. */
export class FaultError extends Error {
  readonly fault: Fault;

  constructor(value: Fault) {
    super(value.message);
    this.name = 'FaultError';
    this.fault = value;
  }
}

/** Turns whatever was thrown into a fault; what is not a `FaultError` becomes `fallback`. */
export function toFault(thrown: unknown, fallback: FaultType = 'internal'): Fault {
  if (thrown instanceof FaultError) return thrown.fault;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return fault(fallback, message, thrown instanceof Error ? { cause: thrown.stack } : {});
}

/** The value of a result, or a `FaultError`. */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new FaultError(result.fault);
}

function causeText(cause: unknown): string {
  if (cause instanceof Error) return cause.stack ?? cause.message;
  return typeof cause === 'string' ? cause : JSON.stringify(cause);
}

/** Closes an exhaustive switch: a new case becomes a type error instead of a silent gap. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
