import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { DEFAULT_SIZES } from '#shared/model/check-limits.ts';
import { manualClock, systemClock } from '../../../kernel/clock.ts';
import type { ExamineRequest } from './check-context.ts';
import { createExaminer, type ExaminerOptions } from './examiner.ts';

function examiner(options: Partial<ExaminerOptions> = {}) {
  const made = createExaminer({ node: process.execPath, clock: systemClock, ...options });
  onTestFinished(made.close);
  return made;
}

function request(text: string, path = 'a.ts'): ExamineRequest {
  return { kind: 'syntax', file: { path, change: 'added', text }, sizes: DEFAULT_SIZES };
}

const { signal } = new AbortController();

it('a file that kills the parser is a finding, and the next file is read all the same', async () => {
  const { examine } = examiner();
  // The native parser recurses, and nesting like this overflows its stack.
  const deadly = `const a = ${'('.repeat(200_000)}1${')'.repeat(200_000)};`;
  const [killed, fine] = await Promise.all([
    examine(request(deadly), signal),
    examine(request('const a = ;\n'), signal),
  ]);
  expect(killed.findings).toMatchObject([{ severity: 'error', rule: 'syntax/unreadable', file: 'a.ts' }]);
  expect(fine.findings).toMatchObject([{ rule: 'syntax/typescript', line: 1, column: 11 }]);
});

it('a file that takes too long is a finding', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'examiner-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const program = join(folder, 'silent.mjs');
  writeFileSync(program, "process.on('message', () => undefined);");
  const clock = manualClock();
  const { examine } = examiner({ program, clock, timeMs: 1_000 });
  const report = examine(request('x'), signal);
  await Promise.resolve();
  clock.advance(1_000);
  expect((await report).findings).toMatchObject([{ message: 'The file could not be read within 1 seconds' }]);
});

it('cancelled work ends at once', async () => {
  const { examine } = examiner();
  const controller = new AbortController();
  const report = examine(request('const a = 1;'), controller.signal);
  controller.abort();
  expect((await report).findings).toMatchObject([{ rule: 'syntax/unreadable' }]);
});

it('lock files are compared in the same process, and nonsense is a finding', async () => {
  const { compareLock } = examiner();
  const compare = (lockName: string, text: string) =>
    compareLock(
      {
        kind: 'dependencies',
        lockName,
        lock: { path: lockName, text },
        base: undefined,
        manifest: undefined,
      },
      signal,
    );
  expect(await compare('pnpm-lock.yaml', '{ [')).toMatchObject({
    added: [],
    findings: [{ rule: 'dependencies/unreadable' }],
  });
  expect((await compare('requirements.txt', 'flask==3.0.0')).added).toEqual([
    { name: 'flask', version: '3.0.0' },
  ]);
});
