import type { MediaType } from '#shared/model/document.ts';
import { type Line, readLines } from './lines.ts';
import { readMarker } from './markers.ts';
import { isDelimiterRow } from './markup.ts';
import { isBodyLabel, isBoldTitle, opensBlock, plainHeadingDepth } from './openings.ts';
import type { Range } from './sentences.ts';

export type TableRow = Range & { cells: Range[] };

/**
 * A piece of a document with the range of its content, markers left out. `depth` is the number of lists it stands in:
 * an item of an outermost list has depth 1, a paragraph outside of lists 0.
 */
export type Block = Range &
  (
    | { kind: 'heading'; depth: number }
    | { kind: 'paragraph'; depth: number; quoted: boolean }
    | { kind: 'item'; depth: number; marker: string; quoted: boolean }
    | { kind: 'code'; depth: number; language: string }
    | { kind: 'table'; depth: number; header: TableRow; rows: TableRow[] }
  );

type OpenText = Extract<Block, { kind: 'paragraph' | 'item' }> & { lines: number };

const QUOTE = /^[ \t]*(?:>[ \t]?)+/;
const ATX = /^(#{1,6})(?:[ \t]+|$)/;
const RULE = /^(?:\*[ \t]*){3,}$|^(?:-[ \t]*){3,}$|^(?:_[ \t]*){3,}$|^[=~*]{4,}$/;
const LINK_DEFINITION = /^\[[^\]]+\]:\s*\S+/;
const TAB = 4;
/** Below all headings that Markdown knows. */
const BOLD_DEPTH = 7;

/** What is known while the lines go by: the blocks so far, the text that may go on, and the lists it stands in. */
type Scan = {
  text: string;
  markdown: boolean;
  lines: readonly Line[];
  blocks: Block[];
  lists: { indent: number; content: number }[];
  open: OpenText | undefined;
  /** The document begins with a title underlined by `===`, so that titles in capitals stand below it. */
  titled: boolean;
};

/**
 * Reads a document into blocks in one pass over its lines, without recursion: any nesting, any length, any bytes.
 * A parser of the whole of CommonMark takes seconds for deep nesting and long emphasis, and tells nothing more that
 * counts here.
 */
export function scanBlocks(text: string, mediaType: MediaType): Block[] {
  const lines = readLines(text, mediaType);
  const markdown = mediaType === 'text/markdown';
  const scan: Scan = { text, markdown, lines, blocks: [], lists: [], open: undefined, titled: false };
  for (let at = 0; at < lines.length; ) at = scanLine(scan, at) + 1;
  return scan.blocks;
}

/** Takes in the line, and for a table those that belong to it. Returns the last line taken. */
function scanLine(scan: Scan, at: number): number {
  const line = scan.lines[at];
  if (line === undefined) return at;
  const part = readPart(line);
  if (line.hidden || part.content === '') {
    scan.open = undefined;
    if (line.opensCode !== undefined) scan.blocks.push(codeBlock(scan, at, line.opensCode));
    return at;
  }
  if (takeHeading(scan, part, at)) return at;
  if (RULE.test(part.content) || (scan.markdown && LINK_DEFINITION.test(part.content))) {
    scan.open = undefined;
    return at;
  }
  const next = scan.lines[at + 1];
  if (part.content.includes('|') && next?.hidden === false && isDelimiterRow(next.text)) {
    const table = readTable(scan, at);
    scan.open = undefined;
    scan.blocks.push(table.block);
    return table.last;
  }
  if (!takeItem(scan, part)) takeText(scan, part);
  return at;
}

function takeHeading(scan: Scan, part: Part, at: number): boolean {
  const { open, blocks } = scan;
  const underlined = open === undefined ? 0 : underlineDepth(open, part.content);
  if (open !== undefined && underlined > 0) {
    if (underlined === 1 && blocks.length === 1) scan.titled = true;
    blocks[blocks.length - 1] = { kind: 'heading', start: open.start, end: open.end, depth: underlined };
  } else {
    const bold = scan.markdown && !part.quoted && isBoldTitle(scan.lines, at) ? BOLD_DEPTH : 0;
    const atx = scan.markdown ? (ATX.exec(part.content)?.[1]?.length ?? bold) : 0;
    const depth = scan.markdown ? atx : plainHeadingDepth(scan.lines, at, scan.titled);
    if (depth === 0) return false;
    blocks.push({ kind: 'heading', depth, ...headingRange(part, scan.markdown) });
  }
  scan.lists.length = 0;
  scan.open = undefined;
  return true;
}

function takeItem(scan: Scan, part: Part): boolean {
  const marker = readMarker(part.content, scan.open);
  if (marker === undefined) return false;
  closeLists(scan.lists, part.indent, 'item');
  scan.lists.push({ indent: part.indent, content: part.indent + marker.width });
  const { quoted } = part;
  const range = { start: part.start + marker.width, end: part.end };
  openText(scan, { kind: 'item', ...range, depth: scan.lists.length, marker: marker.kind, quoted, lines: 1 });
  return true;
}

