import { oc } from '@orpc/contract';
import { Fault, type FaultType } from '../faults.ts';

/** HTTP status of each fault type on the wire. */
export const FAULT_STATUS: Record<FaultType, number> = {
  invalid_input: 400,
  not_found: 404,
  conflict: 409,
  unauthorized: 401,
  rate_limited: 429,
  quota_exhausted: 429,
  overloaded: 503,
  timeout: 504,
  network: 502,
  provider: 502,
  malformed_output: 502,
  truncated_output: 502,
  refused: 422,
  budget_exceeded: 402,
  sandbox: 503,
  git: 500,
  storage: 507,
  cancelled: 499,
  internal: 500,
};

const data = Fault;

/** Every call may fail with a fault; its type is the error's code in upper case, its `data` the whole fault. */
export const call = oc.errors({
  INVALID_INPUT: { status: 400, data },
  NOT_FOUND: { status: 404, data },
  CONFLICT: { status: 409, data },
  UNAUTHORIZED: { status: 401, data },
  SANDBOX: { status: 503, data },
  GIT: { status: 500, data },
  STORAGE: { status: 507, data },
  INTERNAL: { status: 500, data },
});
