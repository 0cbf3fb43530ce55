import type { Command } from 'commander';
import { fail, ok, type Result, unwrap } from '#shared/faults.ts';
import type { Attempt } from '#shared/model/attempt.ts';
import type { AttemptContext } from '#shared/model/context.ts';
import type { Task } from '#shared/model/task.ts';
import { counted } from '#shared/words.ts';
import { connect } from '../connect.ts';
import type { CommonOptions, Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { oneLine, table } from '../format.ts';
import { type Perform, withCommon } from '../perform.ts';
import type { Api } from '../remote.ts';

type TaskOptions = CommonOptions & { context?: boolean; run?: string; json?: boolean };

export function addTask(program: Command, perform: Perform): void {
  const command = program
    .command('task')
    .description('show a task with its attempts, and what its agent was given to read')
    .argument('<task>', 'id of a task, or its key in the latest run, such as T-3')
    .option('--context', 'list the files that the agent of the latest attempt was shown, and why')
    .option('--run <id>', 'the run whose task is meant by a key')
    .option('--json', 'print one line of JSON');
  withCommon(command).action((wanted: string, options: TaskOptions) =>
    perform(options, (context) => showTask(context, wanted, options)),
  );
}

async function showTask(
  context: Context,
  wanted: string,
  { context: withContext, run, json }: TaskOptions,
): Promise<ExitCode> {
  const { terminal } = context;
  const { api, close } = unwrap(await connect(context));
  try {
    const { id } = unwrap(await findTask(api, wanted, run));
    const { task, attempts } = await api.tasks.get({ taskId: id });
    const last = attempts.at(-1);
    const shown = withContext && last ? await lastContext(api, attempts) : null;
    if (json) terminal.json({ task, attempts, ...(withContext ? { context: shown } : {}) });
    else terminal.out([taskText(task, attempts), ...(withContext ? [contextText(shown)] : [])].join('\n\n'));
    return EXIT.done;
  } finally {
    await close();
  }
}

/** An attempt that took up earlier work asked nobody: then what that work was made from is meant. */
async function lastContext(api: Api, attempts: readonly Attempt[]): Promise<AttemptContext | null> {
  for (const { id } of attempts.toReversed()) {
    const shown = await api.tasks.context({ attemptId: id });
    if (shown) return shown;
  }
  return null;
}

async function findTask(api: Api, wanted: string, run: string | undefined): Promise<Result<Task>> {
  const runs = await api.runs.list({});
  const latest = runs.toSorted((a, b) => b.openedAt - a.openedAt)[0];
  const runId = run ?? latest?.id;
  const isId = wanted.startsWith('tsk_');
  if (isId) return ok((await api.tasks.get({ taskId: wanted })).task);
  const tasks = runId === undefined ? [] : await api.tasks.list({ runId, limit: 1000 });
  const task = tasks.find(({ key }) => key.toLowerCase() === wanted.toLowerCase());
  return task
    ? ok(task)
    : fail('not_found', `There is no task ${wanted}${runId === undefined ? '' : ` in the run ${runId}`}.`, {
        hint: 'Name a run with --run, or give the id of the task.',
      });
}

function taskText(task: Task, attempts: readonly Attempt[]): string {
  const rows = attempts.map(({ number, state, agentId, fault, feedback }) => [
    `attempt ${number}`,
    state,
    agentId,
    oneLine(fault?.message ?? feedback ?? '', 80),
  ]);
  const expects = task.expects.length === 0 ? '' : `\nLeaves behind: ${task.expects.join(', ')}`;
  const head = `${task.key} ${oneLine(task.title, 100)}: ${task.state}\n${task.id}${expects}`;
  return rows.length === 0 ? `${head}\nNo attempts yet.` : `${head}\n\n${table(rows)}`;
}

/** Names printed of files that were not shown. */
const MOST_LISTED = 40;

function contextText(context: AttemptContext | null): string {
  if (!context) return 'No agent was asked yet.';
  const { budget, promptTokens, fileTokens, files, more } = context;
  const given = files.filter(({ shown }) => shown === 'whole' || shown === 'part');
  const others = files.filter(({ shown }) => shown === 'listed' || shown === 'withheld');
  const limit = budget === null ? 'the agent takes every file' : `of ${budget}`;
  const rows = given.map(({ path, bytes, tokens, shown, why }) => {
    const cut = shown === 'part' ? 'cut' : 'whole';
    return [path, `${bytes} bytes`, `~${tokens} tokens`, cut, why];
  });
  const rest = others
    .slice(0, MOST_LISTED)
    .map(({ path, shown, why }) => [path, shown === 'withheld' ? 'withheld' : 'name only', why]);
  const left = Math.max(0, others.length - MOST_LISTED) + more;
  return [
    `Given to read: ${counted(given.length, 'file')}, about ${promptTokens + fileTokens} tokens (estimated), ${limit}`,
    ...(rows.length === 0 ? [] : [table(rows)]),
    ...(rest.length === 0 ? [] : [`Not given:\n${table(rest)}`]),
    ...(left === 0 ? [] : [`… and ${counted(left, 'more file')}`]),
  ].join('\n\n');
}
