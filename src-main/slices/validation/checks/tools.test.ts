import { afterEach, describe, expect, it } from 'vitest';
import { ok, unwrap } from '#shared/faults.ts';
import type { CheckKind, CheckResult } from '#shared/model/check.ts';
import type { Sandbox, SandboxRequest, SandboxRun } from '../../../ports/sandbox.ts';
import { checkFixture, type Fixture } from './check-fixture.ts';
import { runChecks } from './run-checks.ts';

const removals: (() => void)[] = [];
afterEach(() => {
  for (const remove of removals.splice(0)) remove();
});

function replying(run: Partial<SandboxRun>, requests: SandboxRequest[] = []): Sandbox {
  return {
    id: 'scripted',
    status: async () => ({ available: true, detail: '' }),
    run: async (request) => {
      requests.push(request);
      return ok({ ended: 'exit', exitCode: 0, stdout: '', stderr: '', durationMs: 1, ...run });
    },
  };
}

async function check(kind: CheckKind, fixture: Fixture): Promise<CheckResult> {
  const { context, remove } = checkFixture(fixture);
  removals.push(remove);
  const [result] = unwrap(await runChecks(context, [kind]));
  if (!result) throw new Error('no result');
  return result;
}

const said = (result: CheckResult) =>
  result.findings.map(({ severity, rule, file, line }) => `${severity} ${rule} ${file}:${line}`);

const LINT = { lint: ['eslint', '.'] };

describe('the linter and the formatter of a project', () => {
  it('run as the settings say, and only warn where the project does not say otherwise', async () => {
    const requests: SandboxRequest[] = [];
    const sandbox = replying({ exitCode: 1, stdout: 'src/a.ts:3:1: bad thing' }, requests);
    const result = await check('lint', { settings: LINT, files: { 'src/a.ts': 'x' }, sandbox });
    expect(result).toMatchObject({ verdict: 'fail', mode: 'warn', summary: 'eslint found 1 problem' });
    expect(said(result)).toEqual(['error lint/tool src/a.ts:3']);
    expect(requests[0]?.command.slice(-2)).toEqual(['eslint', '.']);
    expect(requests[0]?.writable).toHaveLength(1);
  });

  it('do not count against the attempt what stands in files that it left alone', async () => {
    const sandbox = replying({ exitCode: 1, stdout: 'src/a.ts:3:1: mine\nold.ts:1:1: not mine' });
    const result = await check('lint', { settings: LINT, files: { 'src/a.ts': 'x' }, sandbox });
    expect(said(result)).toEqual(['error lint/tool src/a.ts:3', 'info lint/tool old.ts:1']);
    const others = replying({ exitCode: 1, stdout: 'old.ts:1:1: not mine' });
    expect(await check('lint', { settings: LINT, files: { 'a.ts': '' }, sandbox: others })).toMatchObject({
      verdict: 'pass',
      summary: 'eslint found 0 problems, 1 more in files that were not changed',
    });
  });

  it('that are missing are skipped with the reason, never passed', async () => {
    const result = await check('lint', { settings: LINT, sandbox: replying({ exitCode: 127 }) });
    expect(result).toMatchObject({
      verdict: 'skipped',
      summary: 'eslint was not run: it is not there for the sandbox',
    });
    expect(await check('format', {})).toMatchObject({
      verdict: 'skipped',
      summary: 'The project shows no formatter',
    });
    const files = { 'biome.json': '{}' };
    expect((await check('format', { files })).summary).toBe(
      'biome is configured, but not installed in the worktree',
    );
  });

  it('whose words nobody can read fail with the end of what they said', async () => {
    const sandbox = replying({ exitCode: 2, stderr: 'Oops: no configuration' });
    const result = await check('lint', { settings: LINT, sandbox });
    expect(result.findings).toMatchObject([
      { severity: 'error', rule: 'lint/failed', hint: 'Oops: no configuration' },
    ]);
    const hung = await check('lint', {
      settings: LINT,
      sandbox: replying({ ended: 'timeout', exitCode: null }),
    });
    expect(hung.findings).toMatchObject([{ rule: 'lint/failed', message: 'eslint . was ended: timeout' }]);
  });

  it('that are content pass, and what they still say is a warning', async () => {
    const sandbox = replying({ exitCode: 0, stdout: 'a.ts:3:1: warning: odd' });
    const result = await check('lint', { settings: LINT, files: { 'a.ts': '' }, sandbox });
    expect(result.verdict).toBe('pass');
    expect(said(result)).toEqual(['warning lint/tool a.ts:3']);
  });

  it.each([
    ['lint', { 'package.json': '{"scripts":{"lint":"eslint ."}}' }, '/bin/sh -c eslint .'],
    ['lint', { 'package.json': '{"scripts":{"lint":"eslint --fix ."}}' }, undefined],
    ['lint', { 'pyproject.toml': '[tool.ruff]\n' }, 'ruff check --output-format json .'],
    ['format', { 'pyproject.toml': '[project]\n' }, undefined],
    ['format', { 'go.mod': 'module a\n' }, 'gofmt -l .'],
    ['format', { '.prettierrc': '{}', 'node_modules/.bin/prettier': '#!' }, 'prettier --check .'],
    ['lint', { 'Cargo.toml': '' }, 'cargo clippy --offline --message-format=json'],
  ] as const)('are found by what the project shows: %s %j', async (kind, files, expected) => {
    const requests: SandboxRequest[] = [];
    await check(kind, { files, sandbox: replying({}, requests) });
    expect(requests[0]?.command.slice(3).join(' ')).toBe(expected);
  });

  it('gofmt says by its list what is wrong, not by its exit code', async () => {
    const files = { 'go.mod': 'module a\n', 'a.go': 'package a' };
    const result = await check('format', { files, sandbox: replying({ stdout: 'a.go\n' }) });
    expect(said(result)).toEqual(['error format/format a.go:undefined']);
  });
});

describe('checks that a project switches', () => {
  it('are not made when they are off, and say so', async () => {
    const result = await check('tests', { settings: { checks: { tests: 'off' } } });
    expect(result).toMatchObject({
      verdict: 'skipped',
      summary: 'Switched off in the settings of the project',
    });
  });

  it('carry what they mean', async () => {
    expect((await check('size', { files: { 'a.ts': 'f();' } })).mode).toBe('warn');
    const settings = { checks: { size: 'block' as const } };
    expect((await check('size', { settings, files: { 'a.ts': 'f();' } })).mode).toBe('block');
  });
});
