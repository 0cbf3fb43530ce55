import { relative, sep } from 'node:path';
import type { Fault } from '#shared/faults.ts';

/** Control characters and those that turn the direction of text: what comes from a document must not steer a terminal. */
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Text fit for a terminal; line breaks and tabs stay. */
export function plain(text: string): string {
  return text.replace(UNSAFE, (found) => (found === '\n' || found === '\t' ? found : ''));
}

/** The first line of a text, cut to a width with an ellipsis. */
export function oneLine(text: string, width = 160): string {
  const [line = ''] = text.trim().split('\n', 1);
  const glyphs = [...line.trim()];
  return glyphs.length <= width ? glyphs.join('') : `${glyphs.slice(0, Math.max(0, width - 1)).join('')}…`;
}

export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 1) return `${Math.max(0, Math.round(ms))} ms`;
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}

/** A path as seen from a folder where that is shorter than the whole of it. */
export function showPath(path: string, cwd: string = process.cwd()): string {
  const near = relative(cwd, path) || '.';
  const shown = near.startsWith('.') ? near : `.${sep}${near}`;
  return shown.length < path.length ? shown : path;
}

/** A fault for a person: what happened, then what to do. `debug` adds its cause. */
export function faultText({ message, hint, cause }: Fault, debug = false): string {
  return [`error: ${message}`, hint, debug ? cause : undefined].filter(Boolean).join('\n');
}

/** Rows as aligned columns; the last column keeps its length. */
export function table(rows: readonly (readonly string[])[], indent = '  '): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, [...cell].length);
  }
  const pad = (cell: string, at: number, row: readonly string[]) =>
    at === row.length - 1 ? cell : cell + ' '.repeat((widths[at] ?? 0) - [...cell].length);
  return rows.map((row) => indent + row.map(pad).join('  ').trimEnd()).join('\n');
}
