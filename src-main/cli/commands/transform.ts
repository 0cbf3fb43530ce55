import { type Command, Option } from 'commander';
import { Policy } from '#shared/model/project.ts';
import { TransformStep } from '#shared/repository/transform.ts';
import type { CommonOptions } from '../context.ts';
import { workspaceRoot } from '../launch.ts';
import { misuse, type Perform, withCommon } from '../perform.ts';
import { carryOut } from '../run-session.ts';

type TransformOptions = CommonOptions & { add: string; policy?: Policy; yes?: boolean; json?: boolean };

const HELP = `
Steps: ${TransformStep.options.join(', ')}. The analysis is always made first. Only missing
files are added, on the branch orchestrator/main; nothing that is there is changed or moved.`;

export function addTransform(program: Command, perform: Perform): void {
  const command = program
    .command('transform')
    .description('add what a repository lacks, such as CI, tests and docs, as a plan of its own')
    .argument('<folder>', 'a git repository, or the workspace of a project')
    .requiredOption('--add <steps>', 'what to add, with commas between')
    .addOption(new Option('--policy <policy>', 'who answers decisions').choices(Policy.options))
    .addOption(
      new Option('--yes', 'answer every decision with its default').implies({ policy: 'autonomous' }),
    )
    .option('--json', 'print one line of JSON at the end and nothing else to stdout')
    .addHelpText('after', HELP);
  withCommon(command).action((folder: string, { add, policy, yes, json, ...common }: TransformOptions) =>
    perform(common, async (context) => {
      const order = {
        kind: 'transform',
        root: workspaceRoot(folder, '', context.cwd),
        add: stepsOf(add),
        ...(policy === undefined ? {} : { policy }),
      } as const;
      return carryOut(context, order, { yes: yes === true, json: json === true });
    }),
  );
}

function stepsOf(text: string): TransformStep[] {
  return text.split(',').map((name) => {
    const step = TransformStep.safeParse(name.trim());
    if (step.success) return step.data;
    throw misuse(`"${name.trim()}" is no step.`, `The steps are: ${TransformStep.options.join(', ')}.`);
  });
}
