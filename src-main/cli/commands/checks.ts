import type { Command } from 'commander';
import { fail, ok, type Result, unwrap } from '#shared/faults.ts';
import { placed } from '#shared/judge.ts';
import type { Check, Judgement } from '#shared/model/check.ts';
import { CheckKind, CheckMode } from '#shared/model/check.ts';
import { modeOf } from '#shared/model/check-rules.ts';
import type { Project } from '#shared/model/project.ts';
import type { Task } from '#shared/model/task.ts';
import { connect } from '../connect.ts';
import type { CommonOptions, Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { findRun } from '../find-run.ts';
import { count, duration, oneLine, plain, table } from '../format.ts';
import { type Perform, withCommon } from '../perform.ts';
import type { Api } from '../remote.ts';

type ChecksOptions = CommonOptions & { set?: string[]; json?: boolean };

/** A task with what its latest checked attempt came to. */
export type CheckedTask = {
  task: Pick<Task, 'id' | 'key' | 'title'>;
  judgement: Judgement | undefined;
  checks: Check[];
};

const MOST_FINDINGS = 20;

export function addChecks(program: Command, perform: Perform): void {
  const command = program
    .command('checks')
    .description('show what the checks of a run or of a task came to, or say which of them block')
    .argument('<id>', 'id of a run, a task or a project')
    .option('--set <kind=mode...>', 'for a project: block, warn or off, such as lint=block')
    .option('--json', 'print one line of JSON');
  withCommon(command).action((id: string, options: ChecksOptions) =>
    perform(options, (context) => performChecks(context, id, options)),
  );
}

async function performChecks(context: Context, id: string, options: ChecksOptions): Promise<ExitCode> {
  const changed = unwrap(readModes(options.set ?? []));
  const { api, close } = unwrap(await connect(context));
  try {
    const project = (await api.projects.list()).find((one) => one.id === id);
    if (project) await showModes(context, api, project, changed, options.json === true);
    else if (options.set) return unwrap(fail('not_found', `There is no project ${id}.`));
    else await showChecks(context, api, id, options.json === true);
    return EXIT.done;
  } finally {
    await close();
  }
}

type Modes = Partial<Record<CheckKind, CheckMode>>;

/** Reads `kind=mode`. Faults: `invalid_input`, which names what there is. */
export function readModes(given: readonly string[]): Result<Modes> {
  const modes: Modes = {};
  for (const text of given) {
    const [name, value, ...rest] = text.split('=');
    const kind = CheckKind.safeParse(name);
    const mode = CheckMode.safeParse(value);
    if (!kind.success || !mode.success || rest.length > 0) {
      return fail('invalid_input', `"${text}" is not a check and a mode.`, {
        hint: `Checks: ${CheckKind.options.join(', ')}. Modes: ${CheckMode.options.join(', ')}.`,
      });
    }
    modes[kind.data] = mode.data;
  }
  return ok(modes);
}

async function showModes(
  { terminal }: Context,
  api: Api,
  project: Project,
  changed: Modes,
  json: boolean,
): Promise<void> {
  const checks = { ...project.settings.checks, ...changed };
  const isChange = Object.keys(changed).length > 0;
  if (isChange) await api.projects.configure({ projectId: project.id, settings: { checks } });
  const modes = CheckKind.options.map((kind) => [kind, modeOf(kind, checks)] as const);
  if (json) return terminal.json({ projectId: project.id, checks: Object.fromEntries(modes) });
  terminal.out(table(modes.map(([kind, mode]) => [kind, mode])));
}

async function showChecks({ terminal }: Context, api: Api, id: string, json: boolean): Promise<void> {
  const found = await checkedTasks(api, id);
  if (json) terminal.json(found);
  else if (found.length === 0) terminal.out('Nothing was checked yet.');
  else terminal.out(found.map((one) => checksText(one, found.length === 1)).join('\n\n'));
}

async function checkedTasks(api: Api, wanted: string): Promise<CheckedTask[]> {
  const id = wanted === 'latest' ? unwrap(await findRun(api, wanted)) : wanted;
  const runs = await api.runs.list({});
  const tasks = runs.some((run) => run.id === id)
    ? (await api.tasks.list({ runId: id, limit: 1000 })).map((task) => task.id)
    : [id];
  const found: CheckedTask[] = [];
  for (const taskId of tasks) {
    const { task, attempts, checks, judgements } = await api.tasks.get({ taskId });
    const attempt = attempts.findLast((one) => checks.some((check) => check.attemptId === one.id));
    if (!attempt) continue;
    found.push({
      task: { id: task.id, key: task.key, title: task.title },
      judgement: judgements.find((one) => one.attemptId === attempt.id),
      checks: checks.filter((check) => check.attemptId === attempt.id),
    });
  }
  return found;
}

/** A task's checks for people; in full, with the findings. */
export function checksText({ task, judgement, checks }: CheckedTask, full: boolean): string {
  const verdict = judgement ? `${judgement.verdict}, ${judgement.score} of 100` : 'not judged';
  const parts = [`${task.key} ${oneLine(task.title, 80)}: ${verdict}`];
  for (const reason of judgement?.reasons ?? []) parts.push(`  ${oneLine(plain(reason))}`);
  if (!full) return parts.join('\n');
  const rows = checks.map(({ kind, verdict: one, durationMs, summary }) => [
    kind,
    one,
    duration(durationMs),
    oneLine(plain(summary), 120),
  ]);
  parts.push(table(rows, '  '));
  const findings = checks.flatMap((check) => check.findings).filter(({ severity }) => severity !== 'info');
  for (const finding of findings.slice(0, MOST_FINDINGS)) {
    parts.push(`  ${finding.severity} ${oneLine(plain(placed(finding)))}`);
    if (finding.hint) parts.push(`    ${oneLine(plain(finding.hint))}`);
  }
  if (findings.length > MOST_FINDINGS)
    parts.push(`  … and ${count(findings.length - MOST_FINDINGS, 'more finding')}`);
  return parts.join('\n');
}
