import { existsSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import { unwrap } from '#shared/faults.ts';
import type { Run } from '#shared/model/run.ts';
import { homePaths } from '../../host/home.ts';
import { connect } from '../connect.ts';
import type { CommonOptions, Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { findRun } from '../find-run.ts';
import { oneLine, showPath, table } from '../format.ts';
import { type Perform, withCommon } from '../perform.ts';
import type { Api } from '../remote.ts';
import { gatherReport } from '../report.ts';
import { decisionsText, reportText } from '../summary-text.ts';

type StatusOptions = CommonOptions & { json?: boolean };

const MOST_RUNS = 20;

export function addStatus(program: Command, perform: Perform): void {
  const command = program
    .command('status')
    .description('show the runs of the data folder, or one run in full')
    .argument('[run]', 'id of a run')
    .option('--json', 'print one line of JSON');
  withCommon(command).action((runId: string | undefined, options: StatusOptions) =>
    perform(options, (context) => showStatus(context, runId, options.json === true)),
  );
}

async function showStatus(context: Context, runId: string | undefined, json: boolean): Promise<ExitCode> {
  if (runId === undefined && isUntouched(context.home)) return showNothing(context, json);
  const { api, host, close } = unwrap(await connect(context));
  try {
    if (runId === undefined) await showAll(context, api, host === undefined, json);
    else await showOne(context, api, unwrap(await findRun(api, runId)), json);
    return EXIT.done;
  } finally {
    await close();
  }
}

/** Whether no run was ever here. A file in its place, or a database that has gone missing, is for the host to refuse. */
function isUntouched(home: string): boolean {
  if (existsSync(home) && !statSync(home).isDirectory()) return false;
  const { database, marker } = homePaths(home);
  return !existsSync(database) && !existsSync(marker);
}

/** Looking makes no data folder. */
function showNothing({ terminal, home, cwd }: Context, json: boolean): ExitCode {
  if (json) terminal.json({ home, host: 'none', runs: [], decisions: [] });
  else terminal.out(`No runs yet: there is nothing in ${showPath(home, cwd)}.`);
  return EXIT.done;
}

async function showOne({ terminal, cwd }: Context, api: Api, runId: string, json: boolean): Promise<void> {
  const report = await gatherReport(api, runId);
  if (json) terminal.json(report.summary);
  else terminal.out(reportText(report, cwd));
}

async function showAll(
  { terminal, home, cwd }: Context,
  api: Api,
  remote: boolean,
  json: boolean,
): Promise<void> {
  const all = await api.runs.list({});
  const runs = all.toSorted((a, b) => b.openedAt - a.openedAt).slice(0, MOST_RUNS);
  const [decisions, summaries] = await Promise.all([
    api.decisions.list({ open: true }),
    Promise.all(runs.map(({ id }) => api.runs.summary({ runId: id }))),
  ]);
  const hostState = remote ? 'running' : 'none';
  if (json) return terminal.json({ home, host: hostState, runs: summaries, decisions });
  const parts = [`${showPath(home, cwd)}, ${remote ? 'with a running host' : 'no host is running'}`];
  if (runs.length === 0) parts.push('No runs yet.');
  else {
    parts.push(table(summaries.map((summary, at) => row(summary, runs[at], cwd))));
    if (all.length > runs.length) parts.push(`… and ${all.length - runs.length} older runs`);
  }
  if (decisions.length > 0) parts.push(decisionsText(decisions));
  terminal.out(parts.join('\n\n'));
}

type Summary = Awaited<ReturnType<Api['runs']['summary']>>;

function row(
  { runId, status, tasks, capsule, workspace }: Summary,
  run: Run | undefined,
  cwd: string,
): string[] {
  return [
    runId,
    status === 'active' ? (run?.phase ?? status) : status,
    `${tasks.done}/${tasks.total} tasks`,
    capsule?.version ?? '-',
    oneLine(run?.title ?? '', 50),
    showPath(workspace, cwd),
  ];
}
