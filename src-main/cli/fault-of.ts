import { Fault, FaultError, fault } from '#shared/faults.ts';

/** The fault in what a call threw; undefined for what nobody expected. Calls carry it as the `data` of their error. */
export function faultOf(thrown: unknown): Fault | undefined {
  if (thrown instanceof FaultError) return thrown.fault;
  if (!(thrown instanceof Error) || !('data' in thrown)) return undefined;
  const carried = Fault.safeParse(thrown.data);
  return carried.success ? carried.data : undefined;
}

export const hostGone: Fault = fault('network', 'The running host does not answer any more.', {
  hint: 'What it had saved is kept. `orchestrator run --resume` goes on from there.',
});
