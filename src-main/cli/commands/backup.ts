import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { unwrap } from '#shared/faults.ts';
import type { RestoredProject } from '../../host/backup/restore.ts';
import { connect } from '../connect.ts';
import type { CommonOptions, Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { count, showPath, table } from '../format.ts';
import { WORKSPACES } from '../launch.ts';
import { misuse, type Perform, withCommon } from '../perform.ts';

type BackupOptions = CommonOptions & { list?: boolean; json?: boolean };
type RestoreOptions = CommonOptions & { projects?: string; inPlace?: boolean; json?: boolean };

export function addBackup(program: Command, perform: Perform): void {
  const command = program
    .command('backup')
    .description('write everything, the repositories of projects included, into one file')
    .argument('[file]', 'tar.gz file to make; must not exist yet')
    .option('--list', 'list the copies of the database that are made by themselves, once a day')
    .option('--json', 'print one line of JSON');
  withCommon(command).action((file: string | undefined, options: BackupOptions) =>
    perform(options, async (context) => {
      if ((file === undefined) === (options.list !== true)) throw misuse('Name a file, or ask for --list.');
      const { api, close } = unwrap(await connect(context));
      try {
        if (file === undefined) {
          const daily = await api.backups.list();
          if (options.json) context.terminal.json(daily);
          else context.terminal.out(dailyText(daily, context));
          return EXIT.done;
        }
        const report = await api.backups.create({ target: resolve(context.cwd, file) });
        if (options.json) context.terminal.json(report);
        else {
          const shown = showPath(report.path, context.cwd);
          context.terminal.out(
            `${shown}: ${count(report.files, 'file')}, ${size(report.bytes)}.\nTo use it: orchestrator restore ${shown} --home <new folder>`,
          );
          for (const { name, reason } of report.without) {
            context.terminal.note(`warning: the repository of ${name} is not in it: ${reason}`);
          }
        }
        return EXIT.done;
      } finally {
        await close();
      }
    }),
  );
}

export function addRestore(program: Command, perform: Perform): void {
  const command = program
    .command('restore')
    .description('make a data folder and its workspaces again from a backup, checked byte by byte')
    .argument('<file>', 'a file that `backup` wrote')
    .option('--projects <dir>', `folder for workspaces that are not here any more (default: ./${WORKSPACES})`)
    .option('--in-place', 'put workspaces where they were, as the backup says; only for a backup of your own')
    .option('--json', 'print one line of JSON');
  withCommon(command).action((file: string, options: RestoreOptions) =>
    perform(options, async (context) => {
      if (options.inPlace && options.projects !== undefined)
        throw misuse('Use --projects or --in-place, not both.');
      const { restoreBackup } = await import('../../host/backup/restore.ts');
      const report = unwrap(
        await restoreBackup({
          archive: resolve(context.cwd, file),
          home: context.home,
          ...(options.inPlace ? {} : { workspaces: resolve(context.cwd, options.projects ?? WORKSPACES) }),
        }),
      );
      await tellWhereTheyAre(context, report.projects);
      if (options.json) context.terminal.json(report);
      else {
        const home = showPath(context.home, context.cwd);
        const heading = `${home} holds again what was saved on ${report.createdAt}: ${count(report.files, 'file')}, all as they were.`;
        const rows = report.projects.map(({ name, state, root, reason }) => [
          name,
          state === 'kept' ? 'is still here' : state,
          reason ?? showPath(root, context.cwd),
        ]);
        context.terminal.out([heading, ...(rows.length > 0 ? [table(rows)] : [])].join('\n'));
      }
      return EXIT.done;
    }),
  );
}

/** Projects whose workspaces are elsewhere now. The host is opened for it, and not started. */
async function tellWhereTheyAre(context: Context, projects: readonly RestoredProject[]): Promise<void> {
  const made = projects.filter(({ state }) => state === 'made');
  const { api, close } = unwrap(await connect(context));
  try {
    for (const { id, root } of made) await api.projects.move({ projectId: id, root });
  } finally {
    await close();
  }
}

function dailyText(
  daily: readonly { path: string; createdAt: string; seq: number; bytes: number }[],
  { cwd, home }: Context,
): string {
  if (daily.length === 0) {
    return `No copy yet in ${showPath(join(home, 'backups', 'daily'), cwd)}. One is made on every day on which a host works for at least five minutes.`;
  }
  return table(
    daily.map(({ path, createdAt, seq, bytes }) => [
      createdAt,
      `${seq} events`,
      size(bytes),
      showPath(path, cwd),
    ]),
  );
}

function size(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
