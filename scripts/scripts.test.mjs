import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprint } from './fingerprint.mjs';
import { remedyFor } from './install.mjs';
import { add, closingLine, countPlaywright, countVitest, honest, NOTHING } from './reports.mjs';

describe('fingerprint', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'fingerprint-'));
    mkdirSync(join(root, 'src', 'deep'), { recursive: true });
    writeFileSync(join(root, 'src', 'deep', 'a.ts'), 'a');
    writeFileSync(join(root, 'lock.json'), '{}');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const now = () => fingerprint(root, ['src', 'lock.json', 'not-there.ts']);

  it('stays the same while nothing changes', () => {
    expect(now()).toBe(now());
  });

  it('changes with a byte deep below, a new file, and a new name', () => {
    const before = now();
    writeFileSync(join(root, 'src', 'deep', 'a.ts'), 'b');
    const edited = now();
    writeFileSync(join(root, 'src', 'b.ts'), '');
    const added = now();
    writeFileSync(join(root, 'not-there.ts'), '');
    expect(new Set([before, edited, added, now()]).size).toBe(4);
  });
});

describe('the closing line', () => {
  /** @param {string} status @param {string[]} tests */
  const file = (status, tests) => ({ status, assertionResults: tests.map((test) => ({ status: test })) });

  it('sums what both reports say', () => {
    const vitest = countVitest({
      numPassedTests: 10,
      numFailedTests: 1,
      numPendingTests: 2,
      numTodoTests: 1,
      testResults: [file('failed', ['failed', 'passed']), file('passed', ['passed'])],
    });
    const playwright = countPlaywright({
      stats: { expected: 4, flaky: 1, unexpected: 2, skipped: 1 },
      errors: [],
    });
    expect(closingLine(add(vitest, playwright))).toBe('15 passed, 3 failed, 4 skipped');
  });

  it('counts a file that could not be loaded as a failure', () => {
    const report = { numPassedTests: 1, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };
    expect(countVitest({ ...report, testResults: [file('failed', [])] }).failed).toBe(1);
  });

  it('counts what kept Playwright from running any test', () => {
    const stats = { expected: 0, flaky: 0, unexpected: 0, skipped: 0 };
    expect(countPlaywright({ stats, errors: [{}] }).failed).toBe(1);
  });

  it('never says that nothing failed when the command did', () => {
    expect(honest(NOTHING, 1).failed).toBe(1);
    expect(honest({ ...NOTHING, failed: 3 }, 1).failed).toBe(3);
    expect(honest(NOTHING, 0)).toEqual(NOTHING);
  });
});

describe('a failed installation', () => {
  it.each([
    ['npm error code ENOTFOUND\nnpm error syscall getaddrinfo', /registry cannot be reached/],
    ['npm ERR! code EAI_AGAIN', /registry cannot be reached/],
    ['npm error code ENOSPC', /disk is full/],
    ['npm error code EACCES', /may not be written/],
    ['npm error something else', /stands above/],
  ])('after %j says what to do', (said, remedy) => {
    expect(remedyFor(said)).toMatch(remedy);
  });
});
