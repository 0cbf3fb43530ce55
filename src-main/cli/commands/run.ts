import { type Command, Option } from 'commander';
import type { NewDocument } from '#shared/contract/runs.ts';
import { unwrap } from '#shared/faults.ts';
import { Policy } from '#shared/model/project.ts';
import type { CommonOptions } from '../context.ts';
import { loadDocuments } from '../documents.ts';
import { type Order, workspaceRoot } from '../launch.ts';
import { misuse, type Perform, withCommon } from '../perform.ts';
import { carryOut } from '../run-session.ts';

type RunOptions = CommonOptions & {
  project?: string;
  policy?: Policy;
  yes?: boolean;
  json?: boolean;
  title?: string;
  template?: string;
  resume?: string | true;
  afresh?: boolean;
  replaces?: string;
};

const HELP = `
Without --project the workspace is ./orchestrator-workspace/<name of the first document>; running the same
document again uses the same workspace, compares it with what was there, and does only what is new. Ctrl-C pauses the run and keeps everything, a second Ctrl-C stops it.

Exit codes: 0 finished, 1 failed or incomplete, 2 bad input, 3 waiting for an answer, 130 interrupted`;

export function addRun(program: Command, perform: Perform): void {
  const command = program
    .command('run')
    .description('turn requirement documents into a validated capsule')
    .argument('[documents...]', 'Markdown, text, HTML, PDF or Word (.docx) files with requirements')
    .option('--project <dir>', 'workspace, a git repository; made when missing')
    .addOption(new Option('--policy <policy>', 'who answers decisions').choices(Policy.options))
    .addOption(
      new Option('--yes', 'answer every decision with its default').implies({ policy: 'autonomous' }),
    )
    .option('--title <title>', 'name of the run')
    .option('--template <name>', 'give the plan the shape of this template')
    .option('--resume [run]', 'go on with this run, or with the newest one that has not ended')
    .option('--afresh', 'plan work for every requirement, also where earlier work still stands')
    .option('--replaces <document>', 'id of the earlier document that this one is the next version of')
    .option('--json', 'print one line of JSON at the end and nothing else to stdout')
    .addHelpText('after', HELP);
  withCommon(command).action((paths: string[], options: RunOptions) =>
    perform(options, async (context) => {
      const wishedPolicy = command.getOptionValueSource('policy') === 'cli';
      const order = await orderOf(paths, options, wishedPolicy, context.cwd);
      return carryOut(context, order, { yes: options.yes === true, json: options.json === true });
    }),
  );
}

async function orderOf(
  paths: string[],
  options: RunOptions,
  wishedPolicy: boolean,
  cwd: string,
): Promise<Order> {
  const { project, policy, yes, title, template, resume, afresh } = options;
  if (yes && policy !== 'autonomous')
    throw misuse('--yes answers every decision: it cannot go with another --policy.');
  if (resume !== undefined) return resumption(paths, options, wishedPolicy, cwd);
  const [first] = paths;
  if (first === undefined) {
    throw misuse(
      'No document was named.',
      'Usage: orchestrator run <document...>, or run --resume to go on with a run.',
    );
  }
  if (title !== undefined && (title.trim() === '' || title.length > 200)) {
    throw misuse('A title has between 1 and 200 characters.');
  }
  return {
    kind: 'new',
    documents: versionOf(unwrap(await loadDocuments(paths, cwd)), options.replaces),
    ...(afresh ? { afresh } : {}),
    root: workspaceRoot(project, first, cwd),
    ...(policy === undefined ? {} : { policy }),
    ...(title === undefined ? {} : { title }),
    ...(template === undefined ? {} : { template }),
  };
}

function versionOf(documents: NewDocument[], replaces: string | undefined): NewDocument[] {
  if (replaces === undefined) return documents;
  if (documents.length > 1)
    throw misuse('--replaces names the earlier version of one document: hand it in alone.');
  return documents.map((document) => ({ ...document, replaces }));
}

/** What a run was begun with it keeps: whoever asks for something else with --resume is told so. */
function resumption(
  paths: string[],
  { project, title, template, resume, afresh, replaces }: RunOptions,
  wishedPolicy: boolean,
  cwd: string,
): Order {
  const kept = [
    ...(paths.length > 0 ? ['its documents'] : []),
    ...(wishedPolicy ? ['its policy (--policy)'] : []),
    ...(title === undefined ? [] : ['its title (--title)']),
    ...(template === undefined ? [] : ['its plan (--template)']),
    ...(afresh || replaces !== undefined ? ['what it compares with (--afresh, --replaces)'] : []),
  ];
  if (kept.length > 0) {
    throw misuse(
      `--resume goes on with the run as it was begun; it keeps ${kept.join(', ')}.`,
      'Nothing was changed. Leave them out, or start a new run without --resume.',
    );
  }
  if (typeof resume === 'string' && !resume.startsWith('run_')) {
    throw misuse(
      `--resume takes the id of a run, and "${resume}" is none.`,
      'A run goes on with the documents it has. `orchestrator status` lists the runs.',
    );
  }
  if (typeof resume === 'string' && project !== undefined) {
    throw misuse('--resume with the id of a run knows its project: leave --project out.');
  }
  return {
    kind: 'resume',
    ...(typeof resume === 'string' ? { runId: resume } : {}),
    ...(project === undefined ? {} : { root: workspaceRoot(project, '', cwd) }),
  };
}
