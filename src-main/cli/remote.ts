import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { FaultError } from '#shared/faults.ts';
import type { Endpoint } from '../host/endpoint.ts';
import type { Host } from '../host/host.ts';
import { systemClock } from '../kernel/clock.ts';
import { hostGone } from './fault-of.ts';

export type Api = Host['api'];

const OPEN_MS = 3000;

/** Calls a host in another process. Undefined when nobody answers there or the token is not its own. */
export async function connectRemote({
  url,
  token,
}: Endpoint): Promise<{ api: Api; close(): void } | undefined> {
  const address = new URL('/rpc', url);
  address.protocol = 'ws:';
  const socket = new WebSocket(address, { headers: { authorization: `Bearer ${token}` } });
  if (!(await opens(socket))) return undefined;
  const link = new RPCLink({
    websocket: socket,
    interceptors: [
      async ({ next }) => {
        try {
          return await next();
        } catch (thrown) {
          throw socket.readyState === WebSocket.OPEN ? thrown : new FaultError(hostGone);
        }
      },
    ],
  });
  return { api: createORPCClient<Api>(link), close: () => socket.close() };
}

function opens(socket: WebSocket): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const cancel = systemClock.after(OPEN_MS, () => {
    socket.close();
    resolve(false);
  });
  socket.addEventListener('open', () => resolve(true), { once: true });
  socket.addEventListener('error', () => resolve(false), { once: true });
  return promise.finally(cancel);
}
