import { systemClock } from '../kernel/clock.ts';
import { faultOf } from './fault-of.ts';
import type { Api } from './remote.ts';

const LOOK_MS = 100;
const TIDY_MS = 15_000;

/**
 * Pauses the run and, where the work is done by this process, waits until what is in hand has ended; stops the run
 * when that is asked for meanwhile. A run that ended by itself in the same moment is left as it is.
 */
export async function breakOff(api: Api, runId: string, here: boolean, stop: AbortSignal): Promise<void> {
  await unlessOver(api.runs.pause({ runId }));
  if (!here) return;
  while (await isBusy(api, runId)) {
    if (!stop.aborted) await sleep(LOOK_MS, stop);
    if (stop.aborted) return unlessOver(api.runs.stop({ runId }));
  }
}

/**
 * Waits until this process has cleared away what the run left behind, such as worktrees and branches; 15 s at most,
 * since the next host does it otherwise. What waits for other runs is not waited for.
 */
export async function tidyUp(api: Api, runId: string, leave?: AbortSignal): Promise<void> {
  const until = systemClock.now() + TIDY_MS;
  const others = await hasOthers(api, runId);
  do {
    await sleep(LOOK_MS, leave);
    const { running, waiting } = (await api.system.status()).effects;
    if (running === 0 && (waiting === 0 || others)) return;
  } while (systemClock.now() < until && leave?.aborted !== true);
}

/** Whether work of the run is in hand. The host counts the work of all runs; beside others only tasks can be told apart. */
async function isBusy(api: Api, runId: string): Promise<boolean> {
  if ((await api.system.status()).effects.running === 0) return false;
  return !(await hasOthers(api, runId)) || (await api.runs.progress({ runId })).running.length > 0;
}

async function hasOthers(api: Api, runId: string): Promise<boolean> {
  const runs = await api.runs.list({});
  return runs.some(({ id, state }) => id !== runId && (state === 'active' || state === 'paused'));
}

async function unlessOver(call: Promise<unknown>): Promise<void> {
  await call.catch((thrown: unknown) => {
    if (faultOf(thrown)?.type !== 'conflict') throw thrown;
  });
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise<void>((resolve) => {
    signal?.addEventListener('abort', () => resolve(), { once: true });
    systemClock.after(ms, resolve);
  });
}
