import { afterEach, describe, expect, it } from 'vitest';
import { ok, unwrap } from '#shared/faults.ts';
import type { CheckResult } from '#shared/model/check.ts';
import type { Sandbox, SandboxRequest, SandboxRun } from '../../../ports/sandbox.ts';
import { checkFixture, type Fixture } from './check-fixture.ts';
import { runChecks } from './run-checks.ts';

const removals: (() => void)[] = [];
afterEach(() => {
  for (const remove of removals.splice(0)) remove();
});

const PACKAGE = JSON.stringify({ type: 'module', scripts: { test: 'node --test' } });

const RED = `# Subtest: adds
not ok 1 - adds
  ---
  location: 'ROOT/test/a.test.ts:3:1'
  failureType: 'testCodeFailure'
  error: '1 == 2'
  ...
# Subtest: shop
    # Subtest: sells \\# 1
    not ok 1 - sells \\# 1
      ---
      location: '/elsewhere/b.test.ts:9:5'
      failureType: 'testCodeFailure'
      error: |-
        boom
        line two
      stack: |-
        at x
      ...
    # Subtest: later
    not ok 2 - later # TODO
    1..2
not ok 2 - shop
  ---
  failureType: 'subtestsFailed'
  error: '1 subtest failed'
  ...
1..2
# tests 3
# skipped 0
# todo 1
`;

function replying(run: Partial<SandboxRun>, requests: SandboxRequest[] = []): Sandbox {
  return {
    id: 'scripted',
    status: async () => ({ available: true, detail: '' }),
    run: async (request) => {
      requests.push(request);
      const stdout = (run.stdout ?? '').replaceAll('ROOT', request.cwd);
      return ok({ ended: 'exit', exitCode: 0, stderr: '', durationMs: 1, ...run, stdout });
    },
  };
}

async function check(fixture: Fixture): Promise<CheckResult> {
  const { context, remove } = checkFixture({
    ...fixture,
    files: { 'package.json': PACKAGE, ...fixture.files },
  });
  removals.push(remove);
  const [result] = unwrap(await runChecks(context, ['tests']));
  if (!result) throw new Error('no result');
  return result;
}

describe('the report of a test run', () => {
  it('becomes findings with file, line and name; a parent suite and a to-do are none', async () => {
    const result = await check({ sandbox: replying({ stdout: `TAP version 13\n${RED}`, exitCode: 1 }) });
    expect(result).toMatchObject({ verdict: 'fail', summary: '2 tests executed, 2 failed' });
    expect(result.findings).toEqual([
      { severity: 'error', rule: 'tests/failed', message: 'adds: 1 == 2', file: 'test/a.test.ts', line: 3 },
      { severity: 'error', rule: 'tests/failed', message: 'shop > sells # 1: boom\nline two' },
    ]);
  });

  it('adds up several runs, and is not fooled by a test that prints counts', async () => {
    const one = 'TAP version 13\n# tests 90\nok 1 - a\n1..1\n# tests 1\n# skipped 0\n# todo 0\n';
    expect((await check({ sandbox: replying({ stdout: one + one }) })).summary).toBe(
      '2 tests executed, 0 failed',
    );
  });

  it('is not needed where the exit code says enough', async () => {
    const red = await check({ sandbox: replying({ exitCode: 2, stderr: 'it broke' }) });
    expect(red.findings).toMatchObject([{ rule: 'tests/failed', hint: 'it broke' }]);
    expect((await check({ sandbox: replying({ stdout: 'all good' }) })).verdict).toBe('pass');
  });

  it.each(['timeout', 'memory', 'output'] as const)('fails when the run was ended by %s', async (ended) => {
    const result = await check({ sandbox: replying({ ended, exitCode: null }) });
    expect(result).toMatchObject({ verdict: 'fail', findings: [{ rule: `tests/${ended}` }] });
  });
});

describe('a report that was cut short', () => {
  it('still tells the failures before the end', async () => {
    const stdout = `TAP version 13\n${RED.slice(0, RED.indexOf('# Subtest: shop'))}`;
    const result = await check({ sandbox: replying({ ended: 'timeout', exitCode: null, stdout }) });
    expect(result.findings.map((finding) => finding.rule)).toEqual(['tests/timeout', 'tests/failed']);
  });
});

describe('the test run', () => {
  it('gets limits, the worktree to write in, and nothing of the host', async () => {
    const requests: SandboxRequest[] = [];
    await check({ sandbox: replying({}, requests) });
    const [request] = requests;
    expect(request?.writable).toEqual([request?.cwd]);
    expect(request?.limits).toEqual({ timeMs: 120_000, memoryBytes: 1 << 30, outputBytes: 1 << 20 });
    expect(Object.keys(request?.env ?? {}).sort()).toEqual([
      'CI',
      'LANG',
      'NODE_OPTIONS',
      'NO_COLOR',
      'PATH',
    ]);
  });

  it('makes the runner end although a test left something open', async () => {
    const requests: SandboxRequest[] = [];
    const script = 'node build.mjs && node --import ./x.mjs --test test/ && node --test-only a.ts';
    const manifest = JSON.stringify({ scripts: { test: script } });
    await check({ sandbox: replying({}, requests), files: { 'package.json': manifest } });
    const forced =
      'node build.mjs && node --import ./x.mjs --test --test-force-exit test/ && node --test-only a.ts';
    expect(requests[0]?.command.slice(-3)).toEqual(['/bin/sh', '-c', forced]);
  });

  it('leaves a reporter alone that the project chose', async () => {
    const requests: SandboxRequest[] = [];
    const chosen = JSON.stringify({ scripts: { test: 'node --test --test-reporter=spec' } });
    await check({ sandbox: replying({}, requests), files: { 'package.json': chosen } });
    expect(requests[0]?.env.NODE_OPTIONS).toBeUndefined();
  });

  it('is a fault, not a verdict, where nothing holds it', async () => {
    const { context, remove } = checkFixture({ files: { 'package.json': PACKAGE } });
    removals.push(remove);
    expect(await runChecks(context, ['outputs', 'tests'])).toMatchObject({
      ok: false,
      fault: { type: 'sandbox' },
    });
  });
});

describe('no tests', () => {
  const none = 'TAP version 13\n1..0\n# tests 0\n# skipped 0\n# todo 0\n';

  it('fails a task that promised some, and is skipped else', async () => {
    const sandbox = replying({ stdout: none });
    const promised = { expects: ['test/a.test.ts'] };
    expect(await check({ sandbox, task: promised })).toMatchObject({
      verdict: 'fail',
      findings: [{ rule: 'tests/none', file: 'test/a.test.ts' }],
    });
    expect((await check({ sandbox, task: { ...promised, kind: 'integration' } })).verdict).toBe('skipped');
    expect((await check({ sandbox })).verdict).toBe('skipped');
  });

  it.each([
    '{}',
    'no json',
    '{"scripts":{"test":"echo \\"Error: no test specified\\" && exit 1"}}',
    '[]',
    'null',
  ])('runs nothing for the package.json %j', async (text) => {
    const requests: SandboxRequest[] = [];
    const result = await check({ sandbox: replying({}, requests), files: { 'package.json': text } });
    expect(result.verdict).toBe('skipped');
    expect(requests).toEqual([]);
  });
});
