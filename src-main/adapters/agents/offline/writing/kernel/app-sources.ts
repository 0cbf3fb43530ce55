/** `implementation/src/app.ts` of a generated service. */
export const APP = `import type { Server } from 'node:http';
import type { Route } from './http/router.ts';
import { createHttpServer, type RequestLog } from './http/server.ts';
import { modules } from './modules.ts';
import { HEALTH_PATH } from './settings.ts';
import type { Store } from './store.ts';

const health: Route = {
  method: 'GET',
  path: HEALTH_PATH,
  handle: () => ({ status: 200, body: { status: 'ok' } }),
};

/** The whole service over a store; it does not listen yet. */
export function createApp(store: Store, log?: RequestLog): Server {
  const routes = modules.flatMap((module) => module(store));
  return createHttpServer([health, ...routes], log);
}
`;

/** `implementation/src/main.ts` of a generated service. */
export const MAIN = `import { createApp } from './app.ts';
import { createStore } from './store.ts';

const port = Number(process.env.PORT ?? 3000);
const host = process.env.HOST ?? '127.0.0.1';
const file = process.env.DATA_FILE;

const write = (entry: object) => console.log(JSON.stringify(entry));
const server = createApp(createStore(file === undefined ? {} : { file }), write);

server.on('error', (error) => {
  write({ event: 'failed', message: error.message });
  process.exitCode = 1;
});

server.listen(port, host, () => {
  const address = server.address();
  write({ event: 'listening', host, port: typeof address === 'object' ? address?.port : port });
});

/** Requests that have begun are answered first; idle connections are closed. */
function stop(): void {
  server.close(() => write({ event: 'stopped' }));
  server.closeIdleConnections();
}

process.once('SIGTERM', stop);
process.once('SIGINT', stop);
`;
