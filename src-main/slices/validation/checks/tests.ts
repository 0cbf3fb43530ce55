import { realpath } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
import { fail, ok, type Result } from '#shared/faults.ts';
import type { Finding } from '#shared/model/check.ts';
import type { Task, TaskKind } from '#shared/model/task.ts';
import { counted } from '#shared/words.ts';
import { commandEnvironment } from '../../../guard/command-environment.ts';
import type { SandboxRun } from '../../../ports/sandbox.ts';
import { type CheckContext, type CheckOutcome, type CheckRun, isTestFile } from './check-context.ts';
import { readTap, type TestReport } from './tap.ts';

const LIMITS = { timeMs: 120_000, memoryBytes: 1 << 30, outputBytes: 1 << 20 };
/** Characters of output shown when nothing more exact is known. */
const TAIL = 2_000;

/** Kinds that have to bring tests which run, once they promise a test file. */
const MUST_TEST: ReadonlySet<TaskKind> = new Set(['scaffold', 'feature', 'review']);

/** Do the project's own tests pass? Runs what the settings name, else `scripts.test` of the root's package.json, in the sandbox. */
export const checkTests: CheckRun = async (context) => {
  const command = await testCommand(context);
  if (command === undefined) return ok(withoutTests(context.task, 'package.json has no test command'));
  context.log(`Running ${command}`);
  const run = await runInSandbox(context, command);
  if (!run.ok) return run;
  if (run.value.ended === 'cancelled')
    return fail('cancelled', 'The tests were cancelled', { retryable: false });
  return ok(await judge(context, run.value));
};

async function testCommand(context: CheckContext): Promise<string | undefined> {
  if (context.settings.test !== null) return context.settings.test.map(quote).join(' ');
  const text = await context.readText('package.json');
  if (text === undefined) return undefined;
  try {
    const command: unknown = JSON.parse(text)?.scripts?.test;
    // What `npm init` writes when there are no tests.
    const isReal =
      typeof command === 'string' && command.trim() !== '' && !command.includes('no test specified');
    return isReal ? command : undefined;
  } catch {
    return undefined;
  }
}

/** A word for a POSIX shell. */
function quote(word: string): string {
  return /^[\w./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

async function runInSandbox(context: CheckContext, command: string): Promise<Result<SandboxRun>> {
  const { node, root, signal, sandbox } = context;
  return sandbox.run({
    command: ['/bin/sh', '-c', withForcedExit(command)],
    cwd: root,
    writable: [root],
    env: {
      ...(await commandEnvironment(node, root)),
      // Reaches `node --test` also through nested scripts; a command that names a reporter keeps its own.
      ...(command.includes('--test-reporter') ? {} : { NODE_OPTIONS: '--test-reporter=tap' }),
    },
    limits: LIMITS,
    signal,
  });
}

/**
 * A test that fails before it closes its server keeps `node --test` waiting forever; this flag makes the runner end and
 * report. It may not stand in NODE_OPTIONS, so it is put into the command.
 */
function withForcedExit(command: string): string {
  if (command.includes('--test-force-exit')) return command;
  return command.replace(/\bnode\b[^;&|]*?\s--test(?=\s|$)/g, '$& --test-force-exit');
}

async function judge(context: CheckContext, run: SandboxRun): Promise<CheckOutcome> {
  const cut = cutFinding(run);
  const report = readTap(run.stdout);
  if (cut) return { findings: [cut, ...(await failures(context, report))], summary: cut.message };
  if (!report) return judgeByExit(run);
  const findings = await failures(context, report);
  if (findings.length === 0 && run.exitCode !== 0) findings.push(exitFinding(run));
  if (findings.length === 0 && report.executed === 0)
    return withoutTests(context.task, 'no test was executed');
  return {
    findings,
    summary: `${counted(report.executed, 'test')} executed, ${report.failed.length} failed`,
  };
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
    timeout: `The tests did not end within ${LIMITS.timeMs / 1000} seconds`,
    memory: 'The tests used too much memory or too many processes',
    output: 'The tests wrote more output than is read',
  };
  const message = reasons[run.ended];
  if (message === undefined) return undefined;
  return { severity: 'error', rule: `tests/${run.ended}`, message, hint: tail(run) };
}

function exitFinding(run: SandboxRun): Finding {
  const message = `The test command ended with exit code ${run.exitCode ?? 'none, by a signal'}`;
  return { severity: 'error', rule: 'tests/failed', message, hint: tail(run) };
}

async function failures(context: CheckContext, report: TestReport | undefined): Promise<Finding[]> {
  const roots = [context.root, await realpath(context.root).catch(() => context.root)];
  return (report?.failed ?? []).map((test) => {
    const file = test.file === undefined ? undefined : inside(roots, test.file);
    return {
      severity: 'error',
      rule: 'tests/failed',
      message: `${test.name}: ${test.message}`.slice(0, TAIL),
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

function tail(run: SandboxRun): string {
  return `${run.stdout}\n${run.stderr}`.trim().slice(-TAIL);
}