function takeText(scan: Scan, part: Part): void {
  if (scan.open !== undefined && isBodyLabel(scan.text, scan.open)) scan.open = undefined;
  const { open, lists } = scan;
  const quoteBegins = part.quoted && open?.quoted === false;
  if (
    open !== undefined &&
    !quoteBegins &&
    opensBlock(part.content, endsStatement(scan.text, open)) === undefined
  ) {
    open.end = part.end;
    open.lines++;
    return;
  }
  if (open === undefined || quoteBegins) closeLists(lists, part.indent, 'paragraph');
  const inside = lists[lists.length - 1]?.content ?? 0;
  const indentedCode = scan.markdown && open === undefined && part.indent >= inside + TAB;
  if (!indentedCode) openText(scan, { ...startText(part, lists.length), lines: 1 });
}

function openText(scan: Scan, block: OpenText): void {
  scan.blocks.push(block);
  scan.open = block;
}

/** A line without its quote marks and indentation. `indent` counts columns behind the quote marks. */
type Part = Range & { content: string; indent: number; quoted: boolean };

function readPart(line: Line): Part {
  const quote = QUOTE.exec(line.text)?.[0] ?? '';
  const rest = line.text.slice(quote.length);
  const content = rest.trim();
  const blank = rest.length - rest.trimStart().length;
  let indent = 0;
  for (const char of rest.slice(0, blank)) indent += char === '\t' ? TAB - (indent % TAB) : 1;
  const start = line.start + quote.length + blank;
  return { start, end: start + content.length, content, indent, quoted: quote !== '' };
}

function startText(part: Part, depth: number): Extract<Block, { kind: 'paragraph' | 'item' }> {
  const range = { start: part.start, end: part.end, depth, quoted: part.quoted };
  return opensBlock(part.content, true) === 'id'
    ? { kind: 'item', marker: 'id', ...range }
    : { kind: 'paragraph', ...range };
}

function underlineDepth(open: OpenText, content: string): number {
  if (open.kind !== 'paragraph' || open.lines > 1) return 0;
  if (/^={2,}$/.test(content)) return 1;
  return /^-{2,}$/.test(content) ? 2 : 0;
}

function headingRange(part: Part, markdown: boolean): Range {
  if (!markdown) return { start: part.start, end: part.end - (part.content.endsWith(':') ? 1 : 0) };
  const opening = ATX.exec(part.content)?.[0].length ?? 0;
  const content = part.content
    .slice(opening)
    .replace(/(?:^|[ \t])#+$/, '')
    .trimEnd();
  const start = part.start + opening;
  return { start, end: start + content.length };
}

/** Leaves the lists that a line at this column no longer stands in. */
function closeLists(
  lists: { indent: number; content: number }[],
  indent: number,
  by: 'item' | 'paragraph',
): void {
  for (let top = lists[lists.length - 1]; top !== undefined; top = lists[lists.length - 1]) {
    const inside =
      by === 'paragraph' ? indent > top.indent : indent >= top.content || indent > top.indent + 1;
    if (inside) return;
    lists.pop();
  }
}

function endsStatement(text: string, open: OpenText): boolean {
  return /[.!?:;)\]*_]/.test(text.charAt(open.end - 1)) || (open.kind === 'item' && open.marker === 'id');
}

function codeBlock({ lines, lists }: Scan, at: number, language: string): Block {
  let last = at;
  while (lines[last + 1]?.hidden === true && lines[last + 1]?.opensCode === undefined) last++;
  const start = lines[at + 1]?.start ?? lines[at]?.end ?? 0;
  return {
    kind: 'code',
    depth: lists.length,
    language,
    start,
    end: Math.max(start, lines[last]?.start ?? start),
  };
}

function readTable({ lines, lists }: Scan, at: number): { block: Block; last: number } {
  let last = at + 1;
  while (lines[last + 1]?.hidden === false && lines[last + 1]?.text.includes('|')) last++;
  const header = readRow(lines[at]);
  const rows = lines.slice(at + 2, last + 1).map((line) => readRow(line));
  const end = rows[rows.length - 1]?.end ?? lines[at + 1]?.end ?? header.end;
  return { block: { kind: 'table', depth: lists.length, start: header.start, end, header, rows }, last };
}

/** The range of a row leaves out its outer pipes. */
function readRow(line: Line | undefined): TableRow {
  if (line === undefined) return { start: 0, end: 0, cells: [] };
  const part = readPart(line);
  const opening = part.content.startsWith('|') ? 1 : 0;
  const closing = part.content.length > opening && /(?<!\\)\|$/.test(part.content) ? 1 : 0;
  const inner = part.content.slice(opening, part.content.length - closing);
  const cells: Range[] = [];
  let from = 0;
  for (const cell of inner.split(/(?<!\\)\|/)) {
    const blank = cell.length - cell.trimStart().length;
    const start = part.start + opening + from + blank;
    cells.push({ start, end: start + cell.trim().length });
    from += cell.length + 1;
  }
  const start = cells[0]?.start ?? part.start;
  return { start, end: Math.max(start, cells[cells.length - 1]?.end ?? part.end), cells };
}
