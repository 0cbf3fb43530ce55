import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { implement } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type Contract, contract } from '#shared/contract/index.ts';
import { FaultError, fault, unwrap } from '#shared/faults.ts';
import { DEFAULT_SETTINGS, type Project } from '#shared/model/project.ts';
import { silentLogger } from '../kernel/logger.ts';
import { type HttpServer, serveHttp } from './http.ts';

const TOKEN = 'a-token-that-nobody-guesses';
const project: Project = {
  ...{ id: 'prj_1', name: 'Rooms', root: '/rooms', policy: 'manual', createdAt: 1 },
  settings: DEFAULT_SETTINGS,
};

let root: string;
let server: HttpServer;
let streamsOpen = 0;

const calls = implement(contract);
const router = {
  projects: {
    list: calls.projects.list.handler(() => [project]),
    create: calls.projects.create.handler(({ input }) => ({ ...project, root: input.root })),
  },
  runs: {
    get: calls.runs.get.handler(({ input }) => {
      throw new FaultError(
        fault('not_found', `No run ${input.runId}.`, { cause: new Error('secret stack') }),
      );
    }),
    summary: calls.runs.summary.handler(() => {
      throw new TypeError('secret detail');
    }),
  },
  changes: {
    watch: calls.changes.watch.handler(async function* ({ signal }) {
      streamsOpen++;
      try {
        yield { seq: 7, reset: true, changes: [{ kind: 'project', id: project.id, row: project }] };
        if (signal && !signal.aborted) await once(signal, 'abort');
      } finally {
        streamsOpen--;
      }
    }),
  },
};

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'http-'));
  await mkdir(join(root, 'page/assets'), { recursive: true });
  await writeFile(join(root, 'page/index.html'), '<title>page</title>');
  await writeFile(join(root, 'page/assets/index-D3adB33f.js'), 'export {};');
  await writeFile(join(root, 'secret.txt'), 'secret');
  await symlink(join(root, 'secret.txt'), join(root, 'page/link.txt'));
  server = unwrap(await serve(0));
});

afterEach(async () => {
  await server.close();
  await rm(root, { recursive: true, force: true });
});

function serve(port: number) {
  const pageDir = join(root, 'page');
  return serveHttp({ router, pageDir, token: TOKEN, port, host: '127.0.0.1', logger: silentLogger });
}

type Answer = { status: number; headers: IncomingHttpHeaders; text: string };

/** Sends a request as written; unlike fetch it neither cleans the path nor sets the name of the host itself. */
async function send(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
  body = '',
): Promise<Answer> {
  const request = httpRequest({ host: '127.0.0.1', port: server.port, path, method, headers, agent: false });
  request.end(body);
  const [response] = await once(request, 'response');
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode, headers: response.headers, text };
}

const key = { authorization: `Bearer ${TOKEN}` };
const json = { ...key, 'content-type': 'application/json' };

describe('who may come in', () => {
  it('exchanges the token of the printed link for a cookie and a clean address', async () => {
    const first = await send(new URL(server.url).pathname + new URL(server.url).search);
    expect(first.status).toBe(303);
    expect(first.headers.location).toBe('/');
    const cookie = first.headers['set-cookie']?.[0] ?? '';
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict; Path=\//);
    const page = await send('/', { cookie: cookie.split(';')[0] ?? '' });
    expect(page).toMatchObject({ status: 200, text: '<title>page</title>' });
  });

  it('never redirects to another server', async () => {
    const { headers } = await send(`//evil.example/?token=${TOKEN}`);
    expect(headers.location).toBe('/evil.example/');
  });

  it('refuses a missing and a wrong token, for the page and for the calls', async () => {
    expect((await send('/')).status).toBe(401);
    expect((await send('/?token=wrong')).status).toBe(401);
    const refused = await send('/api/projects', { authorization: 'Bearer wrong' });
    expect(refused.status).toBe(401);
    expect(JSON.parse(refused.text)).toMatchObject({ code: 'UNAUTHORIZED', data: { type: 'unauthorized' } });
  });

  it('refuses a foreign name of the host even with the token, against DNS rebinding', async () => {
    for (const host of ['evil.example', `evil.example:${server.port}`, '127.0.0.1:1', '127.0.0.1']) {
      expect((await send('/api/projects', { ...key, host })).status).toBe(421);
    }
    expect((await send('/api/projects', { ...key, host: `localhost:${server.port}` })).status).toBe(200);
  });

  it('refuses changes that a page of another origin sends', async () => {
    const body = JSON.stringify({ root: '/x' });
    for (const origin of ['http://evil.example', 'null', `http://127.0.0.1:1`]) {
      expect((await send('/api/projects', { ...json, origin }, 'POST', body)).status).toBe(403);
    }
    const origin = `http://127.0.0.1:${server.port}`;
    expect((await send('/api/projects', { ...json, origin }, 'POST', body)).status).toBe(200);
  });
});

