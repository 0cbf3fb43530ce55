import { ORPCError } from '@orpc/server';
import { FAULT_STATUS } from '#shared/contract/errors.ts';
import { type Fault, fault, type Result, shown } from '#shared/faults.ts';

/** A fault as the contract's error: its type in upper case as the code, the whole fault as data. */
export function faultError(value: Fault): ORPCError<string, Fault> {
  return new ORPCError(value.type.toUpperCase(), {
    defined: true,
    status: FAULT_STATUS[value.type],
    message: value.message,
    data: shown(value),
  });
}

/** The value, or the fault thrown as the contract's error. */
export function answer<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw faultError(result.fault);
}

/** The row, or a `not_found` error that names it. */
export function found<T>(row: T | undefined, what: string, id: string): T {
  if (row !== undefined) return row;
  throw faultError(fault('not_found', `There is no ${what} ${id}.`));
}
