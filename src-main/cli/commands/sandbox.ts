import type { Command } from 'commander';
import { type SandboxReport, sandboxWords } from '#shared/model/sandbox.ts';
import type { CommonOptions } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { type Perform, withCommon } from '../perform.ts';

export function addSandbox(program: Command, perform: Perform): void {
  const command = program
    .command('sandbox')
    .description('say what holds generated code on this machine, and what it gets to see')
    .option('--json', 'print one line of JSON');
  withCommon(command).action((options: CommonOptions & { json?: boolean }) =>
    perform(options, async ({ home, terminal }) => {
      const { createStandalone } = await import('../../host/standalone.ts');
      const report = await createStandalone(home).reportSandbox();
      if (options.json) terminal.json(report);
      else terminal.out(sandboxText(report));
      return report.available ? EXIT.done : EXIT.failed;
    }),
  );
}

export function sandboxText({ kind, available, detail, view }: SandboxReport): string {
  const means = { os: 'the means of the operating system', container: 'a container', none: 'nothing' }[kind];
  if (!available) return `Held by nothing: ${detail}\nA run asks before it runs generated code.`;
  return [`Held by ${means}. ${detail}`, '', 'A check of an attempt', ...sandboxWords(view).split('; ')].join(
    '\n  ',
  );
}
