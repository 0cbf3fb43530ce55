import {
  attribute,
  childrenOf,
  type Element,
  find,
  isElement,
  isSeen,
  type PageNode,
  parseHtml,
  textOf,
} from './html-tree.ts';
import { codeBlock, codeSpan, escapeStart, escapeText, flat, tableText } from './markdown.ts';

const BLOCKS: ReadonlySet<string> = new Set(
  'html body address article aside blockquote center details dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu ol p pre section summary table tbody thead tfoot tr td th ul'.split(
    ' ',
  ),
);
/** Deeper than this the structure no longer counts; the words do. */
const DEEPEST = 100;
const DEEPEST_LIST = 10;
const STEP = '    ';

type Writing = {
  blocks: string[];
  /** Columns before everything that is written: inside of lists. */
  indent: string;
  /** What the next line begins with instead of its indentation: the marker of an item. */
  marker: string | undefined;
  depth: number;
  /** Written for an inline element instead of its content, where it is not undefined. */
  inlineMark(element: Element): string | undefined;
};

/** The visible content of a page as Markdown: headings, lists, tables, code and paragraphs. */
export function htmlToMarkdown(html: string, inlineMark: (element: Element) => string | undefined): string {
  const { roots, title } = parseHtml(html);
  const writing: Writing = { blocks: [], indent: '', marker: undefined, depth: 0, inlineMark };
  const name = flat(title).trim();
  if (name !== '' && find(roots, 'h1') === undefined) writing.blocks.push(`# ${escapeText(name)}`);
  writeAll(roots, writing);
  return `${writing.blocks.join('\n\n')}\n`;
}

/** Writes siblings: what is inline and stands together is one paragraph. */
function writeAll(nodes: readonly PageNode[], writing: Writing): void {
  let inline: PageNode[] = [];
  const paragraph = () => {
    writeText(inlineText(inline, writing, 0), writing);
    inline = [];
  };
  for (const node of nodes) {
    if (isElement(node) && !isSeen(node)) continue;
    if (!isElement(node) || !holdsBlocks(node)) inline.push(node);
    else {
      paragraph();
      writeBlock(node, writing);
    }
  }
  paragraph();
}

/** A link or a span around whole blocks is passed through. */
function holdsBlocks(element: Element): boolean {
  if (BLOCKS.has(element.tagName)) return true;
  return childrenOf(element).some((child) => isElement(child) && BLOCKS.has(child.tagName));
}

function writeBlock(element: Element, writing: Writing): void {
  if (writing.depth >= DEEPEST) {
    writeText(escapeText(flat(textOf(element))), writing);
    return;
  }
  writing.depth++;
  const { tagName } = element;
  if (/^h[1-6]$/.test(tagName)) writeHeading(element, Number(tagName.slice(1)), writing);
  else if (tagName === 'pre') writePre(element, writing);
  else if (tagName === 'table') writeTable(element, writing);
  else if (tagName === 'ul' || tagName === 'ol' || tagName === 'menu') writeList(element, writing);
  else if (tagName === 'dl') writeTerms(element, writing);
  else if (tagName === 'blockquote') writeQuote(element, writing);
  else if (tagName === 'hr') push('---', writing);
  else writeAll(childrenOf(element), writing);
  writing.depth--;
}

function writeText(text: string, writing: Writing): void {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length > 0) push(lines.map(escapeStart).join(`\n${writing.indent}`), writing);
}

/** Puts down a block; the first after an item's marker stands on its line. */
function push(block: string, writing: Writing): void {
  writing.blocks.push(`${writing.marker ?? writing.indent}${block}`);
  writing.marker = undefined;
}

function writeHeading(element: Element, level: number, writing: Writing): void {
  const text = inlineText(childrenOf(element), writing, 0).replace(/\s+/g, ' ').trim();
  if (text === '') return;
  if (writing.indent === '') push(`${'#'.repeat(level)} ${text}`, writing);
  else push(text, writing);
}

