import { afterEach, describe, expect, it } from 'vitest';
import { unwrap } from '#shared/faults.ts';
import type { CheckKind, CheckResult } from '#shared/model/check.ts';
import { checkFixture, type Fixture } from './check-fixture.ts';
import { checksFor } from './checks-for.ts';
import { runChecks } from './run-checks.ts';

const removals: (() => void)[] = [];
afterEach(() => {
  for (const remove of removals.splice(0)) remove();
});

async function check(kind: CheckKind, fixture: Fixture): Promise<CheckResult> {
  const { context, remove } = checkFixture(fixture);
  removals.push(remove);
  const [result] = unwrap(await runChecks(context, [kind]));
  if (!result) throw new Error('no result');
  return result;
}

const rules = (result: CheckResult) =>
  result.findings.map((finding) => `${finding.severity} ${finding.rule}`);

describe('which checks a task needs', () => {
  it('asks nothing of a milestone and everything of code', () => {
    expect(checksFor({ kind: 'milestone' })).toEqual([]);
    expect(checksFor({ kind: 'feature' })).toEqual([
      'outputs',
      'syntax',
      'placeholders',
      'honesty',
      'secrets',
      'size',
      'dependencies',
      'format',
      'lint',
      'tests',
      'coverage',
    ]);
    expect(checksFor({ kind: 'architecture' })).not.toContain('tests');
  });
});

describe('outputs', () => {
  it('passes when every expected file is there, and names what came besides', async () => {
    const result = await check('outputs', {
      task: { expects: ['src/a.ts', 'docs/'] },
      files: { 'src/a.ts': 'a', 'docs/x.md': 'x', 'extra.txt': 'e' },
    });
    expect(result).toMatchObject({ verdict: 'pass', summary: '2 of 2 expected files present' });
    expect(result.findings).toMatchObject([{ rule: 'outputs/extra', file: 'extra.txt', severity: 'info' }]);
  });

  it('fails on a file that is missing or empty', async () => {
    const result = await check('outputs', { task: { expects: ['a.ts', 'b.ts'] }, files: { 'b.ts': ' \n' } });
    expect(result.verdict).toBe('fail');
    expect(rules(result)).toEqual(['error outputs/missing', 'error outputs/empty']);
  });
});

describe('syntax', () => {
  it('finds the line of a mistake in TypeScript, JavaScript and JSON', async () => {
    const result = await check('syntax', {
      files: {
        'a.ts': 'const good = 1;\nconst bad: = 2;\n',
        'b.mjs': 'const typed: number = 1;',
        'c.json': '{\n  "a": 1,\n}',
        'd.json': '{"a": 1',
      },
    });
    expect(result.verdict).toBe('fail');
    const places = result.findings.map((finding) => `${finding.rule} ${finding.file}:${finding.line}`);
    expect(places).toEqual(expect.arrayContaining(['syntax/typescript a.ts:2', 'syntax/javascript b.mjs:1']));
    expect(places).toEqual(expect.arrayContaining(['syntax/json c.json:2', 'syntax/json d.json:1']));
  });

  it('reads what the languages allow', async () => {
    const result = await check('syntax', {
      files: {
        'a.tsx': 'export const View = <T,>(p: { v: T }) => <b>{String(p.v)}</b>;',
        'b.cjs': 'if (!module.parent) return;',
        'c.js': 'const fs = require("fs"); with (fs) {}',
        'tsconfig.json': '{ // comment\n "a": [1,], }',
        'd.json': '\uFEFF{"a": 1}',
      },
    });
    expect(result).toMatchObject({ verdict: 'pass', findings: [] });
  });

  it('is skipped, and says so, where nothing can be parsed', async () => {
    const result = await check('syntax', { files: { 'a.xyz': 'def (' } });
    expect(result).toMatchObject({
      verdict: 'skipped',
      summary: expect.stringContaining('can be parsed'),
    });
  });
});

describe('coverage', () => {
  const task = { requirementKeys: ['R-1', 'R-2'] };

  it('passes when every requirement is named by a changed test', async () => {
    const files = { 'src/a.ts': '', 'test/a.test.ts': '// R-1\n// [R-2]' };
    const result = await check('coverage', { task, covers: ['R-1', 'R-2'], files });
    expect(result).toMatchObject({ verdict: 'pass', findings: [] });
  });

  it('fails when a claim has no trace, and does not take R-12 for R-1', async () => {
    const files = { 'test/a.test.ts': 'test("R-12 and R-1-b and R-2", f)' };
    const result = await check('coverage', { task, covers: ['R-1', 'R-2'], files });
    expect(result.verdict).toBe('fail');
    expect(result.findings).toMatchObject([
      { rule: 'coverage/unproven', message: expect.stringMatching(/^R-1 /) },
    ]);
  });

  it('takes an explained gap as a warning, and nothing as an answer not at all', async () => {
    const gaps = [{ requirementKey: 'R-1', reason: 'needs a payment provider' }];
    const result = await check('coverage', { task, gaps });
    expect(rules(result)).toEqual(['error coverage/unclaimed', 'warning coverage/gap']);
    expect(rules(await check('coverage', { task: { requirementKeys: ['R-1'] }, gaps }))).toEqual([
      'warning coverage/gap',
    ]);
  });
});

describe('verdicts', () => {
  it('keeps the findings of one check within bounds', async () => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`extra-${index}.txt`, 'x']));
    const result = await check('outputs', { files });
    expect(result.findings).toHaveLength(201);
    expect(result.findings.at(-1)?.message).toBe('100 more findings left out');
  });
});
