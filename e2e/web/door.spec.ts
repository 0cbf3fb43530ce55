import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { expect, test } from '@playwright/test';
import { WebSocket } from 'ws';
import { startHost, type TestHost } from '../support/host.ts';

let host: TestHost;
let token: string;

test.beforeAll(async () => {
  host = await startHost();
  token = host.link.searchParams.get('token') ?? '';
});
test.afterAll(() => host.end());

async function statusOf(path: string, headers: Record<string, string>, method = 'GET'): Promise<number> {
  const { port } = host.link;
  const request = httpRequest({ host: '127.0.0.1', port, path, method, headers, agent: false });
  request.end();
  const [response] = await once(request, 'response');
  response.resume();
  return response.statusCode;
}

async function socketStatus(headers: Record<string, string>): Promise<number> {
  const socket = new WebSocket(`ws://127.0.0.1:${host.link.port}/rpc`, { headers });
  const [, response] = await once(socket, 'unexpected-response');
  socket.on('error', () => undefined);
  socket.terminate();
  return response.statusCode;
}

test('a browser without the right token sees what to do, and nothing else', async ({ page }) => {
  for (const search of ['', '?token=wrong']) {
    const response = await page.goto(`${host.link.origin}/${search}`);
    expect(response?.status()).toBe(401);
    await expect(page.getByText('Open the link that Orchestrator printed')).toBeVisible();
  }
});

test('a script needs the token', async () => {
  expect(await statusOf('/api/status', {})).toBe(401);
  expect(await statusOf('/api/status', { authorization: 'Bearer wrong' })).toBe(401);
  expect(await statusOf('/api/status', { authorization: `Bearer ${token}` })).toBe(200);
});

test('a foreign host name is refused even with the token', async () => {
  const authorization = `Bearer ${token}`;
  expect(await statusOf('/api/status', { authorization, host: `evil.example:${host.link.port}` })).toBe(421);
  expect(await socketStatus({ authorization, host: 'evil.example' })).toBe(421);
});

test('a page of a foreign origin can change nothing and open no socket', async ({ page, context }) => {
  const authorization = `Bearer ${token}`;
  const origin = 'http://evil.example';
  expect(await statusOf('/api/projects', { authorization, origin }, 'POST')).toBe(403);
  expect(await socketStatus({ authorization, origin })).toBe(403);

  await page.goto(host.link.href);
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  const foreign = await context.newPage();
  await foreign.route('http://evil.example/', (route) =>
    route.fulfill({ contentType: 'text/html', body: 'evil' }),
  );
  await foreign.goto('http://evil.example/');
  const opened = await foreign.evaluate(
    `new Promise((done) => {
      const socket = new WebSocket('ws://127.0.0.1:${host.link.port}/rpc');
      socket.onopen = () => done('open');
      socket.onerror = () => done('refused');
    })`,
  );
  expect(opened).toBe('refused');
});
