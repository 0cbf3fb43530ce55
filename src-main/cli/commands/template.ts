import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { unwrap } from '#shared/faults.ts';
import { PlanTemplate } from '#shared/model/plan-template.ts';
import { connect } from '../connect.ts';
import type { CommonOptions, Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { findRun } from '../find-run.ts';
import { count, oneLine, showPath, table } from '../format.ts';
import { misuse, type Perform, withCommon } from '../perform.ts';
import { planText } from '../plan-text.ts';
import type { Api } from '../remote.ts';

type Options = CommonOptions & {
  name?: string;
  note?: string;
  replace?: boolean;
  to?: string;
  json?: boolean;
};

const LARGEST_FILE = 20_000_000;

export function addTemplate(program: Command, perform: Perform): void {
  const template = program
    .command('template')
    .description('keep the shape of finished plans, and give it to others');
  const add = (
    usage: string,
    about: string,
    act: (api: Api, context: Context, words: string[], options: Options) => Promise<void>,
  ) => {
    const command = template.command(usage).description(about).option('--json', 'print one line of JSON');
    withCommon(command).action((...given: unknown[]) => {
      const words = given.filter((each) => typeof each === 'string');
      const options = command.opts<Options>();
      return perform(options, (context) => reach(context, (api) => act(api, context, words, options)));
    });
    return command;
  };
  add('save <run>', 'keep the shape of the finished plan of a run (its id, or "latest")', save)
    .requiredOption('--name <name>', 'small letters, digits and hyphens')
    .option('--note <text>', 'what it is good for')
    .option('--replace', 'take the place of a template of this name');
  add('list', 'show all templates', list);
  add('show <name>', 'show the tasks of a template', show);
  add('apply <name> <run>', 'shape a plan that waits for approval; can be undone', apply);
  add('export <name>', 'write a template to a file', exportOne).requiredOption('--to <file>');
  add('import <file>', 'take a template from a file', importOne).option(
    '--replace',
    'take the place of a template of this name',
  );
  add('remove <name>', 'forget a template', remove);
}

async function reach(context: Context, act: (api: Api) => Promise<void>): Promise<ExitCode> {
  const { api, close } = unwrap(await connect(context));
  try {
    await act(api);
    return EXIT.done;
  } finally {
    await close();
  }
}

async function save(
  api: Api,
  { terminal }: Context,
  [run = '']: string[],
  { name = '', note = '', replace = false, json }: Options,
): Promise<void> {
  const runId = unwrap(await findRun(api, run));
  const saved = await api.templates.save({ runId, name, note, replace });
  if (json) terminal.json(saved);
  else
    terminal.out(
      `Kept as "${saved.name}", with ${count(saved.tasks.length, 'task')}. Use it with: orchestrator run <document> --template ${saved.name}`,
    );
}

async function list(api: Api, { terminal }: Context, _words: string[], { json }: Options): Promise<void> {
  const all = await api.templates.list();
  if (json) terminal.json(all);
  else if (all.length === 0)
    terminal.out('No templates yet: `orchestrator template save <run> --name <name>` keeps one.');
  else
    terminal.out(table(all.map(({ name, tasks, note }) => [name, count(tasks, 'task'), oneLine(note, 80)])));
}

async function show(
  api: Api,
  { terminal }: Context,
  [name = '']: string[],
  { json }: Options,
): Promise<void> {
  const template = await api.templates.get({ name });
  if (json) return terminal.json(template);
  const rows = template.tasks.map(({ key, kind, role, entity, title, dependsOn, slots }) => [
    key,
    kind,
    role,
    entity === undefined ? '' : `thing ${entity}`,
    oneLine(title, 60),
    count(slots.length, 'slot'),
    dependsOn.length > 0 ? `after ${oneLine(dependsOn.join(','), 40)}` : '',
  ]);
  terminal.out([`${template.name}: ${oneLine(template.note || 'no note', 120)}`, table(rows)].join('\n'));
}

async function apply(
  api: Api,
  { terminal }: Context,
  [name = '', run = '']: string[],
  { json }: Options,
): Promise<void> {
  const { plan } = await api.runs.plan({ runId: unwrap(await findRun(api, run)) });
  if (!plan)
    throw misuse('The run has no plan yet.', 'A template is applied to a plan that waits for approval.');
  const view = await api.plans.applyTemplate({ planId: plan.id, name });
  if (json) terminal.json(view);
  else terminal.out(planText(view, await api.plans.edits({ planId: plan.id })));
}

async function exportOne(
  api: Api,
  { terminal, cwd }: Context,
  [name = '']: string[],
  { to = '', json }: Options,
): Promise<void> {
  const template = await api.templates.get({ name });
  const path = resolve(cwd, to);
  await writeFile(path, `${JSON.stringify(template, null, 2)}\n`, { flag: 'wx' }).catch(
    (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EEXIST' ? 'there is a file already, which is kept' : (error.code ?? error.message);
      throw misuse(`${showPath(path, cwd)} cannot be written: ${why}.`);
    },
  );
  if (json) terminal.json({ name, path });
  else terminal.out(`Written to ${showPath(path, cwd)}.`);
}

async function importOne(
  api: Api,
  { terminal, cwd }: Context,
  [file = '']: string[],
  { replace = false, json }: Options,
): Promise<void> {
  const path = resolve(cwd, file);
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw misuse(`${showPath(path, cwd)} cannot be read (${error.code ?? error.message}).`);
  });
  if (bytes.byteLength > LARGEST_FILE) throw misuse(`${showPath(path, cwd)} is too large for a template.`);
  const saved = await api.templates.import({ template: parse(bytes.toString('utf8')), replace });
  if (json) terminal.json(saved);
  else terminal.out(`Taken in as "${saved.name}", with ${count(saved.tasks.length, 'task')}.`);
}

function parse(text: string): PlanTemplate {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw misuse('The file is no JSON.', 'Nothing was taken in.');
  }
  const parsed = PlanTemplate.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw misuse(
    `The file is no template: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}.`,
    'Nothing was taken in.',
  );
}

async function remove(
  api: Api,
  { terminal }: Context,
  [name = '']: string[],
  { json }: Options,
): Promise<void> {
  const removed = await api.templates.remove({ name });
  if (json) terminal.json(removed);
  else
    terminal.out(
      `The template "${removed.name}" is forgotten. Plans that were shaped by it stay as they are.`,
    );
}
