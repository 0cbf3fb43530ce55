import { codeBlock, escapeStart, escapeText, flat, mark, tableText } from './markdown.ts';
import type { Line } from './pdf-lines.ts';
import { gap, headingLevel, type Shape } from './pdf-shape.ts';
import { tableAt } from './pdf-tables.ts';

const BULLET = /^([•◦▪‣●○■□▸►·\uf0b7\uf0a7*–-])\s+/;
const NUMBER = /^(\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)]|\(\d{1,3}\)|\d{1,3}(?:\.\d{1,3}){1,4}[.)]?)\s+/;
const OWN_ID = /^\[?[A-Z]{1,8}(?:[-_][A-Z]{1,8}){0,3}[-_]?\d{1,5}(?:\.\d{1,4}){0,3}[\]:.)]?\s/;
const LABEL = /^(?:Given|When|Then|And|But|Scenario|As an?)\b/;
const SENTENCE_END = /[.!?:;]["')\]]?$/;
const STEP = '    ';

type Open = {
  kind: 'text' | 'item' | 'heading';
  text: string;
  line: Line;
  textX: number;
  level: number;
  indent: string;
};

type Writing = {
  shape: Shape;
  blocks: string[];
  open: Open | undefined;
  /** Left edges of the markers of the lists that the text stands in. */
  lists: { x: number; textX: number }[];
};

/** Lines in reading order as Markdown, each block marked with its page. */
export function writeBlocks(lines: readonly Line[], shape: Shape): string {
  const writing: Writing = { shape, blocks: [], open: undefined, lists: [] };
  for (let at = 0; at < lines.length; ) at = writeFrom(lines, at, writing);
  close(writing);
  return `${writing.blocks.join('\n\n')}\n`;
}

/** Takes in the line, and those that belong to its table or code. Returns the next. */
function writeFrom(lines: readonly Line[], at: number, writing: Writing): number {
  const line = lines[at];
  if (line === undefined) return at + 1;
  const code = codeEnd(lines, at, writing.shape);
  if (code > at) {
    close(writing);
    writing.blocks.push(mark(line.page) + codeBlock(codeText(lines.slice(at, code)), ''));
    return code;
  }
  const level = headingLevel(line, lines[at - 1], lines[at + 1], writing.shape);
  if (level > 0) {
    takeHeading(line, level, writing);
    return at + 1;
  }
  const table = BULLET.test(line.text) ? undefined : tableAt(lines, at);
  if (table !== undefined) {
    close(writing);
    const rows = table.rows.map(({ cells, page }) =>
      cells.map((cell, column) => (column === 0 ? mark(page) : '') + words(cell)),
    );
    writing.blocks.push(tableText(rows));
    return table.last + 1;
  }
  takeLine(line, writing);
  return at + 1;
}

/** A long heading goes on with the next line of its size. */
function takeHeading(line: Line, level: number, writing: Writing): void {
  const { open } = writing;
  if (
    open?.kind === 'heading' &&
    open.level === level &&
    gap(open.line, line) < 1.6 &&
    !NUMBER.test(line.text)
  ) {
    open.text = `${open.text} ${line.text}`;
    open.line = line;
    return;
  }
  close(writing);
  writing.lists.length = 0;
  writing.open = { kind: 'heading', text: line.text, line, textX: line.x, level, indent: mark(line.page) };
}

function takeLine(line: Line, writing: Writing): void {
  const marker = BULLET.exec(line.text) ?? NUMBER.exec(line.text);
  if (
    marker !== null &&
    !(isWrapped(line, writing) && marker[1] !== undefined && /^[–-]|^\d/.test(marker[1]))
  ) {
    startItem(line, marker, writing);
    return;
  }
  if (continues(line, writing)) {
    const { open } = writing;
    if (open === undefined) return;
    open.text = joined(open.text, line.text, writing.shape);
    open.line = line;
    return;
  }
  close(writing);
  const inside = writing.lists.findLastIndex((list) => line.x >= list.textX - 2);
  writing.lists.length = inside + 1;
  const indent = mark(line.page) + STEP.repeat(writing.lists.length);
  writing.open = { kind: 'text', text: line.text, line, textX: line.x, level: 0, indent };
}

function startItem(line: Line, marker: RegExpExecArray, writing: Writing): void {
  close(writing);
  const { lists } = writing;
  const second = line.segments.length > 1 ? line.segments[1]?.x : undefined;
  const textX = second ?? line.x + marker[0].length * line.size * 0.5;
  while ((lists[lists.length - 1]?.x ?? Number.NEGATIVE_INFINITY) > line.x - line.size * 0.7) lists.pop();
  const depth = lists.length;
  lists.push({ x: line.x, textX });
  const sign = BULLET.test(line.text) ? '- ' : `${marker[1]} `;
  const indent = mark(line.page) + STEP.repeat(depth) + sign;
  writing.open = { kind: 'item', text: line.text.slice(marker[0].length), line, textX, level: 0, indent };
}

/** Whether what looks like a marker is a number or a dash that a full line of text wrapped to here. */
function isWrapped(line: Line, { open, shape }: Writing): boolean {
  if (open === undefined || open.kind === 'heading' || SENTENCE_END.test(open.text)) return false;
  return (
    isFull(open.line, line) &&
    gap(open.line, line) < shape.leading * 1.15 &&
    Math.abs(line.x - open.textX) < line.size
  );
}

/** Whether a line reaches the edge of its column: the first word of the next would not have had room on it. */
function isFull(line: Line, next: Line): boolean {
  const { left, right } = line.column;
  if (line.right > right - (right - left) * 0.1) return true;
  const word = next.text.split(' ', 1)[0] ?? '';
  const letter = (line.right - line.x) / Math.max(1, line.text.length);
  return line.right + (word.length + 1) * letter > right;
}

/** Whether a line goes on with the open text: near, no beginning of its own, and the text has not come to an end. */
function continues(line: Line, { open, shape }: Writing): boolean {
  if (open === undefined || open.kind === 'heading') return false;
  if (Math.abs(line.size - open.line.size) > 1.5) return false;
  const ended = SENTENCE_END.test(open.text);
  if (OWN_ID.test(line.text) || (LABEL.test(line.text) && !isFull(open.line, line))) return false;
  const distance = gap(open.line, line);
  if (distance === Number.POSITIVE_INFINITY) return !ended && /^[\p{Ll}\p{N}(]/u.test(line.text);
  if (distance > shape.leading * 1.3) return false;
  if (ended && !isFull(open.line, line)) return false;
  const indented = line.x > open.line.x + line.size * 0.8 && open.kind === 'text';
  if (ended && indented) return false;
  if (open.kind === 'item') return line.x > open.textX - line.size * 2.5 || isFull(open.line, line);
  return true;
}

/** Puts a word together again that a line break took apart; a word that has its hyphen elsewhere keeps it. */
function joined(text: string, next: string, { compounds }: Shape): string {
  const first = /(\p{L}+)[-\u2010\u00ad]$/u.exec(text.slice(-60));
  const second = /^(\p{Ll}+)/u.exec(next.slice(0, 60));
  if (first === null || second === null) return `${text} ${next}`;
  const keeps = compounds.has(`${first[1]}-${second[1]}`.toLowerCase());
  return keeps ? text + next : text.slice(0, -1) + next;
}

function close(writing: Writing): void {
  const { open } = writing;
  writing.open = undefined;
  if (open === undefined) return;
  const text = words(open.text);
  if (text === '') return;
  if (open.kind === 'heading') writing.blocks.push(`${'#'.repeat(open.level)} ${open.indent}${text}`);
  else writing.blocks.push(open.indent + (open.kind === 'text' ? escapeStart(text) : text));
}

function words(text: string): string {
  return escapeText(flat(text)).trim();
}

/** The line after a block of code: two or more lines in a font of even width, where the rest has another. */
function codeEnd(lines: readonly Line[], at: number, shape: Shape): number {
  if (shape.mono) return at;
  let end = at;
  while (lines[end]?.mono === true) end++;
  return end - at >= 2 ? end : at;
}

/** Lines of code with the indentation that their place on the page tells. */
function codeText(lines: readonly Line[]): string {
  const left = Math.min(...lines.map((line) => line.x));
  return lines
    .map((line) => ' '.repeat(Math.min(80, Math.round((line.x - left) / (line.size * 0.6)))) + line.text)
    .join('\n');
}
