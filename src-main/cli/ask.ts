import { createInterface } from 'node:readline';
import type { Decision } from '#shared/model/decision.ts';
import { plain } from './format.ts';

export type AskIo = {
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream;
  /** Called for Ctrl-C, which does not arrive as a signal while a line is being read. */
  onInterrupt(): void;
  /** Takes the question back. */
  signal: AbortSignal;
};

/** Asks a person. The id of the option chosen, or undefined when the question was taken back or the input ended. */
export function ask(decision: Decision, io: AskIo): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  if (io.signal.aborted) return Promise.resolve(undefined);
  io.output.write(`\n${plain(question(decision))}\n`);
  const lines = createInterface({ input: io.input, output: io.output, prompt: 'Your choice: ' });
  const takeBack = () => {
    io.output.write('\n');
    lines.close();
  };
  io.signal.addEventListener('abort', takeBack, { once: true });
  lines.on('SIGINT', () => io.onInterrupt());
  lines.on('line', (line) => {
    const option = chosenOption(decision, line);
    if (option === undefined) {
      io.output.write(`Answer with a number from 1 to ${decision.options.length}.\n`);
      lines.prompt();
      return;
    }
    resolve(option);
    lines.close();
  });
  lines.on('close', () => {
    io.signal.removeEventListener('abort', takeBack);
    resolve(undefined);
  });
  lines.prompt();
  return promise;
}

export function question({ title, context, risk, options, defaultOption }: Decision): string {
  const choices = options.map(({ id, label, consequence }, at) => {
    const usual = id === defaultOption ? ' (Enter)' : '';
    return `  ${at + 1}. ${label}${usual}: ${consequence}`;
  });
  return [title, ...(context === '' ? [] : [context]), `Risk: ${risk}`, ...choices].join('\n');
}

/** Takes a number, the id of an option, or nothing for the default. */
export function chosenOption({ options, defaultOption }: Decision, line: string): string | undefined {
  const text = line.trim();
  if (text === '') return defaultOption;
  const named = options.find(({ id }) => id === text);
  if (named) return named.id;
  return /^\d+$/.test(text) ? options[Number(text) - 1]?.id : undefined;
}
