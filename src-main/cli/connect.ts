import { ok, type Result } from '#shared/faults.ts';
import { readEndpoint } from '../host/endpoint.ts';
import type { Host } from '../host/host.ts';
import type { Context } from './context.ts';
import { type Api, connectRemote } from './remote.ts';

export type Connection = {
  api: Api;
  /** The host of this process, or undefined when another process does the work. */
  host: Host | undefined;
  /** Ends what `connect` opened; work of another process goes on. */
  close(): Promise<void>;
};

/** Reaches the host of a data folder: the one that runs, else one in this process, opened but not yet started. */
export async function connect(context: Context): Promise<Result<Connection>> {
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
