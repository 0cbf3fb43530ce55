import { randomBytes } from 'node:crypto';
import { ok, type Result } from '#shared/faults.ts';
import { publishEndpoint, withdrawEndpoint } from '../host/endpoint.ts';
import type { Host } from '../host/host.ts';
import { withDefaults } from '../host/options.ts';
import { serveHttp } from '../servers/http.ts';
import type { Context } from './context.ts';

/** The way into a host for other processes. */
export type Door = {
  /** The link to the page, with the token in it. */
  url: string;
  close(): Promise<void>;
};

const HOST = '127.0.0.1';

/** Serves a host on this machine and publishes where, so that commands in other terminals reach it. */
export async function openDoor({ home, log }: Context, host: Host, port: number): Promise<Result<Door>> {
  const token = randomBytes(32).toString('base64url');
  const { pageDir } = withDefaults({ home });
  const served = await serveHttp({ router: host.router, pageDir, token, port, host: HOST, logger: log() });
  if (!served.ok) return served;
  const server = served.value;
  const close = async () => {
    await withdrawEndpoint(home);
    await server.close();
  };
  try {
    await publishEndpoint(home, { url: `http://${HOST}:${server.port}`, token, pid: process.pid });
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return ok({ url: server.url, close });
}
