import {
  type FailedTest,
  lineOf,
  listOf,
  MOST_FAILED,
  parsed,
  recordOf,
  type TestReport,
  textOf,
} from './test-report.ts';

/** The JSON that Jest and Vitest write with `--json` or `--reporter=json`, on one line or in many. */
export function readJestJson(text: string): TestReport | undefined {
  const mark = text.indexOf('"numTotalTests"');
  if (mark === -1) return undefined;
  const start = text.lastIndexOf('\n{', mark) + 1;
  const whole = text.slice(start, text.lastIndexOf('}') + 1);
  const report = recordOf(parsed(whole) ?? parsed(whole.split('\n')[0] ?? ''));
  if (!Array.isArray(report.testResults)) return undefined;
  const failed: FailedTest[] = [];
  let executed = 0;
  for (const suite of report.testResults.map(recordOf)) {
    const file = textOf(suite.name);
    const tests = listOf(suite.assertionResults).map(recordOf);
    const ran = tests.filter(({ status }) => status === 'passed' || status === 'failed');
    executed += ran.length;
    for (const test of ran.filter(({ status }) => status === 'failed')) {
      const names = [...listOf(test.ancestorTitles), test.title].map(textOf).filter((name) => name !== '');
      const message = textOf(listOf(test.failureMessages)[0]).split('\n')[0] || 'failed';
      failed.push({ name: names.join(' > '), message, file, ...lineOf(recordOf(test.location).line) });
    }
    // A file that could not be loaded has no tests, only a message.
    if (tests.length === 0 && suite.status === 'failed') {
      failed.push({ name: file, message: textOf(suite.message).split('\n')[0] || 'failed', file });
    }
  }
  return { executed, failed: failed.slice(0, MOST_FAILED) };
}

/** The events of `go test -json` (cmd/test2json), one per line. */
export function readGoJson(text: string): TestReport | undefined {
  const outputs = new Map<string, string[]>();
  const ended = new Map<string, { action: string; package: string; test: string }>();
  for (const line of text.split('\n')) {
    if (!line.startsWith('{') || !line.includes('"Action"')) continue;
    const event = recordOf(parsed(line));
    const [action, test, owner] = [textOf(event.Action), textOf(event.Test), textOf(event.Package)];
    const key = `${owner}\n${test}`;
    if (action === 'output') {
      const kept = outputs.get(key) ?? [];
      if (kept.length < 50) kept.push(textOf(event.Output));
      outputs.set(key, kept);
    }
    const isEnd = action === 'pass' || action === 'fail' || action === 'skip';
    if (isEnd) ended.set(key, { action, package: owner, test });
  }
  if (ended.size === 0) return undefined;
  const tests = [...ended.values()].filter(({ test, action }) => test !== '' && action !== 'skip');
  const bad = tests.filter(({ action }) => action === 'fail');
  // A parent fails with its subtests; only they say why.
  const parents = parentsOf(bad.map(({ test }) => test));
  const leaves = bad.filter(({ test }) => !parents.has(test));
  const failed = leaves.map((end): FailedTest => {
    return { name: end.test, ...goPlace(outputs.get(`${end.package}\n${end.test}`) ?? []) };
  });
  const broken = [...ended.values()].filter(({ test, action }) => test === '' && action === 'fail');
  const told = new Set(bad.map((test) => test.package));
  const loners = broken.filter((end) => !told.has(end.package));
  for (const { package: owner } of loners) {
    failed.push({ name: owner, message: (outputs.get(`${owner}\n`) ?? []).join('').trim() || 'failed' });
  }
  return { executed: tests.length, failed: failed.slice(0, MOST_FAILED) };
}

/** The tests around others: `A` and `A/b` of `A/b/c`. */
export function parentsOf(names: readonly string[]): Set<string> {
  const parents = new Set<string>();
  for (const name of names) {
    const parts = name.split('/', 20);
    for (let depth = 1; depth < parts.length; depth++) parents.add(parts.slice(0, depth).join('/'));
  }
  return parents;
}

/** The first line that names a place of the test, such as `    shop_test.go:12: want 1, got 2`. */
export function goPlace(lines: readonly string[]): Pick<FailedTest, 'message' | 'file' | 'line'> {
  for (const line of lines) {
    const [, file, number, message] =
      /^\s+([\w./-]{1,200}_test\.go):(\d{1,7}): (.*)$/.exec(line.trimEnd()) ?? [];
    if (file !== undefined) return { message: message || 'failed', file, ...lineOf(number) };
  }
  return { message: 'failed' };
}
