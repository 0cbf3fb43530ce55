import { goPlace, parentsOf } from './json-reports.ts';
import { type FailedTest, lineOf, MOST_FAILED, type TestReport } from './test-report.ts';

/** Characters of a line that are looked at. */
const LONGEST_LINE = 2_000;

/** Reads the output of a runner for people: pytest, unittest, cargo, go, Jest, Vitest or Mocha. Undefined for others. */
export function readTextReport(text: string): TestReport | undefined {
  const lines = text.split('\n').map((line) => line.slice(0, LONGEST_LINE).trimEnd());
  for (const read of [readPytest, readUnittest, readCargo, readGo, readJest, readMocha]) {
    const report = read(lines);
    if (report) return { ...report, failed: report.failed.slice(0, MOST_FAILED) };
  }
  return undefined;
}

type ReadLines = (lines: readonly string[]) => TestReport | undefined;

const readPytest: ReadLines = (lines) => {
  const summary = lines.findLast((line) =>
    /^(=+ )?\d+ (passed|failed|error|skipped|xfailed).* in [\d.]+s/.test(line),
  );
  if (summary === undefined) return undefined;
  const places = new Map<string, number>();
  for (const line of lines) {
    const [, file, number] =
      /^([\w./-]{1,300}\.py):(\d{1,7}): \w*(?:Error|Exception|Failed)?/.exec(line) ?? [];
    if (file !== undefined && !places.has(file)) places.set(file, Number(number));
  }
  const failed = lines.flatMap((line): FailedTest[] => {
    const [, id, message = 'failed'] = /^(?:FAILED|ERROR) (\S+)(?: - (.*))?$/.exec(line) ?? [];
    if (id === undefined) return [];
    const [file = '', ...names] = id.split('::');
    const place = lineOf(places.get(file));
    return [{ name: names.length > 0 ? names.join(' > ') : file, message, file, ...place }];
  });
  return { executed: count(summary, 'passed') + count(summary, 'failed') + count(summary, 'error'), failed };
};

const readUnittest: ReadLines = (lines) => {
  const ran = /^Ran (\d+) tests? in /.exec(lines.findLast((line) => line.startsWith('Ran ')) ?? '')?.[1];
  if (ran === undefined) return undefined;
  const failed = lines.flatMap((line, at): FailedTest[] => {
    const [, name] = /^(?:FAIL|ERROR): (.+)$/.exec(line) ?? [];
    if (name === undefined) return [];
    const rest = lines.slice(at + 1, at + 60);
    const next = rest.findIndex((other) => other.startsWith('====='));
    const trace = next === -1 ? rest : rest.slice(0, next);
    const place = trace.findLast((other) => other.startsWith('  File "'));
    const [, file, number] = /^ {2}File "([^"]{1,500})", line (\d{1,7})/.exec(place ?? '') ?? [];
    const message =
      trace.findLast((other) => /^[A-Za-z_.]+(Error|Exception|Failure)?: /.test(other)) ?? 'failed';
    return [{ name, message, ...(file === undefined ? {} : { file, ...lineOf(number) }) }];
  });
  const skipped = lines.findLast((line) => /^(OK|FAILED) \(/.test(line)) ?? '';
  return { executed: Number(ran) - Number(/skipped=(\d+)/.exec(skipped)?.[1] ?? 0), failed };
};