describe('the page', () => {
  it('comes with a strict policy; what carries a hash may be kept, the rest not', async () => {
    const page = await send('/', key);
    expect(page.headers['content-security-policy']).toContain("script-src 'self';");
    expect(page.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
    const script = await send('/assets/index-D3adB33f.js', key);
    expect(script.headers['cache-control']).toContain('immutable');
    expect(script.headers['content-type']).toContain('text/javascript');
  });

  it('gives out nothing from outside its folder', async () => {
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/link.txt',
      '/%00',
      '/%',
      '/assets',
    ]) {
      const { status, text } = await send(path, key);
      expect(status).toBe(404);
      expect(text).not.toContain('secret');
    }
  });

  it('says how to get it when it was never built', async () => {
    await rm(join(root, 'page'), { recursive: true });
    expect(await send('/', key)).toMatchObject({ status: 503, text: expect.stringContaining('npm start') });
  });

  it('survives addresses that are none', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.resume();
    socket.end('GET * HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await once(socket, 'close');
    expect((await send('http://[', key)).status).toBe(400);
    expect((await send('/api/projects', key)).status).toBe(200);
  });
});

describe('the contract as REST', () => {
  it('answers calls and describes itself', async () => {
    expect(JSON.parse((await send('/api/projects', key)).text)).toEqual([project]);
    const description = JSON.parse((await send('/api/openapi.json', key)).text);
    expect(Object.keys(description.paths)).toContain('/runs/{runId}/summary');
    expect(
      description.paths['/projects'].post.requestBody.content['application/json'].schema.required,
    ).toEqual(['root']);
  });

  it('answers with the fault of a call, without its cause', async () => {
    const { status, text } = await send('/api/runs/r1', key);
    expect(status).toBe(404);
    expect(JSON.parse(text)).toMatchObject({
      code: 'NOT_FOUND',
      data: { type: 'not_found', message: 'No run r1.' },
    });
    expect(text).not.toContain('secret');
  });

  it('turns what nobody expected into a plain fault', async () => {
    const { status, text } = await send('/api/runs/r1/summary', key);
    expect(status).toBe(500);
    expect(JSON.parse(text)).toMatchObject({
      code: 'INTERNAL',
      data: { type: 'internal', retryable: false },
    });
    expect(text).not.toContain('secret');
  });

  it('names the fields of wrong input, and a body that is none', async () => {
    const wrong = await send('/api/projects', json, 'POST', '{"root":""}');
    expect(wrong.status).toBe(400);
    expect(JSON.parse(wrong.text)).toMatchObject({ code: 'INVALID_INPUT', data: { message: /^root: / } });
    const broken = await send('/api/projects', json, 'POST', '{');
    expect(broken.status).toBe(400);
    expect(JSON.parse(broken.text).data.type).toBe('invalid_input');
  });

  it('refuses a body that is too large', async () => {
    const headers = { ...json, 'content-length': String(40 * 1024 * 1024) };
    const request = httpRequest({
      host: '127.0.0.1',
      port: server.port,
      path: '/api/projects',
      method: 'POST',
      headers,
    });
    request.on('error', () => undefined);
    request.write('{"root":"');
    const [response] = await once(request, 'response');
    expect(response.statusCode).toBe(413);
    request.destroy();
  });

  it('says so when there is no such call', async () => {
    const { status, text } = await send('/api/nothing', key);
    expect(status).toBe(404);
    expect(JSON.parse(text).data.type).toBe('not_found');
  });
});

describe('the contract over WebSocket', () => {
  const open = (headers: Record<string, string>) =>
    new WebSocket(`ws://127.0.0.1:${server.port}/rpc`, { headers });

  it('carries calls, faults and the stream of changes', async () => {
    const socket = open(key);
    const client: ContractRouterClient<Contract> = createORPCClient(
      new RPCLink({ websocket: socket as never }),
    );
    expect(await client.projects.list()).toEqual([project]);
    await expect(client.runs.get({ runId: 'r1' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      data: { type: 'not_found' },
    });
    await expect(client.runs.summary({ runId: 'r1' })).rejects.toMatchObject({ code: 'INTERNAL' });
    for await (const batch of await client.changes.watch({})) {
      expect(batch).toMatchObject({ seq: 7, reset: true });
      break;
    }
    socket.close();
  });

  it('refuses whoever has no token, another origin, or another path', async () => {
    const refused = async (socket: WebSocket): Promise<number> => {
      const [, response] = await once(socket, 'unexpected-response');
      socket.on('error', () => undefined);
      socket.terminate();
      return response.statusCode;
    };
    expect(await refused(open({}))).toBe(401);
    expect(await refused(open({ ...key, origin: 'http://evil.example' }))).toBe(403);
    expect(await refused(open({ ...key, host: 'evil.example' }))).toBe(421);
    expect(await refused(new WebSocket(`ws://127.0.0.1:${server.port}/other`, { headers: key }))).toBe(404);
  });
});

describe('its life', () => {
  it('names the port that is in use', async () => {
    const second = await serve(server.port);
    expect(second).toMatchObject({ ok: false, fault: { type: 'conflict' } });
    expect(second.ok ? '' : second.fault.message).toContain(String(server.port));
  });

  it('ends open sockets and streams when it closes', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/rpc`, { headers: key });
    const client: ContractRouterClient<Contract> = createORPCClient(
      new RPCLink({ websocket: socket as never }),
    );
    const stream = await client.changes.watch({});
    await stream.next();
    expect(streamsOpen).toBe(1);
    const [[code]] = await Promise.all([once(socket, 'close'), server.close()]);
    expect(code).toBe(1001);
    await expect(fetch(`http://127.0.0.1:${server.port}/`)).rejects.toThrow();
    expect(streamsOpen).toBe(0);
    server = unwrap(await serve(0));
  });
});
