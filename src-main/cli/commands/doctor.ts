import type { Command } from 'commander';
import type { DoctorReport } from '#shared/model/doctor.ts';
import { readEndpoint } from '../../host/endpoint.ts';
import type { CommonOptions, Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { type Perform, withCommon } from '../perform.ts';
import { connectRemote } from '../remote.ts';

type DoctorOptions = CommonOptions & { json?: boolean };

export function addDoctor(program: Command, perform: Perform): void {
  const command = program
    .command('doctor')
    .description('look at everything a run needs and say how to mend what is wrong')
    .option('--json', 'print one line of JSON');
  withCommon(command).action((options: DoctorOptions) =>
    perform(options, async (context) => {
      const report = (await askHost(context)) ?? (await examineHere(context));
      if (options.json) context.terminal.json(report);
      else context.terminal.out(doctorText(report));
      return report.healthy ? EXIT.done : EXIT.failed;
    }),
  );
}

async function askHost({ home }: Context): Promise<DoctorReport | undefined> {
  const endpoint = await readEndpoint(home);
  const remote = endpoint && (await connectRemote(endpoint));
  if (!remote) return undefined;
  try {
    return await remote.api.system.doctor();
  } finally {
    remote.close();
  }
}

async function examineHere({ home }: Context): Promise<DoctorReport> {
  const { createStandalone } = await import('../../host/standalone.ts');
  return createStandalone(home).examine();
}

const MARKS = { ok: 'ok      ', warning: 'warning ', problem: 'PROBLEM ' } as const;

export function doctorText({ healthy, findings }: DoctorReport): string {
  const lines = findings.flatMap(({ name, state, detail, remedy }) => [
    `${MARKS[state]}${name}: ${detail}`,
    ...(remedy === undefined || state === 'ok' ? [] : [`        ${remedy}`]),
  ]);
  return [...lines, '', healthy ? 'Ready to run.' : 'Not ready: mend the problems above first.'].join('\n');
}
