import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { AnyRouter } from '@orpc/server';
import { fail, fault, ok, type Result } from '#shared/faults.ts';
import { type Clock, systemClock } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import { type Api, createApi, sendFault } from './http-api.ts';
import { createGuard, type Guard, type Refusal } from './http-guard.ts';
import { servePage } from './http-page.ts';
import { createSockets, type Sockets } from './http-socket.ts';

export type HttpOptions = {
  /** The contract with its calls implemented; they need no context. */
  router: AnyRouter;
  /** Folder of the built page. */
  pageDir: string;
  /** Random secret; whoever has it may do everything. */
  token: string;
  /** 0 takes any free port. */
  port: number;
  /** Loopback only: nobody else on the network shall reach this server. */
  host: '127.0.0.1';
  logger: Logger;
  clock?: Clock;
};

export type HttpServer = {
  /** The link to open, with the token in it; the token leaves the address bar at the first request. */
  url: string;
  port: number;
  /** Ends open sockets and streams and frees the port. */
  close(): Promise<void>;
};

const GRACE_MS = 1_000;

/**
 * Serves the page, the contract as REST under `/api`, and the contract over WebSocket at `/rpc`.
 * Faults: conflict (the port is in use), network (it cannot be opened).
 */
export async function serveHttp(options: HttpOptions): Promise<Result<HttpServer>> {
  const { router, logger, token } = options;
  const clock = options.clock ?? systemClock;
  const server = createServer();
  const opened = await listen(server, options.host, options.port);
  if (!opened.ok) return opened;
  const port = opened.value;
  const guard = createGuard(token, port);
  const sockets = createSockets(router, clock, logger);
  const answer = createAnswer(options.pageDir, port, guard, createApi(router, logger));
  server.on('error', (error) => logger.error({ err: error }, 'the web server failed'));
  server.on('request', (request, response) => {
    answer(request, response).catch((thrown: unknown) => {
      logger.error({ err: thrown }, 'a request failed unexpectedly');
      if (response.headersSent) response.destroy();
      else sendFault(response, 500, fault('internal', 'Something went wrong inside Orchestrator.'));
    });
  });
  server.on('upgrade', (request, socket, head) => upgrade(request, socket, head, guard, sockets));
  return ok({
    url: `http://${options.host}:${port}/?token=${encodeURIComponent(token)}`,
    port,
    close: () => close(server, sockets, clock),
  });
}

function listen(server: Server, host: string, port: number): Promise<Result<number>> {
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') {
        return resolve(
          fail('network', `Port ${port} cannot be opened: ${error.message}.`, { retryable: false }),
        );
      }
      const hint = 'Nothing was started. Choose another port, or 0 for any free one.';
      resolve(fail('conflict', `Port ${port} is in use by another program.`, { hint }));
    });
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      resolve(ok((server.address() as AddressInfo).port));
    });
  });
}

function createAnswer(pageDir: string, port: number, guard: Guard, api: Api) {
  const headers = securityHeaders(port);
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    for (const [name, value] of headers) response.setHeader(name, value);
    const url = urlOf(request);
    if (!url) return sendFault(response, 400, fault('invalid_input', 'The address cannot be read.'));
    const forApi = url.pathname === '/api' || url.pathname.startsWith('/api/');
    const refusal = guard.refuse(request);
    if (refusal?.status === 401 && !forApi && request.method === 'GET') {
      const given = url.searchParams.get('token');
      if (given !== null && guard.isToken(given)) return welcome(url, guard, response);
      return refusePage(response, refusal);
    }
    if (refusal) return sendFault(response, refusal.status, refusal.fault);
    if (forApi) return api(url.pathname, request, response);
    if (url.searchParams.has('token')) return welcome(url, guard, response);
    return servePage(pageDir, url.pathname, request, response);
  };
}

/** Takes the token out of the address bar and the history, into a cookie that no script can read. */
function welcome(url: URL, guard: Guard, response: ServerResponse): void {
  const given = url.searchParams.get('token');
  url.searchParams.delete('token');
  const cookie = given !== null && guard.isToken(given) ? { 'set-cookie': guard.cookie() } : {};
  // More than one leading slash would name another server.
  const location = url.pathname.replace(/^\/+/, '/') + url.search;
  response.writeHead(303, { location, 'cache-control': 'no-store', ...cookie });
  response.end();
}

function refusePage(response: ServerResponse, { status, fault: { message, hint } }: Refusal): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Orchestrator</title>
<style>:root{color-scheme:light dark}body{font:15px/1.6 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem}</style>
<h1>This link does not open the door</h1><p>${message}</p><p>${hint ?? ''}</p></html>`);
}

function securityHeaders(port: number): [string, string][] {
  const connect = `'self' ws://127.0.0.1:${port} ws://localhost:${port}`;
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${connect}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return [
    ['content-security-policy', policy.join('; ')],
    ['x-content-type-options', 'nosniff'],
    ['referrer-policy', 'no-referrer'],
    ['cross-origin-opener-policy', 'same-origin'],
    ['cross-origin-resource-policy', 'same-origin'],
    ['x-frame-options', 'DENY'],
  ];
}

function upgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  guard: Guard,
  sockets: Sockets,
): void {
  socket.on('error', () => socket.destroy());
  const refusal = guard.refuse(request);
  if (!refusal && urlOf(request)?.pathname === '/rpc') {
    sockets.accept(request, socket, head);
    return;
  }
  const status = refusal?.status ?? 404;
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** The address of a request; undefined for what is no path of this server. */
function urlOf(request: IncomingMessage): URL | undefined {
  const target = request.url ?? '';
  return target.startsWith('/') ? (URL.parse(`http://page${target}`) ?? undefined) : undefined;
}

async function close(server: Server, sockets: Sockets, clock: Clock): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cancel = clock.after(GRACE_MS, () => server.closeAllConnections());
  await sockets.close(GRACE_MS);
  await closed;
  cancel();
}
