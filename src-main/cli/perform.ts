import { type Command, Option } from 'commander';
import { FaultError } from '#shared/faults.ts';
import { type CommonOptions, type Context, createContext } from './context.ts';
import { EXIT, type ExitCode, exitCodeOfFault } from './exit-code.ts';
import { faultOf } from './fault-of.ts';
import { faultText } from './format.ts';

/** What a subcommand does once its arguments are parsed. An expected failure is thrown as a fault. */
export type Action = (context: Context) => Promise<ExitCode>;

/** Runs an action and keeps the exit code it ended with. */
export type Perform = (options: CommonOptions, action: Action) => Promise<void>;

export function createPerform(end: (code: ExitCode) => void): Perform {
  return async (options, action) => {
    const context = createContext(options);
    try {
      end(await action(context));
    } catch (thrown) {
      end(tellFault(context, thrown));
    }
  };
}

function tellFault({ terminal, debug, home }: Context, thrown: unknown): ExitCode {
  terminal.status('');
  const known = faultOf(thrown);
  if (known) {
    terminal.note(faultText(known, debug));
    return exitCodeOfFault(known);
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  terminal.note(`error: This should not have happened: ${message}`);
  terminal.note(`What was saved is kept. --debug shows more, and so does the log in ${home}.`);
  if (debug && thrown instanceof Error && thrown.stack) terminal.note(thrown.stack);
  return EXIT.failed;
}

/** The options that every subcommand takes. */
export function withCommon(command: Command): Command {
  return command
    .addOption(new Option('--home <dir>', 'data folder (default: ORCHESTRATOR_HOME, else the usual place)'))
    .addOption(new Option('--debug', 'show the causes of errors and log more'));
}

/** A usage error, told like commander tells its own. */
export function misuse(message: string, hint?: string): FaultError {
  return new FaultError({
    type: 'invalid_input',
    message,
    retryable: false,
    ...(hint === undefined ? {} : { hint }),
  });
}
