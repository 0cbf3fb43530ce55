import type { Finding } from '#shared/model/check.ts';
import { readGoJson, readJestJson } from './json-reports.ts';
import { readJunit } from './junit.ts';
import { readLintJson } from './lint-json.ts';
import { readLintText } from './lint-text.ts';
import { readTap } from './tap.ts';
import type { TestReport } from './test-report.ts';
import { readTextReport } from './text-reports.ts';

/** What a program wrote, to be read as a report of tests or of complaints. */
export type OutputRequest = {
  kind: 'output';
  of: 'tests' | 'lint';
  stdout: string;
  stderr: string;
  /** Texts of report files that it wrote. */
  files: readonly string[];
};

export type OutputReport = { tests: TestReport | undefined; findings: Finding[] };

/** Runs in the examiner: a megabyte of output takes longer to read than the event loop may be kept. */
export function readOutput({ of, stdout, stderr, files }: OutputRequest): OutputReport {
  if (of === 'lint') {
    return { tests: undefined, findings: readLintJson(stdout) ?? readLintText(`${stdout}\n${stderr}`) };
  }
  const [first] = files.flatMap((text) => readJunit(text) ?? []);
  return { tests: first ?? readReport({ stdout, stderr }), findings: [] };
}

/** What a test command reported of its tests, by whatever it wrote; undefined where nothing in it can be read. */
export function readReport({ stdout, stderr }: { stdout: string; stderr: string }): TestReport | undefined {
  return (
    readTap(stdout) ??
    readJunit(stdout) ??
    readJestJson(stdout) ??
    readGoJson(stdout) ??
    // Some write their report to the other stream.
    readTextReport(`${stdout}\n${stderr}`)
  );
}
