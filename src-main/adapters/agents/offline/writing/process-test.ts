import type { Entity, Model } from '../model.ts';
import { header, quote, type WrittenFile } from './code.ts';
import { PATHS } from './paths.ts';
import { keysOf, type TestSpec, testsCode } from './test-specs.ts';

/** `tests/service/process.test.ts`: the service as a process of its own. */
export function processTest(model: Model): WrittenFile {
  const entity = model.entities.find((each) => each.fields.every((field) => field.references === undefined));
  const specs = [...SPECS, persistence(entity)];
  const sample = entity ? `import { sample${entity.typeName} } from '../${entity.plural}/sample.ts';\n` : '';
  return {
    path: PATHS.processTest,
    content: `${header('The service as a process of its own', keysOf(model, specs))}import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { HEALTH_PATH } from '../../implementation/src/settings.ts';
import { createStore } from '../../implementation/src/store.ts';
${sample}import { start } from '../support/process.ts';
import { callService } from '../support/serve.ts';

${testsCode(model, specs)}`,
  };
}

function persistence(entity: Entity | undefined): TestSpec {
  const folder = `  const folder = mkdtempSync(join(tmpdir(), 'service-'));
  const file = join(folder, 'data.json');
`;
  if (!entity) {
    return {
      facts: [],
      title: 'a store with a file finds its records again',
      body: `${folder}  const record = createStore({ file }).collection('notes').insert({ kept: true });
  const found = createStore({ file }).collection('notes').get(record.id);
  rmSync(folder, { recursive: true });
  assert.deepEqual(found, record);
`,
    };
  }
  return {
    facts: ['persistence'],
    title: 'data survives a restart when a file is named',
    body: `${folder}  const before = await start(t, { DATA_FILE: file });
  const body = sample${entity.typeName}(createStore());
  const created = await callService(\`\${before.url}\${${quote(entity.path)}}\`, 'POST', body);
  await before.stop();
  const after = await start(t, { DATA_FILE: file });
  const found = await callService(\`\${after.url}\${created.headers.get('location')}\`, 'GET');
  await after.stop();
  rmSync(folder, { recursive: true });
  assert.equal(found.status, 200);
  assert.deepEqual(found.body, created.body);
`.replace(`\${${quote(entity.path)}}`, entity.path),
  };
}

const SPECS: readonly TestSpec[] = [
  {
    facts: ['environment'],
    title: 'host and port come from the environment',
    body: `  const service = await start(t, { PORT: '0', HOST: '127.0.0.1' });
  const { status } = await callService(\`\${service.url}\${HEALTH_PATH}\`, 'GET');
  await service.stop();
  assert.equal(status, 200);
`,
  },
  {
    facts: ['shutdown'],
    title: 'SIGTERM ends the service cleanly',
    body: `  const service = await start(t);
  assert.equal((await callService(\`\${service.url}\${HEALTH_PATH}\`, 'GET')).status, 200);
  assert.equal(await service.stop(), 0);
`,
  },
  {
    facts: ['requestLog'],
    title: 'every request is one line of JSON',
    body: `  const service = await start(t);
  await callService(\`\${service.url}/no/such/path\`, 'GET');
  const { durationMs, ...line } = await service.nextLine();
  await service.stop();
  assert.deepEqual(line, { method: 'GET', path: '/no/such/path', status: 404 });
  assert.equal(typeof durationMs, 'number');
`,
  },
  {
    facts: [],
    title: 'a hundred requests at once are all answered',
    body: `  const service = await start(t);
  const url = \`\${service.url}\${HEALTH_PATH}\`;
  const replies = await Promise.all(Array.from({ length: 100 }, () => callService(url, 'GET')));
  await service.stop();
  assert.ok(replies.every((reply) => reply.status === 200));
`,
  },
];
