import type { FailedTest, TestReport } from './test-report.ts';

/**
 * Reads the TAP version 13 that Node's test runner writes: indented subtests, a YAML block behind each test point, and
 * counts as comments at the end. Several runs in one output are added up. A report that was cut short
 * tells its failures; undefined where there is neither a failure nor a count.
 */
export function readTap(text: string): TestReport | undefined {
  const reports = text
    .split(/^TAP version \d+$/m)
    .slice(1)
    .flatMap((part) => readReport(part.split('\n')) ?? []);
  if (reports.length === 0) return undefined;
  return {
    executed: reports.reduce((sum, report) => sum + report.executed, 0),
    failed: reports.flatMap((report) => report.failed),
  };
}

function readReport(lines: readonly string[]): TestReport | undefined {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const [, name, count] = /^# (tests|skipped|todo) (\d+)$/.exec(line) ?? [];
    // A test may print such a line itself; the runner's own come last.
    if (name) counts.set(name, Number(count));
  }
  const failed = failedTests(lines);
  const tests = counts.get('tests');
  if (tests === undefined) return failed.length > 0 ? { executed: failed.length, failed } : undefined;
  const executed = tests - (counts.get('skipped') ?? 0) - (counts.get('todo') ?? 0);
  return { executed, failed };
}

function failedTests(lines: readonly string[]): FailedTest[] {
  const failed: FailedTest[] = [];
  const suites: string[] = [];
  for (const [index, line] of lines.entries()) {
    const [, indent = '', opened] = /^( *)# Subtest: (.*)$/.exec(line) ?? [];
    const depth = indent.length / 4;
    if (opened !== undefined) suites.splice(depth, suites.length, withoutEscapes(opened));
    const [, margin = '', point] = /^( *)not ok \d+ - (.*)$/.exec(line) ?? [];
    if (point === undefined || /(?<!\\)# (TODO|SKIP)\b/i.test(point)) continue;
    const details = readDetails(lines, index + 1, margin.length + 2);
    if (details.get('failureType') === 'subtestsFailed') continue;
    const name = [...suites.slice(0, margin.length / 4), withoutEscapes(point)].join(' > ');
    failed.push({ name, ...placeOf(details.get('location')), message: details.get('error') ?? 'failed' });
  }
  return failed;
}

/** The fields of a YAML block that are plain, quoted or a literal (`|-`); nothing else is needed. */
function readDetails(lines: readonly string[], from: number, indent: number): Map<string, string> {
  const details = new Map<string, string>();
  if (lines[from]?.trim() !== '---') return details;
  let open: string | undefined;
  for (const line of lines.slice(from + 1)) {
    const text = line.slice(indent);
    if (text === '...') break;
    const [, key, value = ''] = /^(\w+): ?(.*)$/.exec(text) ?? [];
    if (key !== undefined) {
      open = value === '|-' ? key : undefined;
      details.set(key, open === undefined ? value.replace(/^'(.*)'$/, '$1').replaceAll("''", "'") : '');
    } else if (open !== undefined) {
      details.set(open, `${details.get(open)}\n${text.slice(2)}`.trimStart());
    }
  }
  return details;
}

function placeOf(location: string | undefined): { file?: string; line?: number } {
  const [, file, line] = /^(?:file:\/\/)?(.+):(\d+):\d+$/.exec(location ?? '') ?? [];
  return file === undefined ? {} : { file, line: Number(line) };
}

function withoutEscapes(text: string): string {
  return text.replace(/\\([#\\])/g, '$1');
}
