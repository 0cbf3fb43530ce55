import { realpath } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
import { ok } from '#shared/faults.ts';
import type { Finding } from '#shared/model/check.ts';
import type { Task, TaskKind } from '#shared/model/task.ts';
import { counted } from '#shared/words.ts';
import type { SandboxRun } from '../../../ports/sandbox.ts';
import { type CheckContext, type CheckOutcome, type CheckRun, isTestFile } from './check-context.ts';
import { parsed, recordOf, type TestReport, textOf } from './reports/test-report.ts';
import { runTool, TOOL_LIMITS, tailOf } from './run-tool.ts';
import { wholeCheck } from './whole-check.ts';

const LONGEST_MESSAGE = 2_000;
/** A test script that is longer is run as it is. */
const LONGEST_SCRIPT = 4_000;

/** Kinds that have to bring tests which run, once they promise a test file. */
const MUST_TEST: ReadonlySet<TaskKind> = new Set(['scaffold', 'feature', 'review']);

/** Do the project's own tests pass? Runs what the settings name, else `scripts.test` of the root's package.json, in the sandbox. */
export const checkTests: CheckRun = async (context) => {
  const command = await testCommand(context);
  if (command === undefined) return ok(withoutTests(context.task, 'the project has no test command'));
  return wholeCheck(context, 'tests', command, async () => {
    context.log(`Running ${command.join(' ')}`);
    const before = await reportFiles(context);
    const named = command.some((part) => part.includes('--test-reporter'));
    // Reaches `node --test` also through nested scripts; a command that names a reporter keeps its own.
    const run = await runTool(context, command, named ? {} : { NODE_OPTIONS: '--test-reporter=tap' });
    if (!run.ok) return run;
    if (run.value.missing && context.settings.test !== null) {
      return ok(withoutTests(context.task, `${command[0]} is not there for the sandbox`));
    }
    const after = [...(await reportFiles(context))].filter(([path, text]) => before.get(path) !== text);
    return ok(await judge(context, run.value, after));
  });
};

async function testCommand(context: CheckContext): Promise<string[] | undefined> {
  if (context.settings.test !== null) return context.settings.test;
  const text = await context.readText('package.json');
  const script = textOf(recordOf(recordOf(parsed(text ?? '')).scripts).test);
  // What `npm init` writes when there are no tests.
  const isReal = script.trim() !== '' && !script.includes('no test specified');
  return isReal ? ['/bin/sh', '-c', withForcedExit(script)] : undefined;
}

/** Where runners leave JUnit reports that are set up to. */
const REPORT_FILES = ['junit.xml', 'test-results.xml', 'reports/junit.xml', 'test-results/junit.xml'];

async function reportFiles(context: CheckContext): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const path of REPORT_FILES) {
    const text = await context.readText(path);
    if (text !== undefined) found.set(path, text);
  }
  return found;
}

/**
 * A test that fails before it closes its server keeps `node --test` waiting forever; this flag makes the runner end and
 * report. It may not stand in NODE_OPTIONS, so it is put into the command.
 */
function withForcedExit(command: string): string {
  if (command.includes('--test-force-exit') || command.length > LONGEST_SCRIPT) return command;
  return command.replace(/\bnode\b[^;&|]{0,200}?\s--test(?=\s|$)/g, '$& --test-force-exit');
}

async function judge(
  context: CheckContext,
  run: SandboxRun,
  files: readonly (readonly [string, string])[],
): Promise<CheckOutcome> {
  const cut = cutFinding(run);
  const { stdout, stderr } = run;
  const texts = files.map(([, text]) => text);
  const output = { kind: 'output', of: 'tests', stdout, stderr, files: texts } as const;
  const { tests: report } = await context.readOutput(output, context.signal);
  const findings = await failures(context, report);
  if (cut) return { findings: [cut, ...findings], summary: cut.message };
  if (!report) return judgeByExit(run);
  if (report.failed.length === 0 && run.exitCode !== 0) findings.push(exitFinding(run));
  if (findings.length === 0 && report.executed === 0)
    return withoutTests(context.task, 'no test was executed');
  const summary = `${counted(report.executed, 'test')} executed, ${report.failed.length} failed`;
  return { findings, summary };
}

function judgeByExit(run: SandboxRun): CheckOutcome {
  if (run.exitCode !== 0) return { findings: [exitFinding(run)], summary: 'The test command failed' };
  const message = 'The test command succeeded, but gave no report of its tests that can be read';
  return { findings: [{ severity: 'info', rule: 'tests/unreported', message }], summary: message };
}

function withoutTests(task: Task, reason: string): CheckOutcome {
  const promised = task.expects.filter(isTestFile);
  const [file] = promised;
  if (file === undefined || !MUST_TEST.has(task.kind)) {
    return { findings: [], summary: `Nothing to run: ${reason}`, skipped: true };
  }
  const message = `The task has to bring ${counted(promised.length, 'test file')}, but ${reason}`;
  const hint = 'Write tests that run by the `test` script of package.json.';
  return { findings: [{ severity: 'error', rule: 'tests/none', message, file, hint }], summary: message };
}

function cutFinding(run: SandboxRun): Finding | undefined {
  const reasons: Partial<Record<SandboxRun['ended'], string>> = {
    timeout: `The tests did not end within ${TOOL_LIMITS.timeMs / 1000} seconds`,
    memory: 'The tests used too much memory or too many processes',
    output: 'The tests wrote more output than is read',
    disk: 'The tests wrote more files than they may',
  };
  const message = reasons[run.ended];
  if (message === undefined) return undefined;
  return { severity: 'error', rule: `tests/${run.ended}`, message, hint: tailOf(run) };
}

function exitFinding(run: SandboxRun): Finding {
  const message = `The test command ended with exit code ${run.exitCode ?? 'none, by a signal'}`;
  return { severity: 'error', rule: 'tests/failed', message, hint: tailOf(run) };
}

async function failures(context: CheckContext, report: TestReport | undefined): Promise<Finding[]> {
  const roots = [context.root, await realpath(context.root).catch(() => context.root)];
  return (report?.failed ?? []).map((test) => {
    const file = test.file === undefined ? undefined : inside(roots, test.file);
    return {
      severity: 'error',
      rule: 'tests/failed',
      message: `${test.name}: ${test.message}`.slice(0, LONGEST_MESSAGE),
      ...(file === undefined ? {} : { file, ...(test.line === undefined ? {} : { line: test.line }) }),
    };
  });
}

/** Relative to the worktree with forward slashes, or undefined for a place outside it. */
function inside(roots: readonly string[], path: string): string | undefined {
  const candidates = isAbsolute(path) ? roots.map((root) => relative(root, path)) : [path];
  const found = candidates.find((candidate) => !candidate.startsWith('..') && !isAbsolute(candidate));
  return found?.replaceAll('\\', '/');
}
