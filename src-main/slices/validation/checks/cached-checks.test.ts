import { afterEach, describe, expect, it } from 'vitest';
import { ok, unwrap } from '#shared/faults.ts';
import type { CheckKind, CheckResult } from '#shared/model/check.ts';
import { manualClock } from '../../../kernel/clock.ts';
import type { Sandbox, SandboxRun } from '../../../ports/sandbox.ts';
import { createCheckCache } from '../../../store/check-cache.ts';
import { tempDatabase } from '../../../store/testing.ts';
import { checkFixture, type Fixture } from './check-fixture.ts';
import { runChecks } from './run-checks.ts';

const removals: (() => void)[] = [];
afterEach(() => {
  for (const remove of removals.splice(0)) remove();
});

const BEGIN = Date.parse('2026-01-02T03:04:05Z');

function counting(run: Partial<SandboxRun>) {
  let runs = 0;
  const sandbox: Sandbox = {
    id: 'scripted',
    status: async () => ({ available: true, detail: '' }),
    run: async () => {
      runs++;
      return ok({ ended: 'exit', exitCode: 0, stdout: '', stderr: '', durationMs: 1, ...run });
    },
  };
  return { sandbox, runs: () => runs };
}

async function check(kind: CheckKind, fixture: Fixture): Promise<CheckResult & { examined: number }> {
  const { context, remove } = checkFixture(fixture);
  removals.push(remove);
  let examined = 0;
  const examine: typeof context.examine = (request, signal) => {
    examined++;
    return context.examine(request, signal);
  };
  const [result] = unwrap(await runChecks({ ...context, examine }, [kind]));
  if (!result) throw new Error('no result');
  return { ...result, examined };
}

const cacheOf = () => createCheckCache(tempDatabase(), manualClock(BEGIN));

describe('only what changed is checked again', () => {
  it('file by file, with the time of the first look', async () => {
    const cache = cacheOf();
    const files = { 'a.ts': 'const a = ;', 'b.ts': 'f();' };
    const first = await check('syntax', { files, cache });
    expect(first).toMatchObject({ examined: 2, summary: '2 files parsed, 1 broken' });
    const second = await check('syntax', { files: { ...files, 'b.ts': 'g();' }, cache });
    expect(second).toMatchObject({
      examined: 1,
      verdict: 'fail',
      findings: first.findings,
      summary: '2 files parsed, 1 broken, 1 unchanged since 2026-01-02T03:04:05Z',
    });
  });

  it('size is measured again under other limits, syntax is not', async () => {
    const cache = cacheOf();
    const files = { 'a.ts': 'f();\n'.repeat(50) };
    const sizes = { fileLines: 10, functionLines: 100, complexity: 20 };
    await check('size', { files, cache });
    await check('syntax', { files, cache });
    expect(await check('size', { files, cache, settings: { sizes } })).toMatchObject({ examined: 1 });
    expect(await check('syntax', { files, cache, settings: { sizes } })).toMatchObject({ examined: 0 });
  });

  it('the whole project by its tree: the same tree is not run again', async () => {
    const cache = cacheOf();
    const settings = { test: ['pytest'] };
    const { sandbox, runs } = counting({ stdout: '=== 3 passed in 0.1s ===' });
    const fixture = { cache, settings, sandbox };
    const first = await check('tests', { ...fixture, tree: 'tree-1' });
    expect(first.summary).toBe('3 tests executed, 0 failed');
    const second = await check('tests', { ...fixture, tree: 'tree-1' });
    expect(second.summary).toBe('3 tests executed, 0 failed, unchanged since 2026-01-02T03:04:05Z');
    expect(runs()).toBe(1);
    await check('tests', { ...fixture, tree: 'tree-2' });
    await check('tests', { ...fixture, tree: 'tree-1', settings: { test: ['pytest', '-x'] } });
    await check('tests', fixture);
    expect(runs()).toBe(4);
  });

  it('what failed is run again: it may have failed by chance', async () => {
    const cache = cacheOf();
    const { sandbox, runs } = counting({ exitCode: 1, stdout: '=== 1 failed in 0.1s ===' });
    const fixture = { cache, settings: { test: ['pytest'] }, sandbox, tree: 'tree-1' };
    expect((await check('tests', fixture)).verdict).toBe('fail');
    await check('tests', fixture);
    expect(runs()).toBe(2);
  });
});

describe('what was so before the attempt', () => {
  it('is told, and not counted against it', async () => {
    const base = { 'a.test.ts': "test('old', () => {});\n" };
    const files = { 'a.test.ts': "import 'x';\ntest('old', () => {});\ntest('new', () => {});\n" };
    const result = await check('honesty', { base, files });
    expect(result.findings.map(({ severity, line }) => `${severity} ${line}`)).toEqual(['error 3', 'info 2']);
  });

  it('a test command that is not there is skipped with the reason', async () => {
    const { sandbox } = counting({ exitCode: 127 });
    expect(await check('tests', { sandbox, settings: { test: ['pytest'] } })).toMatchObject({
      verdict: 'skipped',
      summary: 'Nothing to run: pytest is not there for the sandbox',
    });
  });
});
