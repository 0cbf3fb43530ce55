import { execFile } from 'node:child_process';
import { type Command, InvalidArgumentError } from 'commander';
import { unwrap } from '#shared/faults.ts';
import { systemClock } from '../../kernel/clock.ts';
import { openHost } from '../connect.ts';
import type { CommonOptions, Context } from '../context.ts';
import { openDoor } from '../door.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { createInterrupts, onInterrupt } from '../interrupts.ts';
import { type Perform, withCommon } from '../perform.ts';

type ServeOptions = CommonOptions & { port: number; open?: boolean };

export function addServe(program: Command, perform: Perform): void {
  const command = program
    .command('serve')
    .description('run the host with its page, REST and WebSocket, on this machine only')
    .option('--port <port>', 'port to listen on; 0 takes a free one', portOf, 0)
    .option('--open', 'open the page in the browser');
  withCommon(command).action((options: ServeOptions) =>
    perform(options, (context) => serve(context, options)),
  );
}

async function serve(context: Context, { port, open }: ServeOptions): Promise<ExitCode> {
  const { terminal, home } = context;
  const interrupted = Promise.withResolvers<void>();
  const leave = () => process.exit(EXIT.interrupted);
  const { press } = createInterrupts(systemClock, {
    pause: interrupted.resolve,
    invite: () => terminal.note('Stopping: the work in hand is broken off and taken up at the next start.'),
    stop: leave,
    kill: leave,
  });
  const stopListening = onInterrupt(press);
  const host = unwrap(await openHost(context));
  try {
    const door = unwrap(await openDoor(context, host, port));
    try {
      host.start();
      terminal.out(door.url);
      terminal.note(`Serving ${home}. Ctrl-C stops it; runs go on at the next start.`);
      if (open) openInBrowser(door.url);
      await interrupted.promise;
    } finally {
      await door.close();
    }
  } finally {
    await host.stop();
    stopListening();
  }
  return EXIT.done;
}

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('It is a number from 0 to 65535.');
  return port;
}

/** Where nothing can open a page, the printed link remains. */
function openInBrowser(url: string): void {
  const [program, ...before] =
    process.platform === 'win32'
      ? ['rundll32', 'url.dll,FileProtocolHandler']
      : [process.platform === 'darwin' ? 'open' : 'xdg-open'];
  if (program) execFile(program, [...before, url], () => undefined);
}
