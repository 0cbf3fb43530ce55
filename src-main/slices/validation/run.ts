import type { Command } from '#shared/commands.ts';
import { fail, ok, type Result } from '#shared/faults.ts';
import { type Attempt, NO_USAGE } from '#shared/model/attempt.ts';
import type { CheckResult } from '#shared/model/check.ts';
import type { Project } from '#shared/model/project.ts';
import type { Requirement } from '#shared/model/requirement.ts';
import type { Task } from '#shared/model/task.ts';
import type { Sandbox } from '../../ports/sandbox.ts';
import type { CheckCache } from '../../store/check-cache.ts';
import { readInside } from '../../workspace/files.ts';
import { readFileAt, treeAt } from '../../workspace/git-content.ts';
import type { Baselines } from './baselines.ts';
import type { CheckContext } from './checks/check-context.ts';
import { checksFor } from './checks/checks-for.ts';
import type { Examiner } from './checks/examiner.ts';
import { runChecks } from './checks/run-checks.ts';
import { forgiveOld, PROJECT_CHECKS } from './forgive-old.ts';
import { packageOf, withPackageTests } from './packages.ts';

export type ValidationInput = {
  attempt: Attempt;
  task: Task;
  requirements: Requirement[];
  project: Project;
};

export type ValidationTools = {
  sandbox: Sandbox;
  node: string;
  examiner: Examiner;
  cache: CheckCache;
  signal: AbortSignal;
  log(line: string): void;
};

/** How the project stood before the work; `prepare` makes a folder with its files ready. */
export type Before = { baselines: Baselines; prepare(folder: string): Promise<Result<unknown>> };

/** Runs the checks of a task on the worktree of an attempt. */
export async function validate(
  input: ValidationInput,
  worktree: string,
  tools: ValidationTools & { before: Before },
): Promise<Result<Command[]>> {
  const { attempt, task, requirements, project } = input;
  const { output } = attempt;
  if (!output) return fail('internal', `The attempt ${attempt.id} left nothing to check.`);
  const { settings } = project;
  const about = { task, requirements, output, settings };
  // The repository itself is asked: in the worktree, the attempt may have put another one in its place.
  const place = { folder: project.root };
  const shown = output.commit ?? output.baseCommit;
  const tree = shown === undefined ? undefined : await treeAt(place, shown);
  const { baseCommit } = output;
  // Where nothing was committed, what stands there already is what is to be checked, and nothing was "so before".
  const isChange = output.commit !== undefined && baseCommit !== undefined;
  const context: CheckContext = {
    ...checkContext(worktree, about, tools),
    tree,
    readBase: async (path) => (isChange ? readFileAt(place, baseCommit, path) : undefined),
  };
  const made = await runChecks(context, checksFor(task));
  if (!made.ok) return made;
  const compared = await comparedWithBefore(made.value, context, input, tools);
  if (!compared.ok) return compared;
  const checks = await withPackage(compared.value, context);
  if (!checks.ok) return checks;
  const { id: attemptId, taskId, runId, projectId } = attempt;
  return ok([{ type: 'validation.conclude', attemptId, taskId, runId, projectId, checks: checks.value }]);
}

/** Only what the work broke counts, not what was broken. */
async function comparedWithBefore(
  checks: CheckResult[],
  context: CheckContext,
  { attempt, project }: ValidationInput,
  { before: { baselines, prepare }, ...tools }: ValidationTools & { before: Before },
): Promise<Result<CheckResult[]>> {
  const base = attempt.output?.baseCommit;
  const own = checks.filter(({ kind }) => PROJECT_CHECKS.has(kind));
  const { test, folder } = project.settings;
  // In a workspace that holds nothing but the work there is nothing older.
  const isAlone = test === null && folder === '';
  if (isAlone || base === undefined || own.length === 0) return ok(checks);
  const failed = own.some(({ verdict }) => verdict === 'fail');
  if (!failed && !(await baselines.mayMend(project))) return ok(checks);
  const kinds = own.map(({ kind }) => kind);
  const before = await baselines.at(project, base, kinds, async (folder) => {
    context.log(`Looking how ${base.slice(0, 10)} stood before the work`);
    const ready = await prepare(folder);
    if (!ready.ok) return ready;
    const { task, requirements, settings } = context;
    return runChecks(checkContext(folder, { task, requirements, settings, output: NO_OUTPUT }, tools), kinds);
  });
  // A project that could not even be set up before the work has nothing that could be forgiven.
  if (!before.ok && before.fault.type === 'refused') {
    context.log(before.fault.message);
    return ok(checks);
  }
  if (!before.ok) return before;
  return ok(
    checks.map((check) => {
      const earlier = before.value.find(({ kind }) => kind === check.kind);
      return earlier === undefined || !kinds.includes(check.kind) ? check : forgiveOld(check, earlier);
    }),
  );
}

/** A package in a folder of its own has tests of its own. */
async function withPackage(checks: CheckResult[], context: CheckContext): Promise<Result<CheckResult[]>> {
  const at = checks.findIndex(({ kind }) => kind === 'tests');
  const whole = checks[at];
  const folder = whole && (await packageOf(context));
  if (!whole || folder === undefined) return ok(checks);
  const tests = await withPackageTests(context, folder, whole);
  return tests.ok ? ok(checks.with(at, tests.value)) : tests;
}

const NO_OUTPUT = { files: [], covers: [], gaps: [], summary: '', usage: NO_USAGE };

/** The tests of the whole workspace as it stands, for an agent that validates. */
export async function checkWorkspace(
  worktree: string,
  input: Pick<CheckContext, 'task' | 'requirements' | 'settings'>,
  tools: ValidationTools,
): Promise<CheckResult[]> {
  const context = checkContext(worktree, { ...input, output: NO_OUTPUT }, tools);
  const whole = await runChecks(context, ['tests']);
  const checks = whole.ok ? await withPackage(whole.value, context) : whole;
  if (checks.ok) return checks.value;
  const { message, hint } = checks.fault;
  return [
    {
      kind: 'tests',
      verdict: 'skipped',
      findings: [{ severity: 'warning', rule: 'tests/not-run', message, ...(hint ? { hint } : {}) }],
      summary: message,
      durationMs: 0,
    },
  ];
}

type About = Pick<CheckContext, 'task' | 'requirements' | 'output' | 'settings'>;

function checkContext(root: string, about: About, { examiner, ...tools }: ValidationTools): CheckContext {
  const own = new Set(about.task.requirementKeys);
  return {
    ...about,
    ...tools,
    root,
    examine: examiner.examine,
    compareLock: examiner.compareLock,
    readOutput: examiner.readOutput,
    requirements: about.requirements.filter((requirement) => own.has(requirement.key)),
    async readText(path, maxBytes) {
      const read = await readInside(root, path, maxBytes);
      return read.ok ? Buffer.from(read.value).toString('utf8') : undefined;
    },
    readBase: async () => undefined,
  };
}
