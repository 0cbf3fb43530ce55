import { ok, type Result } from '#shared/faults.ts';
import { readEndpoint } from '../host/endpoint.ts';
import type { Host } from '../host/host.ts';
import { systemClock } from '../kernel/clock.ts';
import type { Context } from './context.ts';
import { type Api, connectRemote } from './remote.ts';

export type Connection = {
  api: Api;
  /** The host of this process, or undefined when another process does the work. */
  host: Host | undefined;
  /** Ends what `connect` opened; work of another process goes on. */
  close(): Promise<void>;
};

const LOOK_MS = 100;
/** How long a host may use a data folder without saying where it is: while it starts, and while it ends. */
const SILENT_MS = 3_000;

/**
 * Reaches the host of a data folder: the one that runs, else one in this process, opened but not yet started. A host that
 * has the folder but cannot be reached is waited for until `patienceMs` are over.
 */
export async function connect(context: Context, patienceMs = SILENT_MS): Promise<Result<Connection>> {
  const until = systemClock.now() + patienceMs;
  for (;;) {
    const connection = await tryConnect(context);
    if (connection.ok || connection.fault.type !== 'conflict' || systemClock.now() >= until)
      return connection;
    await new Promise<void>((resolve) => void systemClock.after(LOOK_MS, resolve));
  }
}

async function tryConnect(context: Context): Promise<Result<Connection>> {
  const endpoint = await readEndpoint(context.home);
  const remote = endpoint && (await connectRemote(endpoint));
  if (remote) {
    return ok({ api: remote.api, host: undefined, close: async () => remote.close() });
  }
  const opened = await openHost(context);
  if (!opened.ok) return opened;
  const host = opened.value;
  return ok({ api: host.api, host, close: () => host.stop() });
}

/** Loaded only when needed: the host brings the database and every adapter with it. */
export async function openHost({ home, log }: Context): Promise<Result<Host>> {
  const { createHost } = await import('../host/host.ts');
  return createHost({ home, logger: log() });
}
