import type { MediaType } from '#shared/model/document.ts';

/** A line without its ending. `start` and `end` are offsets into the document. */
export type Line = {
  start: number;
  end: number;
  text: string;
  /** Whether the line belongs to code, a comment or front matter, which say nothing that binds. */
  hidden: boolean;
  /** The word behind an opening fence; empty where there is none. Only on the line that opens. */
  opensCode?: string;
};

const FENCE = /^[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+)?(`{3,}|~{3,})\s*([^\s`]*)[^`]*$/;
const FENCE_END = /^[\s>]*(`{3,}|~{3,})\s*$/;
/** The first header of an e-mail. */
const LETTER = /^(?:from|von|subject|betreff):\s+\S/i;
/** Lines in which an e-mail must show its first header. */
const LETTER_HEAD = 10;
const HIDDEN_BLOCKS = [
  { open: '<!--', close: '-->' },
  { open: '<pre', close: '</pre>' },
  { open: '<script', close: '</script>' },
  { open: '<style', close: '</style>' },
];

/** Splits a document into lines and marks those that are hidden. What opens and never closes hides nothing. */
export function readLines(text: string, mediaType: MediaType): Line[] {
  const lines = splitLines(text);
  hideFences(lines);
  hideContents(lines);
  hideLetterParts(lines);
  if (mediaType === 'text/markdown') {
    hideFrontMatter(lines);
    hideBlocks(lines);
  }
  return lines;
}

/** Lines with offsets into the text, none of them hidden. */
export function splitLines(text: string): Line[] {
  const lines: Line[] = [];
  const ending = /\r\n|\n|\r/g;
  let start = text.startsWith('\ufeff') ? 1 : 0;
  for (let found = ending.exec(text); found !== null; found = ending.exec(text)) {
    lines.push({ start, end: found.index, text: text.slice(start, found.index), hidden: false });
    start = found.index + found[0].length;
  }
  lines.push({ start, end: text.length, text: text.slice(start), hidden: false });
  return lines;
}

function hideFences(lines: readonly Line[]): void {
  const neverCloses = new Set<string>();
  for (let at = 0; at < lines.length; at++) {
    const opening = FENCE.exec(lines[at]?.text ?? '');
    const mark = opening?.[1] ?? '';
    const char = mark.charAt(0);
    if (opening === null || neverCloses.has(char)) continue;
    const close = closingFence(lines, at + 1, mark);
    if (close === undefined) {
      neverCloses.add(char);
      continue;
    }
    const first = lines[at];
    if (first !== undefined) first.opensCode = (opening[2] ?? '').toLowerCase();
    hide(lines, at, close);
    at = close;
  }
}

function closingFence(lines: readonly Line[], from: number, mark: string): number | undefined {
  for (let at = from; at < lines.length; at++) {
    const found = FENCE_END.exec(lines[at]?.text ?? '')?.[1] ?? '';
    if (found.length >= mark.length && found.charAt(0) === mark.charAt(0)) return at;
  }
  return undefined;
}

/** Whether a text begins with the headers of an e-mail. */
export function isLetter(text: string): boolean {
  return splitLines(text.slice(0, 2_000))
    .slice(0, LETTER_HEAD)
    .some((line) => LETTER.test(line.text));
}

/** `1.  Introduction . . . . . 3` is a line of a table of contents. */
function hideContents(lines: readonly Line[]): void {
  for (const line of lines) if (/\.[ .]{5,}\d{1,4}\s*$/.test(line.text.slice(-60))) line.hidden = true;
}

/** Hides the headers of e-mails, and signatures up to the next e-mail or quote. */
function hideLetterParts(lines: readonly Line[]): void {
  if (!lines.slice(0, LETTER_HEAD).some((line) => LETTER.test(line.text))) return;
  let inSignature = false;
  for (const line of lines) {
    const isHeader = LETTER.test(line.text) || /^(?:to|cc|date|sent|an|datum|gesendet):\s/i.test(line.text);
    if (isHeader || line.text.startsWith('>')) inSignature = false;
    if (/^-- ?$/.test(line.text)) inSignature = true;
    if (isHeader || inSignature) line.hidden = true;
  }
}

function hideFrontMatter(lines: readonly Line[]): void {
  if (lines[0]?.text.trimEnd() !== '---') return;
  const close = lines.findIndex((line, at) => at > 0 && line.text.trimEnd() === '---');
  const body = lines.slice(1, close);
  if (close > 0 && body.every((line) => /^(?:[\w-]+:|\s|#|-\s|$)/.test(line.text))) hide(lines, 0, close);
}

function hideBlocks(lines: readonly Line[]): void {
  for (const { open, close } of HIDDEN_BLOCKS) {
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at];
      if (line === undefined || line.hidden || !line.text.trimStart().startsWith(open)) continue;
      let last = at;
      while (last < lines.length && !lines[last]?.text.includes(close)) last++;
      if (last === lines.length) break;
      hide(lines, at, last);
      at = last;
    }
  }
}

function hide(lines: readonly Line[], from: number, to: number): void {
  for (let at = from; at <= to; at++) {
    const line = lines[at];
    if (line !== undefined) line.hidden = true;
  }
}
