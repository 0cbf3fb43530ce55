import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Destination } from '#shared/contract/capsules.ts';
import { unwrap } from '#shared/faults.ts';
import { connect } from '../connect.ts';
import type { CommonOptions } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { count, showPath } from '../format.ts';
import { misuse, type Perform, withCommon } from '../perform.ts';
import { chooseCapsule } from './export.ts';

type DeliverOptions = CommonOptions & { to?: string; git?: string; branch?: string; json?: boolean };

export function addDeliver(program: Command, perform: Perform): void {
  const command = program
    .command('deliver')
    .description(
      'bring the product of a capsule to a folder or a git repository; nothing there is written over',
    )
    .argument('[capsule]', 'id, version, name or name@version of a capsule', 'latest')
    .option('--to <folder>', 'folder, which may hold other files')
    .option('--git <remote>', 'address of a repository, or the name of a remote of the project')
    .option('--branch <name>', 'branch to make there (default: capsule/<name>-<version>)')
    .option('--json', 'print one line of JSON');
  withCommon(command).action((wanted: string, options: DeliverOptions) =>
    perform(options, async (context) => {
      const destination = destinationOf(options, context.cwd);
      const { api, close } = unwrap(await connect(context));
      try {
        const { id } = unwrap(chooseCapsule(await api.capsules.list({}), wanted));
        const capsule = await api.capsules.deliver({ capsuleId: id, destination });
        const delivery = capsule.deliveries.at(-1);
        if (options.json) context.terminal.json(delivery);
        else if (delivery) {
          const what = `${capsule.name} ${capsule.version}`;
          context.terminal.out(
            delivery.kind === 'git'
              ? `${what} is on the branch ${delivery.branch} of ${delivery.to}.`
              : `${what}: ${count(delivery.files ?? 0, 'file')} written to ${showPath(delivery.to, context.cwd)}${delivery.files === capsule.files ? '' : '; the others stood there already'}.`,
          );
        }
        return EXIT.done;
      } finally {
        await close();
      }
    }),
  );
}

function destinationOf({ to, git, branch }: DeliverOptions, cwd: string): Destination {
  if (to !== undefined && git === undefined && branch === undefined)
    return { kind: 'folder', path: resolve(cwd, to) };
  if (git !== undefined && to === undefined)
    return { kind: 'git', remote: git, ...(branch === undefined ? {} : { branch }) };
  throw misuse('Name where to: either --to <folder>, or --git <remote> with or without --branch.');
}
