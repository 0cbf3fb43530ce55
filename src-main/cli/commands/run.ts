import { type Command, Option } from 'commander';
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
  resume?: string | true;
};

const HELP = `
Without --project the workspace is ./orchestrator-workspace/<name of the first document>; running the same
document again uses the same workspace. Ctrl-C pauses the run and keeps everything, a second Ctrl-C stops it.

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
    .option('--resume [run]', 'go on with this run, or with the newest one that has not ended')
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
  const { project, policy, yes, title, resume } = options;
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
    documents: unwrap(await loadDocuments(paths, cwd)),
    root: workspaceRoot(project, first, cwd),
    ...(policy === undefined ? {} : { policy }),
    ...(title === undefined ? {} : { title }),
  };
}

/** What a run was begun with it keeps: whoever asks for something else with --resume is told so. */
function resumption(
  paths: string[],
  { project, title, resume }: RunOptions,
  wishedPolicy: boolean,
  cwd: string,
): Order {
  const kept = [
    ...(paths.length > 0 ? ['its documents'] : []),
    ...(wishedPolicy ? ['its policy (--policy)'] : []),
    ...(title === undefined ? [] : ['its title (--title)']),
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
