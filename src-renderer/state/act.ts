import { ORPCError } from '@orpc/client';
import { useCallback, useState } from 'react';
import { Fault, FaultError, fault } from '#shared/faults.ts';
import type { Api } from '../link/link.ts';
import { useDesk } from './desk.tsx';

/** Whatever a call threw, as a fault that says what happened and what to do. */
export function faultOf(thrown: unknown): Fault {
  if (thrown instanceof FaultError) return thrown.fault;
  if (thrown instanceof ORPCError) {
    const known = Fault.safeParse(thrown.data);
    return known.success ? known.data : fault('internal', thrown.message);
  }
  return fault('network', 'The connection was lost before the host answered.', {
    hint: 'It may or may not have been done: look at the state once the page is live again.',
  });
}

/** Runs calls for a view: one at a time, with what went wrong shown to the user. */
export function useAct(): {
  busy: boolean;
  /** The call's value, or undefined when it failed; `done` is said when it succeeded. */
  act<T>(call: (api: Api) => Promise<T>, done?: string): Promise<T | undefined>;
} {
  const { link, notices } = useDesk();
  const [busy, setBusy] = useState(false);
  const act = useCallback(
    async <T>(call: (api: Api) => Promise<T>, done?: string): Promise<T | undefined> => {
      setBusy(true);
      try {
        const value = await call(link.api);
        if (done !== undefined) notices.show({ tone: 'good', text: done });
        return value;
      } catch (thrown) {
        const { message, hint } = faultOf(thrown);
        notices.show({ tone: 'bad', text: message, ...(hint === undefined ? {} : { detail: hint }) });
        return undefined;
      } finally {
        setBusy(false);
      }
    },
    [link, notices],
  );
  return { busy, act };
}
