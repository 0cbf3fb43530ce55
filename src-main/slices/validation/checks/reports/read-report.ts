import { readGoJson, readJestJson } from './json-reports.ts';
import { readJunit } from './junit.ts';
import { readTap } from './tap.ts';
import type { TestReport } from './test-report.ts';
import { readTextReport } from './text-reports.ts';

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
