import { oneLine, plain } from './format.ts';

/** Where the program speaks: results to stdout, everything on the way to stderr. */
export type Terminal = {
  /** Whether a person can be asked: stdin and stderr are terminals. */
  interactive: boolean;
  /** Whether stderr can show a line that changes. */
  live: boolean;
  /** A result, for people. */
  out(text: string): void;
  /** A result, for programs: one line of JSON. */
  json(value: unknown): void;
  /** Something on the way, above the live line. */
  note(text: string): void;
  /** Replaces the live line; an empty text takes it away. Without a live terminal it does nothing. */
  status(text: string): void;
};

type Streams = { stdin: { isTTY?: boolean }; stdout: Output; stderr: Output };
type Output = { write(text: string): unknown; isTTY?: boolean; columns?: number };

const CLEAR_LINE = '\r\u001b[2K';

export function createTerminal({ stdin, stdout, stderr }: Streams = process): Terminal {
  const live = stderr.isTTY === true;
  let shown = '';
  const erase = () => {
    if (shown !== '') stderr.write(CLEAR_LINE);
  };
  return {
    interactive: live && stdin.isTTY === true,
    live,
    out(text) {
      erase();
      stdout.write(`${plain(text)}\n`);
      if (shown !== '') stderr.write(shown);
    },
    json(value) {
      erase();
      shown = '';
      stdout.write(`${JSON.stringify(value)}\n`);
    },
    note(text) {
      erase();
      stderr.write(`${plain(text)}\n${shown}`);
    },
    status(text) {
      if (!live) return;
      const next = oneLine(plain(text), Math.max(20, (stderr.columns || 80) - 1));
      if (next === shown) return;
      erase();
      shown = next;
      stderr.write(shown);
    },
  };
}
