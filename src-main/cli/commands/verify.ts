import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { CapsuleReport } from '#shared/contract/capsules.ts';
import { unwrap } from '#shared/faults.ts';
import type { CommonOptions } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { count, showPath } from '../format.ts';
import { type Perform, withCommon } from '../perform.ts';

type VerifyOptions = CommonOptions & { json?: boolean };

const MOST_LISTED = 50;

export function addVerify(program: Command, perform: Perform): void {
  const command = program
    .command('verify')
    .description('check a capsule, a folder or a zip file, against the hashes in it')
    .argument('<path>', 'a capsule as it was packed or exported')
    .option('--json', 'print one line of JSON');
  withCommon(command).action((path: string, options: VerifyOptions) =>
    perform(options, async ({ terminal, cwd, home }) => {
      const { createStandalone } = await import('../../host/standalone.ts');
      const full = resolve(cwd, path);
      const report = unwrap(await createStandalone(home).verify(full));
      if (options.json) terminal.json(report);
      else terminal.out(verifyText(report, showPath(full, cwd)));
      return report.ok ? EXIT.done : EXIT.failed;
    }),
  );
}

export function verifyText(report: CapsuleReport, shown: string): string {
  const { ok, name, version, complete, files, missing, changed, extra } = report;
  const capsule = `${name} ${version}${complete ? '' : ', an incomplete capsule'}`;
  if (ok) return `${shown} is intact: ${capsule}, ${count(files, 'file')}.`;
  const all = [
    ...changed.map((path) => `  changed  ${within(path)}`),
    ...missing.map((path) => `  missing  ${within(path)}`),
    ...extra.map((path) => `  extra    ${within(path)}`),
  ];
  const more = all.length > MOST_LISTED ? [`  … and ${all.length - MOST_LISTED} more`] : [];
  return [`${shown} is NOT intact: ${capsule}.`, ...all.slice(0, MOST_LISTED), ...more].join('\n');
}

/** A path of a report, which is relative to the folder `files`, as seen from the capsule itself. */
function within(path: string): string {
  return path.startsWith('../') ? path.slice(3) : `files/${path}`;
}
