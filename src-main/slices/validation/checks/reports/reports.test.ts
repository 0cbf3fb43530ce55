import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJunit } from './junit.ts';
import { readLintJson } from './lint-json.ts';
import { readLintText } from './lint-text.ts';
import { readReport } from './read-report.ts';

const read = (stdout: string, stderr = '') => readReport({ stdout, stderr });

describe('reports of tests', () => {
  it('JUnit XML, with suites in suites, skipped tests and entities', () => {
    const xml = `noise before
<?xml version="1.0"?>
<testsuites><testsuite name="shop"><testsuite name="cart">
<testcase name="adds" classname="Cart"/>
<testcase name="a &lt; b" classname="Cart" file="src/cart.py" line="12"><failure message="1 &amp;lt; 2">trace</failure></testcase>
<testcase name="later"><skipped/></testcase>
<testcase name="breaks"><error>boom</error></testcase>
</testsuite></testsuite></testsuites> noise after`;
    expect(read(xml)).toEqual({
      executed: 3,
      failed: [
        { name: 'Cart > a < b', message: '1 &lt; 2', file: 'src/cart.py', line: 12 },
        { name: 'cart > breaks', message: 'boom' },
      ],
    });
  });

  it('an entity bomb is no report', () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<testsuite><testcase name="&b;"/></testsuite>`;
    expect(readJunit(bomb)).toBeUndefined();
    expect(readJunit('<testsuite>'.repeat(50_000) + '</testsuite>'.repeat(50_000))).toBeUndefined();
  });

  it('the JSON of Jest and Vitest', () => {
    const report = {
      numTotalTests: 3,
      testResults: [
        {
          name: '/w/a.test.ts',
          status: 'failed',
          assertionResults: [
            { ancestorTitles: ['cart'], title: 'adds', status: 'passed' },
            {
              ancestorTitles: ['cart'],
              title: 'sells',
              status: 'failed',
              failureMessages: ['Error: no\n  at x'],
              location: { line: 7, column: 1 },
            },
            { ancestorTitles: [], title: 'later', status: 'pending' },
          ],
        },
        { name: '/w/b.test.ts', status: 'failed', message: 'Cannot find module', assertionResults: [] },
      ],
    };
    const expected = {
      executed: 2,
      failed: [
        { name: 'cart > sells', message: 'Error: no', file: '/w/a.test.ts', line: 7 },
        { name: '/w/b.test.ts', message: 'Cannot find module', file: '/w/b.test.ts' },
      ],
    };
    expect(read(`> vitest\n${JSON.stringify(report)}\n`)).toEqual(expected);
    expect(read(JSON.stringify(report, null, 2))).toEqual(expected);
  });

  it('go test -json, where subtests speak for their parents', () => {
    const lines = [
      { Action: 'run', Package: 'shop', Test: 'TestA' },
      { Action: 'output', Package: 'shop', Test: 'TestA/one', Output: '    a_test.go:9: want 1\n' },
      { Action: 'fail', Package: 'shop', Test: 'TestA/one' },
      { Action: 'fail', Package: 'shop', Test: 'TestA' },
      { Action: 'pass', Package: 'shop', Test: 'TestB' },
      { Action: 'skip', Package: 'shop', Test: 'TestC' },
      { Action: 'fail', Package: 'shop' },
      { Action: 'output', Package: 'other', Output: 'build failed\n' },
      { Action: 'fail', Package: 'other' },
    ];
    expect(read(lines.map((line) => JSON.stringify(line)).join('\n'))).toEqual({
      executed: 3,
      failed: [
        { name: 'TestA/one', message: 'want 1', file: 'a_test.go', line: 9 },
        { name: 'other', message: 'build failed' },
      ],
    });
  });

  it.each([
    [
      'pytest',
      `tests/test_a.py:4: AssertionError
=========================== short test summary info ============================
FAILED tests/test_a.py::TestX::test_b - assert 1 == 2
========================= 1 failed, 2 passed, 1 skipped in 0.05s =========================`,
      {
        executed: 3,
        failed: [{ name: 'TestX > test_b', message: 'assert 1 == 2', file: 'tests/test_a.py', line: 4 }],
      },
    ],
    [
      'unittest',
      `FAIL: test_b (test_a.T)
----
Traceback (most recent call last):
  File "/w/test_a.py", line 9, in test_b
AssertionError: 1 != 2
======
Ran 3 tests in 0.001s

FAILED (failures=1, skipped=1)`,
      {
        executed: 2,
        failed: [
          { name: 'test_b (test_a.T)', message: 'AssertionError: 1 != 2', file: '/w/test_a.py', line: 9 },
        ],
      },
    ],
    [
      'cargo',
      `running 2 tests
test tests::good ... ok
test tests::bad ... FAILED

---- tests::bad stdout ----
thread 'tests::bad' panicked at src/lib.rs:10:5:
assertion failed
test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
test result: ok. 4 passed; 0 failed; 0 ignored`,
      {
        executed: 6,
        failed: [{ name: 'tests::bad', message: 'assertion failed', file: 'src/lib.rs', line: 10 }],
      },
    ],
    [
      'go for people',
      `=== RUN   TestA
--- FAIL: TestA (0.00s)
    a_test.go:12: want 1, got 2
--- PASS: TestB (0.00s)
FAIL`,
      { executed: 2, failed: [{ name: 'TestA', message: 'want 1, got 2', file: 'a_test.go', line: 12 }] },
    ],
    [
      'Vitest for people',
      ` FAIL  src/a.test.ts > cart > sells
AssertionError: expected 1 to be 2
      Tests  1 failed | 2 passed (3)`,
      {
        executed: 3,
        failed: [
          { name: 'cart > sells', message: 'AssertionError: expected 1 to be 2', file: 'src/a.test.ts' },
        ],
      },
    ],
    [
      'Jest for people',
      `  ● cart › sells

    expect(received).toBe(expected)
Tests:       1 failed, 2 passed, 3 total`,
      { executed: 3, failed: [{ name: 'cart > sells', message: 'expect(received).toBe(expected)' }] },
    ],
    [
      'Mocha',
      `  2 passing (5ms)
  1 failing

  1) cart
       sells:
     Error: no`,
      { executed: 3, failed: [{ name: 'cart > sells', message: 'failed' }] },
    ],
  ])('%s', (_name, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it('words that are no report are none', () => {
    expect(read('hello\nworld 3 apples')).toBeUndefined();
  });
});

describe('what formatters and linters write', () => {
  const rules = (text: string) =>
    (readLintJson(text) ?? readLintText(text)).map(
      ({ severity, rule, file, line, column }) => `${severity} ${rule} ${file}:${line}:${column}`,
    );

  it.each([
    [
      'ESLint as JSON',
      JSON.stringify([
        {
          filePath: '/w/a.ts',
          messages: [{ ruleId: 'no-var', severity: 2, message: 'm', line: 3, column: 5 }],
        },
      ]),
      ['error no-var /w/a.ts:3:5'],
    ],
    [
      'ESLint for people',
      '\n/w/src/a.ts\n  3:5  error  Unexpected var  no-var\n  4:1  warning  Missing return type  @x/return\n',
      ['error no-var /w/src/a.ts:3:5', 'warning @x/return /w/src/a.ts:4:1'],
    ],
    [
      'Ruff as JSON',
      JSON.stringify([{ filename: 'a.py', code: 'F401', message: 'm', location: { row: 2, column: 8 } }]),
      ['error F401 a.py:2:8'],
    ],
    ['Ruff for people', 'a.py:2:8: F401 `os` imported but unused\nFound 1 error.', ['error F401 a.py:2:8']],
    ['tsc', "src/a.ts(3,7): error TS2322: Type 'x'.", ['error TS2322 src/a.ts:3:7']],
    ['Biome', 'src/a.ts:3:7 lint/style/useConst  FIXABLE ━━━━━━', ['error lint/style/useConst src/a.ts:3:7']],
    ['Biome formatting', 'src/a.ts format ━━━━━━━━━━━', ['error format src/a.ts:undefined:undefined']],
    [
      'Prettier',
      '[warn] src/a.ts\n[warn] Code style issues found',
      ['error prettier src/a.ts:undefined:undefined'],
    ],
    ['gofmt', 'cmd/a.go\n', ['error format cmd/a.go:undefined:undefined']],
    ['go vet', './a.go:7:2: unreachable code', ['error tool ./a.go:7:2']],
    [
      'rustc for people',
      'warning: unused variable: `x`\n --> src/a.rs:3:9\n  |\nerror[E0308]: mismatched types\n  --> src/b.rs:4:5\n',
      ['warning tool src/a.rs:3:9', 'error E0308 src/b.rs:4:5'],
    ],
    [
      'clippy as JSON',
      JSON.stringify({
        reason: 'compiler-message',
        message: {
          level: 'warning',
          message: 'm',
          code: { code: 'clippy::x' },
          spans: [{ is_primary: true, file_name: 'src/a.rs', line_start: 3, column_start: 9 }],
        },
      }),
      ['warning clippy::x src/a.rs:3:9'],
    ],
  ])('%s', (_name, text, expected) => {
    expect(rules(text)).toEqual(expected);
  });
});

describe('any text', () => {
  const words = [
    'Ran 3 tests in 1s',
    'FAIL: x',
    '--- FAIL: T (0s)',
    'test a ... FAILED',
    'test result: ok. 1 passed;',
    'Tests: 1 failed',
    '● a › b',
    '1 failed in 0.1s',
    '3 failing',
    '<testsuite>',
    '</testsuite>',
    '<testcase name="&amp;">',
    '{"numTotalTests":1,"testResults":[null]}',
    '{"Action":"fail"}',
    '{"message":null,"reason":"compiler-message"}',
    '[{"filePath":1,"messages":[null]}]',
    '{"diagnostics":[null,{"location":null}]}',
    '\n',
    'TAP version 13',
    'not ok 1 - x',
    'a.ts:1:1: ',
  ];
  const text = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom(...words)).map((all) => all.join('\n')),
  );

  it('is read without a throw, and counts are whole numbers', () => {
    fc.assert(
      fc.property(text, text, (stdout, stderr) => {
        const report = read(stdout, stderr);
        if (report) expect(Number.isInteger(report.executed)).toBe(true);
        for (const finding of readLintJson(stdout) ?? readLintText(stdout))
          expect(finding.line ?? 1).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });

  it('is read in time that grows with its length', () => {
    const startedAt = performance.now();
    for (const piece of ['test a ... FAILED\n', '--- FAIL: T\n', '{"Action":"fail","Test":"a"}\n'])
      read(`test result: ok.\n${piece.repeat(300_000 / piece.length)}`);
    for (const piece of ['a', ' ', '1 ', 'a.py:', '\t', '- ', '.', '"', '(', 'FAIL ', '<testcase ', '● '])
      read(piece.repeat(300_000 / piece.length));
    for (const piece of ['a', ' ', 'a:1:', '/', '[warn] ', '  1:1  error  '])
      readLintText(piece.repeat(300_000 / piece.length));
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
