import { resolve } from 'node:path';
import type { Command } from 'commander';
import { unwrap } from '#shared/faults.ts';
import { connect } from '../connect.ts';
import type { CommonOptions } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { showPath } from '../format.ts';
import { type Perform, withCommon } from '../perform.ts';

type OpenOptions = CommonOptions & { project: string; name?: string; json?: boolean };

export function addOpen(program: Command, perform: Perform): void {
  const command = program
    .command('open')
    .description('make a project from a capsule: a folder, a zip or a tar.gz file')
    .argument('<path>', 'a capsule as it was packed or exported')
    .requiredOption('--project <dir>', 'folder of the project to be; missing or empty')
    .option('--name <name>', "the project's name (default: the capsule's)")
    .option('--json', 'print one line of JSON');
  withCommon(command).action((path: string, options: OpenOptions) =>
    perform(options, async (context) => {
      const { api, close } = unwrap(await connect(context));
      try {
        const project = await api.capsules.open({
          path: resolve(context.cwd, path),
          root: resolve(context.cwd, options.project),
          ...(options.name === undefined ? {} : { name: options.name }),
        });
        if (options.json) context.terminal.json(project);
        else {
          const shown = showPath(project.root, context.cwd);
          context.terminal.out(
            `${project.name} is a project in ${shown}, begun with ${project.origin?.name} ${project.origin?.version}.\nTo go on with it: orchestrator run <document> --project ${shown}`,
          );
        }
        return EXIT.done;
      } finally {
        await close();
      }
    }),
  );
}
