/** Marks the beginning of a numbered place within text that is being written; taken out again by `takeMarks`. */
const MARK_OPENS = '\uE000';
const MARK_CLOSES = '\uE001';
const MARKS = /\uE000(\d+)\uE001/g;

export function mark(number: number): string {
  return `${MARK_OPENS}${number}${MARK_CLOSES}`;
}

/** The text without its marks, and the offset in it at which each place begins. */
export function takeMarks(marked: string): { text: string; places: { start: number; number: number }[] } {
  const places: { start: number; number: number }[] = [];
  const parts: string[] = [];
  let from = 0;
  let length = 0;
  for (const found of marked.matchAll(MARKS)) {
    parts.push(marked.slice(from, found.index));
    length += found.index - from;
    from = found.index + found[0].length;
    places.push({ start: length, number: Number(found[1]) });
  }
  parts.push(marked.slice(from));
  return { text: parts.join(''), places };
}

/** Text as one line, without what no reader sees and without marks of its own. */
export function flat(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
      .replace(/[\uE000\uE001\u00ad\u200b\ufeff\u0000-\u0008\u000e-\u001f\u007f]/g, '')
      .replace(/\s+/g, ' ')
  );
}

/** Words of a document that is not Markdown, written so that Markdown reads the same words. */
export function escapeText(text: string): string {
  return text
    .replace(/\\(?=[!-/:-@[-`{-~])/g, '\\\\')
    .replace(/&(?=(?:amp|lt|gt|quot|nbsp|#39);)/g, '&amp;')
    .replace(/<(?=[a-zA-Z/!])/g, '&lt;')
    .replace(/\*/g, '\\*')
    .replace(/(?<!\w)_|_(?!\w)/g, '\\_');
}

/** Keeps the beginning of a paragraph from being taken for a heading or a quotation. */
export function escapeStart(line: string): string {
  return /^(?:#{1,6}(?:\s|$)|>)/.test(line) ? `\\${line}` : line;
}

export function codeSpan(text: string): string {
  const inner = flat(text).trim();
  if (inner === '') return '';
  const ticks = '`'.repeat(longestRun(inner) + 1);
  const room = inner.startsWith('`') || inner.endsWith('`') ? ' ' : '';
  return `${ticks}${room}${inner}${room}${ticks}`;
}

export function codeBlock(text: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text.replace(/[\uE000\uE001\0]/g, '').replace(/\s+$/, '')}\n${fence}`;
}

/** Rows as a table; the first is its header. Every row gets as many cells as the longest has. */
export function tableText(rows: readonly (readonly string[])[], indent = ''): string {
  const columns = Math.max(...rows.map((row) => row.length));
  const line = (cells: readonly string[]) => `${indent}| ${cells.join(' | ')} |`;
  const written = rows.map((row) =>
    line(Array.from({ length: columns }, (_, at) => (row[at] ?? '').trim().replace(/\|/g, '\\|'))),
  );
  const [header = '', ...body] = written;
  return [header, line(Array.from({ length: columns }, () => '---')), ...body].join('\n');
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).slice(0, 1000).map((run) => run.length));
}
