import type { Command } from 'commander';
import { FaultError, fault, unwrap } from '#shared/faults.ts';
import type { Project } from '#shared/model/project.ts';
import type { WorktreeEntry } from '#shared/model/worktree.ts';
import { systemClock } from '../../kernel/clock.ts';
import { connect } from '../connect.ts';
import type { CommonOptions, Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { count, duration } from '../format.ts';
import { type Perform, withCommon } from '../perform.ts';
import type { Api } from '../remote.ts';

type WorktreesOptions = CommonOptions & { project?: string; sweep?: string; json?: boolean };

export function addWorktrees(program: Command, perform: Perform): void {
  const command = program
    .command('worktrees')
    .description('list the worktrees of attempts and the disk space they take, or remove one')
    .option('--project <id>', 'of this project only')
    .option(
      '--sweep <attempt>',
      'remove the worktree of this attempt; what is not merged stays in a snapshot',
    )
    .option('--json', 'print one line of JSON');
  withCommon(command).action((options: WorktreesOptions) =>
    perform(options, (context) => worktrees(context, options)),
  );
}

type Listed = { project: Project; entries: WorktreeEntry[] };

async function worktrees(
  context: Context,
  { project: wanted, sweep, json }: WorktreesOptions,
): Promise<ExitCode> {
  const { terminal } = context;
  const { api, close } = unwrap(await connect(context));
  try {
    const all = (await api.projects.list()).filter(({ id }) => wanted === undefined || id === wanted);
    if (wanted !== undefined && all.length === 0)
      throw new FaultError(fault('not_found', `There is no project ${wanted}.`));
    const listed: Listed[] = [];
    for (const project of all)
      listed.push({ project, entries: await api.projects.worktrees({ projectId: project.id }) });
    if (sweep !== undefined) {
      const removed = await sweepOne(api, listed, sweep);
      if (json) terminal.json(removed);
      else terminal.out(`Removed the worktree of ${sweep}.`);
    } else if (json) terminal.json(listed.flatMap(({ entries }) => entries));
    else terminal.out(worktreesText(listed, systemClock.now()));
    return EXIT.done;
  } finally {
    await close();
  }
}

async function sweepOne(api: Api, listed: readonly Listed[], attemptId: string) {
  const owner = listed.find(({ entries }) => entries.some((entry) => entry.attemptId === attemptId));
  if (!owner) throw new FaultError(fault('not_found', `There is no worktree of ${attemptId}.`));
  return api.projects.sweepWorktree({ projectId: owner.project.id, attemptId });
}

export function worktreesText(listed: readonly Listed[], now: number): string {
  const filled = listed.filter(({ entries }) => entries.length > 0);
  if (filled.length === 0) return 'There are no worktrees.';
  return filled.flatMap((each) => projectLines(each, now)).join('\n');
}

function projectLines({ project, entries }: Listed, now: number): string[] {
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  const hours = project.settings.keepWorktreesHours;
  return [
    `${project.name}: ${count(entries.length, 'worktree')}, ${size(bytes)}; merged ones are kept for ${hours} hours`,
    ...entries.map((entry) => {
      const state = entry.proven ? 'merged' : (entry.state ?? 'unknown');
      const goes = entry.sweepAt === null ? '' : `, goes in ${duration(entry.sweepAt - now)}`;
      const about = `${entry.taskKey ?? '?'} ${entry.attemptId}`;
      return `  ${about}  ${state}  ${size(entry.bytes)}${entry.truncated ? ' at least' : ''}  ${duration(now - entry.madeAt)} old${goes}`;
    }),
  ];
}

function size(bytes: number): string {
  return bytes < 1 << 20 ? `${Math.ceil(bytes / 1024)} KiB` : `${Math.round(bytes / (1 << 20))} MiB`;
}