function writePre(element: Element, writing: Writing): void {
  const text = textOf(element);
  if (text.trim() === '') return;
  const code = find(childrenOf(element), 'code');
  const language = /(?:^|\s)(?:language|lang)-([\w+#-]+)/.exec(
    `${attribute(element, 'class') ?? ''} ${code === undefined ? '' : (attribute(code, 'class') ?? '')}`,
  )?.[1];
  if (writing.marker !== undefined) push('', writing);
  writing.blocks.push(codeBlock(text.replace(/^\n/, ''), language ?? ''));
}

function writeList(element: Element, writing: Writing): void {
  const ordered = element.tagName === 'ol';
  let number = Number.parseInt(attribute(element, 'start') ?? '1', 10) || 1;
  for (const child of childrenOf(element)) {
    if (!isElement(child) || !isSeen(child)) continue;
    if (child.tagName === 'li') writeItem(childrenOf(child), ordered ? `${number++}. ` : '- ', writing);
    else writeBlock(child, writing);
  }
}

function writeItem(content: readonly PageNode[], marker: string, writing: Writing): void {
  const outer = writing.indent;
  if (writing.marker !== undefined) push('', writing);
  writing.marker = `${outer}${marker}`;
  writing.indent = outer.length >= DEEPEST_LIST * STEP.length ? outer : outer + STEP;
  writeAll(content, writing);
  writing.marker = undefined;
  writing.indent = outer;
}

/** A term and what it stands for are one item. */
function writeTerms(element: Element, writing: Writing): void {
  let term = '';
  for (const child of childrenOf(element)) {
    if (!isElement(child) || !isSeen(child)) continue;
    const text = inlineText(childrenOf(child), writing, 0).replace(/\s+/g, ' ').trim();
    if (child.tagName === 'dt') term = text;
    else if (child.tagName === 'dd') push(`- ${term === '' ? '' : `${term}: `}${text}`, writing);
    else writeBlock(child, writing);
  }
}

function writeQuote(element: Element, writing: Writing): void {
  const inner: Writing = { ...writing, blocks: [], indent: '', marker: undefined };
  writeAll(childrenOf(element), inner);
  const quoted = inner.blocks.join('\n\n').replace(/^/gm, `${writing.indent}> `);
  if (inner.blocks.length > 0) push(quoted.slice(writing.indent.length), writing);
}

/** Cells as a table; what only arranges text on the page is written as that text. */
function writeTable(table: Element, writing: Writing): void {
  const caption = find(childrenOf(table), 'caption');
  if (caption !== undefined) writeText(inlineText(childrenOf(caption), writing, 0), writing);
  const rows = rowsOf(table).map((row) =>
    childrenOf(row).filter(
      (cell): cell is Element =>
        isElement(cell) && isSeen(cell) && (cell.tagName === 'td' || cell.tagName === 'th'),
    ),
  );
  const filled = rows.filter((cells) => cells.length > 0);
  if (filled.length < 2 || filled.every((cells) => cells.length === 1)) {
    for (const cells of filled) for (const cell of cells) writeAll(childrenOf(cell), writing);
    return;
  }
  if (writing.marker !== undefined) push('', writing);
  const texts = filled.map((cells) => cells.flatMap((cell) => [cellText(cell, writing), ...spanned(cell)]));
  writing.blocks.push(tableText(texts, writing.indent));
}

function rowsOf(table: Element): Element[] {
  return childrenOf(table).flatMap((child) => {
    if (!isElement(child) || !isSeen(child)) return [];
    if (child.tagName === 'tr') return [child];
    return ['thead', 'tbody', 'tfoot'].includes(child.tagName)
      ? childrenOf(child).filter(
          (row): row is Element => isElement(row) && row.tagName === 'tr' && isSeen(row),
        )
      : [];
  });
}

const WIDEST = 50;

function spanned(cell: Element): string[] {
  const span = Number.parseInt(attribute(cell, 'colspan') ?? '1', 10) || 1;
  return Array.from({ length: Math.min(WIDEST, Math.max(1, span)) - 1 }, () => '');
}

function cellText(cell: Element, writing: Writing): string {
  return inlineText(childrenOf(cell), writing, 0).replace(/\s+/g, ' ').trim();
}

/** The words of inline content on one line, or several where it breaks lines itself. Blocks within are set apart. */
function inlineText(nodes: readonly PageNode[], writing: Writing, depth: number): string {
  let text = '';
  for (const node of nodes) {
    if ('value' in node) text += escapeText(flat(node.value));
    else if (isElement(node) && isSeen(node)) text += elementText(node, writing, depth);
  }
  return text;
}

function elementText(element: Element, writing: Writing, depth: number): string {
  const mark = writing.inlineMark(element);
  if (mark !== undefined) return mark;
  const { tagName } = element;
  if (tagName === 'br') return '\n';
  if (tagName === 'code' || tagName === 'kbd' || tagName === 'samp' || tagName === 'tt')
    return codeSpan(textOf(element));
  if (depth >= DEEPEST) return escapeText(flat(textOf(element)));
  const inner = inlineText(childrenOf(element), writing, depth + 1);
  if (tagName === 's' || tagName === 'del' || tagName === 'strike')
    return inner.trim() === '' ? '' : `~~${inner}~~`;
  if (tagName === 'li') return ` ${inner};`;
  return BLOCKS.has(tagName) ? ` ${inner} ` : inner;
}
