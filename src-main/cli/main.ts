import { Command, CommanderError } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { addBackup, addRestore } from './commands/backup.ts';
import { addChecks } from './commands/checks.ts';
import { addCompare } from './commands/compare.ts';
import { addCoverage } from './commands/coverage.ts';
import { addDecide } from './commands/decide.ts';
import { addDeliver } from './commands/deliver.ts';
import { addDiff } from './commands/diff.ts';
import { addDoctor } from './commands/doctor.ts';
import { addDocuments } from './commands/documents.ts';
import { addExport } from './commands/export.ts';
import { addInspect } from './commands/inspect.ts';
import { addOpen } from './commands/open.ts';
import { addPlan, addReplan } from './commands/plan.ts';
import { addResolve } from './commands/resolve.ts';
import { addRun } from './commands/run.ts';
import { addSandbox } from './commands/sandbox.ts';
import { addServe } from './commands/serve.ts';
import { addSettings } from './commands/settings.ts';
import { addStatus } from './commands/status.ts';
import { addTask } from './commands/task.ts';
import { addTemplate } from './commands/template.ts';
import { addTransform } from './commands/transform.ts';
import { addVerify } from './commands/verify.ts';
import { addWorktrees } from './commands/worktrees.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { createPerform } from './perform.ts';

/** In the order in which the help lists them. */
const COMMANDS = [
  addRun,
  addStatus,
  addTask,
  addDocuments,
  addDiff,
  addCoverage,
  addChecks,
  addDecide,
  addPlan,
  addReplan,
  addTemplate,
  addResolve,
  addWorktrees,
  addExport,
  addVerify,
  addCompare,
  addDeliver,
  addOpen,
  addBackup,
  addRestore,
  addInspect,
  addTransform,
  addSettings,
  addServe,
  addSandbox,
  addDoctor,
];

/** Runs the program with its arguments, without node and script. Never rejects. */
async function main(args: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = EXIT.done;
  const perform = createPerform((ended) => {
    code = ended;
  });
  const program = new Command('orchestrator')
    .description('Turns requirement documents into validated, versioned results, on this machine.')
    .version(packageJson.version)
    .exitOverride()
    .showHelpAfterError('(--help shows how it is used)');
  for (const add of COMMANDS) add(program, perform);
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    return thrown.exitCode === 0 ? EXIT.done : EXIT.usage;
  }
  return code;
}

/** A reader that goes away early, such as `head`, is no error of ours. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const code = await main(process.argv.slice(2));
process.stdout.write('', () => process.exit(code));
