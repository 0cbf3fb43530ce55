import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { AnyRouter } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import { WebSocketServer } from 'ws';
import type { Clock } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import { BODY_LIMIT_BYTES } from './http-api.ts';
import { toOutside } from './http-faults.ts';

export type Sockets = {
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Says goodbye to every client and resolves when all are gone, the silent ones after `graceMs`. */
  close(graceMs: number): Promise<void>;
};

/** A client that leaves this much unread is cut off; it comes back and resumes by sequence number. */
const UNREAD_LIMIT_BYTES = 64 * 1024 * 1024;
const GOING_AWAY = 1001;

/** The contract over WebSocket. */
export function createSockets(router: AnyRouter, clock: Clock, logger: Logger): Sockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: BODY_LIMIT_BYTES });
  const handler = new RPCHandler(router, {
    clientInterceptors: [
      async (options) => {
        try {
          return await options.next();
        } catch (thrown) {
          throw toOutside(thrown, options.path, logger);
        }
      },
    ],
  });
  server.on('connection', (client) => {
    client.on('error', (error) => logger.debug({ err: error }, 'a page sent what could not be read'));
    void handler.upgrade({
      addEventListener: client.addEventListener.bind(client),
      send(data: Parameters<typeof client.send>[0]) {
        if (client.bufferedAmount > UNREAD_LIMIT_BYTES) client.terminate();
        else client.send(data);
      },
    });
  });
  return {
    accept(request, socket, head) {
      server.handleUpgrade(request, socket, head, (client) => server.emit('connection', client, request));
    },
    async close(graceMs) {
      const gone = [...server.clients].map(
        (client) => new Promise<void>((resolve) => client.once('close', () => resolve())),
      );
      for (const client of server.clients) client.close(GOING_AWAY, 'the host stops');
      const cancel = clock.after(graceMs, () => {
        for (const client of server.clients) client.terminate();
      });
      await Promise.all(gone);
      cancel();
      server.close();
    },
  };
}