const readCargo: ReadLines = (lines) => {
  const results = lines.filter((line) => line.startsWith('test result: '));
  if (results.length === 0) return undefined;
  const panics = new Map<string, { line: string; message: string }>();
  for (const [at, line] of lines.entries()) {
    const [, name] = /^thread '([^']{1,300})'.{0,100} panicked at/.exec(line) ?? [];
    if (name !== undefined) panics.set(name, { line, message: lines[at + 1] || 'failed' });
  }
  const failed = lines.flatMap((line): FailedTest[] => {
    const [, name] = /^test (\S+)(?: - .{0,200})? \.\.\. FAILED$/.exec(line) ?? [];
    if (name === undefined) return [];
    const panic = panics.get(name);
    const [, file, number] = /panicked at ([^\s:']{1,300}):(\d{1,7})/.exec(panic?.line ?? '') ?? [];
    const message = panic?.message ?? 'failed';
    return [{ name, message, ...(file === undefined ? {} : { file, ...lineOf(number) }) }];
  });
  const executed = results.reduce((sum, line) => sum + count(line, 'passed') + count(line, 'failed'), 0);
  return { executed, failed };
};

const readGo: ReadLines = (lines) => {
  const ends = lines.flatMap((line, at) => {
    const [, action, name] = /^\s*--- (PASS|FAIL): (\S+)/.exec(line) ?? [];
    return action === undefined || name === undefined ? [] : [{ action, name, at }];
  });
  // Without `-v` only failures are named; packages that pass are one line each.
  const passed = lines.filter((line) => /^ok\s+\S+\s/.test(line)).length;
  const broken = lines.filter((line) => /^FAIL\s+\S+ \[/.test(line));
  if (ends.length + passed + broken.length === 0) return undefined;
  const bad = ends.filter(({ action }) => action === 'FAIL');
  const parents = parentsOf(bad.map(({ name }) => name));
  const leaves = bad.filter(({ name }) => !parents.has(name));
  const failed = leaves.map(
    ({ name, at }): FailedTest => ({ name, ...goPlace(lines.slice(at + 1, at + 20)) }),
  );
  for (const line of broken) failed.push({ name: line.split(/\s+/)[1] ?? '', message: line });
  return { executed: ends.length > bad.length ? ends.length : passed + bad.length, failed };
};

const readJest: ReadLines = (lines) => {
  const summary = lines.findLast((line) => /^\s*Tests:?\s+\d/.test(line));
  if (summary === undefined) return undefined;
  const executed = count(summary, 'passed') + count(summary, 'failed');
  const failed = lines.flatMap((line, at): FailedTest[] => {
    const [, file, names] = /^\s*FAIL\s+(?:\|?\S+\|? )??(\S+\.[cm]?[jt]sx?) > (.+)$/.exec(line) ?? [];
    if (file !== undefined && names !== undefined)
      return [{ name: names, message: lines[at + 1]?.trim() || 'failed', file }];
    const [, name] = /^\s*● (.+ › .+|.+)$/.exec(line) ?? [];
    if (name === undefined || /^(Console|Test suite failed)/.test(name)) return [];
    return [{ name: name.replaceAll(' › ', ' > '), message: lines[at + 2]?.trim() || 'failed' }];
  });
  const unique = new Map(failed.map((test) => [test.name, test]));
  return { executed, failed: [...unique.values()] };
};

const readMocha: ReadLines = (lines) => {
  const passing = lines.findLast((line) => /^\s*\d+ passing/.test(line));
  const failing = lines.findLast((line) => /^\s*\d+ failing$/.test(line));
  if (passing === undefined && failing === undefined) return undefined;
  const from = failing === undefined ? lines.length : lines.lastIndexOf(failing);
  const failed = lines.slice(from + 1).flatMap((line, at, rest): FailedTest[] => {
    const [, first] = /^\s*\d+\) (.+)$/.exec(line) ?? [];
    if (first === undefined) return [];
    const names = [first];
    for (const next of rest.slice(at + 1, at + 6)) {
      if (names.at(-1)?.endsWith(':')) break;
      names.push(next.trim());
    }
    return [{ name: names.join(' > ').replace(/:$/, ''), message: 'failed' }];
  });
  return { executed: count(passing ?? '', 'passing') + count(failing ?? '', 'failing'), failed };
};

function count(line: string, word: string): number {
  const found = line.split(/[,;|=().]/).find((part) => new RegExp(`\\b\\d+ ${word}`).test(part));
  return Number(/(\d{1,9}) /.exec(`${found?.trim() ?? ''} `)?.[1] ?? 0);
}
