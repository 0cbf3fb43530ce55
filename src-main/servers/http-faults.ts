import { ORPCError } from '@orpc/server';
import { FAULT_STATUS } from '#shared/contract/errors.ts';
import { Fault, FaultError, fault } from '#shared/faults.ts';
import type { Logger } from '../kernel/logger.ts';

/**
 * Any error of a call as one that may leave this process: code and `data` are the fault's, causes and stacks stay
 * behind. What nobody expected is logged and becomes `INTERNAL`.
 */
export function toOutside(
  thrown: unknown,
  path: readonly string[],
  logger: Logger,
): ORPCError<string, Fault> {
  if (thrown instanceof FaultError) return outside(thrown.fault);
  if (thrown instanceof ORPCError) {
    const known = Fault.safeParse(thrown.data);
    if (known.success) return outside(known.data, thrown.status);
    if (thrown.code === 'BAD_REQUEST') return outside(invalidInput(thrown), thrown.status);
    if (thrown.status < 500) return outside(fault('invalid_input', thrown.message), thrown.status);
  }
  logger.error({ err: thrown, call: path.join('.') }, 'a call failed unexpectedly');
  return outside(unexpected);
}

/** The body of an error response, where only the protocol and not a call was involved. */
export function toBody(error: ORPCError<string, unknown>): unknown {
  if (Fault.safeParse(error.data).success) return error.toJSON();
  const plain = error.status < 500 ? fault('invalid_input', error.message) : unexpected;
  return outside(plain, error.status).toJSON();
}

/** A fault as the error of a call. */
export function outside(value: Fault, status: number = FAULT_STATUS[value.type]): ORPCError<string, Fault> {
  const { cause: _kept, ...data } = value;
  return new ORPCError(value.type.toUpperCase(), { defined: true, status, message: value.message, data });
}

const unexpected: Fault = fault('internal', 'Something went wrong inside Orchestrator.', {
  hint: 'Nothing was half done: a change is saved whole or not at all. The log of the host names the cause.',
});

function invalidInput(error: ORPCError<string, unknown>): Fault {
  const issues = issuesOf(error.data);
  return fault('invalid_input', issues.length > 0 ? issues.join('; ') : error.message, {
    hint: 'Nothing was changed. Correct the named fields and send it again.',
  });
}

function issuesOf(data: unknown): string[] {
  if (typeof data !== 'object' || data === null || !('issues' in data) || !Array.isArray(data.issues))
    return [];
  return data.issues.slice(0, 10).flatMap((issue: unknown) => {
    if (typeof issue !== 'object' || issue === null || !('message' in issue)) return [];
    const path = 'path' in issue && Array.isArray(issue.path) ? issue.path.map(String).join('.') : '';
    return [`${path === '' ? 'input' : path}: ${String(issue.message)}`];
  });
}
