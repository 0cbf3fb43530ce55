import type { Model } from '../model.ts';
import { header, type WrittenFile } from './code.ts';
import { PATHS } from './paths.ts';
import { keysOf, type TestSpec, testsCode } from './test-specs.ts';

/** `tests/service/http.test.ts`: what every endpoint has in common. */
export function httpTest(model: Model): WrittenFile {
  return {
    path: PATHS.httpTest,
    content: `${header('What every endpoint of the service has in common', keysOf(model, SPECS))}${HEAD}${testsCode(model, SPECS)}`,
  };
}

function inApp(body: string): string {
  return `  await listen(createApp(createStore()), async (call) => {\n${body}  });\n`;
}

const SPECS: readonly TestSpec[] = [
  {
    facts: ['health'],
    title: 'the health endpoint says that the service is up',
    body: inApp(`    const { status, body } = await call('GET', HEALTH_PATH);
    assert.equal(status, 200);
    assert.deepEqual(body, { status: 'ok' });
`),
  },
  {
    facts: ['unknownPath'],
    title: 'an unknown path is answered with 404 and a wrong method with 405',
    body: inApp(`    assert.equal((await call('GET', '/no/such/path')).status, 404);
    assert.equal((await call('DELETE', HEALTH_PATH)).status, 405);
`),
  },
  {
    facts: ['errorShape', 'json'],
    title: 'an error is JSON with a code and a message',
    body: inApp(`    const { headers, body } = await call('GET', '/no/such/path');
    assert.match(headers.get('content-type') ?? '', /^application\\/json/);
    assert.equal(typeof body.error.code, 'string');
    assert.equal(typeof body.error.message, 'string');
`),
  },
  {
    facts: ['errorShape'],
    title: 'an error about fields lists them',
    body: `  await serve([echo], async (call) => {
    const { body } = await call('POST', '/echo', {});
    assert.deepEqual(body.error.fields, [{ field: 'text', message: 'is required' }]);
  });
`,
  },
  {
    facts: ['malformedJson'],
    title: 'a body that is not JSON is answered with 400',
    body: `  const reply = await send('{"text":', 'application/json');
  assert.equal(reply.status, 400);
  assert.equal(reply.code, 'malformed_json');
`,
  },
  {
    facts: ['mediaType'],
    title: 'a body of another type is answered with 415',
    body: `  const reply = await send('text=hello', 'application/x-www-form-urlencoded');
  assert.equal(reply.status, 415);
`,
  },
  {
    facts: ['bodyLimit'],
    title: 'a body beyond the limit is answered with 413',
    body: `  const around = JSON.stringify({ text: '' }).length;
  const fits = await send(JSON.stringify({ text: 'x'.repeat(BODY_LIMIT_BYTES - around) }), 'application/json');
  assert.equal(fits.status, 200);
  const tooLarge = await send(JSON.stringify({ text: 'x'.repeat(BODY_LIMIT_BYTES - around + 1) }), 'application/json');
  assert.equal(tooLarge.status, 413);
`,
  },
  {
    facts: ['hiddenFailure'],
    title: 'an unexpected failure is a 500 that gives nothing away',
    body: `  const broken: Route = {
    method: 'GET',
    path: '/broken',
    handle: () => {
      throw new Error('a secret');
    },
  };
  const silenced = mock.method(console, 'error', () => {});
  await serve([broken], async (call) => {
    const { status, body } = await call('GET', '/broken');
    assert.equal(status, 500);
    assert.doesNotMatch(JSON.stringify(body), /secret|at |\\.ts/);
  });
  silenced.mock.restore();
`,
  },
];

const HEAD = `import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { createApp } from '../../implementation/src/app.ts';
import type { Route } from '../../implementation/src/http/router.ts';
import { createHttpServer } from '../../implementation/src/http/server.ts';
import { BODY_LIMIT_BYTES, HEALTH_PATH } from '../../implementation/src/settings.ts';
import { createStore } from '../../implementation/src/store.ts';
import { validate } from '../../implementation/src/validation.ts';
import { listen, serve } from '../support/serve.ts';

const echo: Route = {
  method: 'POST',
  path: '/echo',
  handle: ({ body }) => ({
    status: 200,
    body: validate<{ text: string }>({ text: { type: 'string', required: true } }, body),
  }),
};

/** Sends a body as it stands to a route that echoes it. */
async function send(text: string, type: string): Promise<{ status: number; code?: string }> {
  const server = createHttpServer([echo]);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  try {
    const headers = { 'content-type': type, connection: 'close' };
    const response = await fetch(\`http://127.0.0.1:\${port}/echo\`, { method: 'POST', body: text, headers });
    const body = JSON.parse(await response.text());
    return { status: response.status, code: body.error?.code };
  } finally {
    server.close();
  }
}

`;
