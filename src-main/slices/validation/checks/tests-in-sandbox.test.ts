import { tmpdir } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { unwrap } from '#shared/faults.ts';
import type { CheckResult } from '#shared/model/check.ts';
import { createOsSandbox } from '../../../adapters/sandbox/os-sandbox.ts';
import { checkFixture } from './check-fixture.ts';
import { runChecks } from './run-checks.ts';

const sandbox = createOsSandbox({ hide: [tmpdir()] });
const status = await sandbox.status();
const where = status.available
  ? 'held by the sandbox'
  : `skipped, no sandbox on this machine: ${status.detail}`;

const removals: (() => void)[] = [];
afterEach(() => {
  for (const remove of removals.splice(0)) remove();
});

const SERVICE = `import { createServer } from 'node:http';
export const service = createServer((_request, reply) => reply.end('{"ok":true}'));
`;
const CALLS_THE_SERVICE = `import { test } from 'node:test';
import assert from 'node:assert/strict';
import { service } from '../src/service.ts';

test('R-1: the service answers', async () => {
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', () => resolve()));
  const address = service.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const reply = await fetch('http://127.0.0.1:' + port);
  assert.deepEqual(await reply.json(), { ok: true });
  service.close();
});
`;

async function check(files: Record<string, string>, script = 'node --test'): Promise<CheckResult> {
  const manifest = JSON.stringify({ type: 'module', scripts: { test: script } });
  const task = { expects: ['test/a.test.ts'] };
  const { context, remove } = checkFixture({ task, sandbox, files: { 'package.json': manifest, ...files } });
  removals.push(remove);
  const [result] = unwrap(await runChecks(context, ['tests']));
  if (!result) throw new Error('no result');
  return result;
}

describe.skipIf(!status.available)(`the tests of a generated service (${where})`, () => {
  it('run and pass over loopback', async () => {
    const result = await check({ 'src/service.ts': SERVICE, 'test/a.test.ts': CALLS_THE_SERVICE });
    expect(result).toMatchObject({ verdict: 'pass', summary: '1 test executed, 0 failed', findings: [] });
  });

  it('fail with the place in the file', async () => {
    const broken = SERVICE.replace('true', 'false');
    const result = await check({ 'src/service.ts': broken, 'test/a.test.ts': CALLS_THE_SERVICE });
    expect(result.verdict).toBe('fail');
    expect(result.findings).toMatchObject([
      { rule: 'tests/failed', file: 'test/a.test.ts', line: 5, message: expect.stringContaining('R-1') },
    ]);
  });

  it('fail when a file cannot be loaded', async () => {
    const result = await check({ 'test/a.test.ts': "import { gone } from './gone.ts';\ngone();\n" });
    expect(result).toMatchObject({ verdict: 'fail', findings: [{ file: 'test/a.test.ts' }] });
  });

  it('fail when none are there', async () => {
    const result = await check({ 'src/service.ts': SERVICE });
    expect(result).toMatchObject({ verdict: 'fail', findings: [{ rule: 'tests/none' }] });
  });

  it('fail when the command does not exist', async () => {
    const result = await check({ 'test/a.test.ts': CALLS_THE_SERVICE }, 'no-such-runner');
    expect(result.findings).toMatchObject([
      { rule: 'tests/failed', hint: expect.stringContaining('not found') },
    ]);
  });
});
