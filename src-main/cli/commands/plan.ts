import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { PlanView } from '#shared/contract/plans.ts';
import { unwrap } from '#shared/faults.ts';
import type { PlanEdit } from '#shared/model/plan-edit.ts';
import { connect } from '../connect.ts';
import type { CommonOptions, Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { findRun } from '../find-run.ts';
import { count } from '../format.ts';
import { misuse, type Perform, withCommon } from '../perform.ts';
import { planText } from '../plan-text.ts';
import { editFrom, editsFromFile, PLAN_USAGE, type PlanOptions } from '../plan-words.ts';
import type { Api } from '../remote.ts';

type Options = CommonOptions & PlanOptions & { file?: string; json?: boolean; note?: string };

/** A file with edits is written by hand or by a small program; more than this is a slip. */
const LARGEST_FILE = 5_000_000;

export function addPlan(program: Command, perform: Perform): void {
  const plan = program
    .command('plan')
    .description('show the plan of a run, or edit it while it waits for approval')
    .argument('<run>', 'id of a run, or "latest"')
    .argument('[action]', 'what to do, see below', 'show')
    .argument('[words...]', 'tasks by their keys, titles, parts')
    .option('--title <text>')
    .option('--brief <text>', 'what is to be done')
    .option('--kind <kind>', 'kind of an added task: feature, quality, documentation …')
    .option('--key <key>', 'key of an added task')
    .option('--role <role>')
    .option('--needs <capability>')
    .option('--agent <id>', 'agent to be asked first; "none" for no preference')
    .option('--priority <priority>', 'critical, normal or low')
    .option('--complexity <1-5>')
    .option('--requirements <keys>', 'keys with commas')
    .option('--after <tasks>', 'tasks that an added one waits for, with commas')
    .option('--expects <files>', 'files with commas')
    .option('--give-to <task>', 'who takes over the requirements of a removed task')
    .option('--chained', 'parts of a split wait for one another')
    .option('--file <edits.json>', 'edits for "edit"')
    .option('--json', 'print one line of JSON')
    .addHelpText('after', PLAN_USAGE);
  withCommon(plan).action((run: string, action: string, words: string[], options: Options) =>
    perform(options, (context) => work(context, run, action, words, options)),
  );
}

export function addReplan(program: Command, perform: Perform): void {
  const replan = program
    .command('replan')
    .description('plan the tasks of a run that have not begun anew; the new rest waits for approval')
    .argument('<run>', 'id of a run, or "latest"')
    .option('--note <text>', 'why, and what should be different; the planner reads it')
    .option('--json', 'print one line of JSON');
  withCommon(replan).action((run: string, options: Options) =>
    perform(options, (context) => replanRun(context, run, options)),
  );
}

async function work(
  context: Context,
  wanted: string,
  action: string,
  words: string[],
  options: Options,
): Promise<ExitCode> {
  const edits = await editsFor(context, action, words, options);
  const { api, host, close } = unwrap(await connect(context));
  try {
    const runId = unwrap(await findRun(api, wanted));
    const { plan, tasks, warnings } = await api.runs.plan({ runId });
    if (!plan)
      throw misuse(`The run ${runId} has no plan yet.`, 'It is made when its requirements are accepted.');
    const planId = plan.id;
    const before: PlanView = { plan, tasks, warnings, said: [] };
    const view = await perform(api, planId, action, words, edits, before);
    const steps = await api.plans.edits({ planId });
    if (options.json) context.terminal.json({ ...view, steps });
    else {
      context.terminal.out(planText(view, steps));
      if (action !== 'show' && host) context.terminal.note(`To go on: orchestrator run --resume ${runId}`);
    }
    return EXIT.done;
  } finally {
    await close();
  }
}

async function perform(
  api: Api,
  planId: string,
  action: string,
  words: string[],
  edits: PlanEdit[],
  before: PlanView,
): Promise<PlanView> {
  switch (action) {
    case 'show':
      return before;
    case 'undo':
      return api.plans.undo({ planId });
    case 'redo':
      return api.plans.redo({ planId });
    case 'template':
      return api.plans.applyTemplate({ planId, name: words[0] ?? '' });
    default:
      return api.plans.edit({ planId, edits });
  }
}

async function editsFor(
  { cwd }: Context,
  action: string,
  words: string[],
  options: Options,
): Promise<PlanEdit[]> {
  if (['show', 'undo', 'redo', 'template'].includes(action)) {
    const names = action === 'template' ? 1 : 0;
    if (words.length !== names) throw misuse(`"plan ${action}" takes ${count(names, 'word')} after it.`);
    return [];
  }
  if (action !== 'edit') return [unwrap(editFrom(action, words, options))];
  if (options.file === undefined) throw misuse('"plan edit" takes --file <edits.json>.');
  const path = resolve(cwd, options.file);
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw misuse(`${path} cannot be read (${error.code ?? error.message}).`);
  });
  if (bytes.byteLength > LARGEST_FILE) throw misuse(`${path} is too large for a file with edits.`);
  return unwrap(editsFromFile(bytes.toString('utf8')));
}

async function replanRun(context: Context, wanted: string, { note, json }: Options): Promise<ExitCode> {
  const { api, host, close } = unwrap(await connect(context));
  try {
    const runId = unwrap(await findRun(api, wanted));
    const run = await api.runs.replan({ runId, ...(note === undefined ? {} : { note }) });
    if (json) context.terminal.json(run);
    else {
      context.terminal.out(
        'The rest of the plan is made anew. What has begun goes on; nothing new begins until you approve the new rest.',
      );
      if (host) context.terminal.note(`To go on: orchestrator run --resume ${runId}`);
    }
    return EXIT.done;
  } finally {
    await close();
  }
}
