import type { MediaType } from '#shared/model/document.ts';

const ENTITIES: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': ' ',
};

/**
 * What a passage says, without its markup and with white space folded. A passage with a table's delimiter row is read
 * as a table: cells joined by ` | `, rows by `; `; a pipe within a cell stands without spaces. Depends on nothing but the passage, so that whoever holds a source
 * range can check the text against it.
 */
export function cleanPassage(passage: string, mediaType: MediaType): string {
  const plain = dropControls(joinRows(passage)).replace(/[ \t]*\\\|[ \t]*/g, '|');
  return fold(mediaType === 'text/markdown' ? stripMarkup(plain) : plain);
}

function fold(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/\b(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \| (?=\/)/g, '$1 ');
}

/** NUL becomes free to stand for a code span while markup is taken away. */
function dropControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  return text.replace(/[\u0000-\u0008\u000e-\u001f\u007f\u200b\ufeff]/g, '');
}

export function isDelimiterRow(line: string): boolean {
  return line.includes('|') && line.includes('-') && /^[\s|:>-]+$/.test(line);
}

function joinRows(passage: string): string {
  const lines = passage.split(/\r\n|\n|\r/);
  if (!lines.some(isDelimiterRow)) return passage;
  const rows = lines.filter((line) => !isDelimiterRow(line)).map((line) => trimPipes(line));
  return rows.filter((row) => row !== '').join('; ');
}

function trimPipes(line: string): string {
  return line
    .trim()
    .replace(/^[>\s]*\|/, '')
    .replace(/(?<!\\)\|$/, '')
    .trim();
}

function stripMarkup(text: string): string {
  const spans: string[] = [];
  let rest = '';
  let from = 0;
  for (const span of codeSpans(text)) {
    rest += `${text.slice(from, span.start)}\0${spans.length}\0`;
    spans.push(text.slice(span.start + span.ticks, span.end - span.ticks));
    from = span.end;
  }
  rest += text.slice(from);
  return stripInline(rest).replace(/\0(\d+)\0/g, (_mark, at: string) => spans[Number(at)]?.trim() ?? '');
}

function stripInline(text: string): string {
  return text
    .replace(/([\n\r])[ \t]*(?:>[ \t]?)+/g, '$1')
    .replace(/\\[\n\r]/g, '\n')
    .replace(/!\[([^[\]]*)\]\([^()]*\)/g, '$1')
    .replace(/\[([^[\]]*)\]\([^()]*(?:\([^()]*\)[^()]*)?\)/g, '$1')
    .replace(/\[([^[\]]+)\]\[[^[\]]*\]/g, '$1')
    .replace(/<((?:https?|mailto):[^<>\s]*)>/g, '$1')
    .replace(/<!--[^>]*-->/g, '')
    .replace(/<br\s*\/?>/gi, ' ')
    .replace(/<\/?[a-z][a-z0-9]*(?:\s[^<>]*)?\/?>/gi, '')
    .replace(/~~/g, '')
    .replace(/(?<![\\*])\*\*+(?=\S)|(?<=[^\s\\*])\*\*+/g, '')
    .replace(/(?<![\w\\*])\*(?=[^\s*])([^*]*[^\s*\\])\*(?![\w*])/g, '$1')
    .replace(/(?<![\w\\])__(?=\S)|(?<=[^\s\\])__(?!\w)/g, '')
    .replace(/(?<![\w\\_])_(?=[^\s_])([^_]*[^\s_\\])_(?![\w_])/g, '$1')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/&(?:amp|lt|gt|quot|nbsp|#39);/g, (entity) => ENTITIES[entity] ?? entity);
}

/**
 * The passage at its own length with code, link addresses and HTML tags blotted out by `x`, so that punctuation found
 * in it is punctuation of the prose.
 */
export function maskMarkup(passage: string, mediaType: MediaType): string {
  if (mediaType !== 'text/markdown') return passage;
  let masked = '';
  let from = 0;
  for (const span of codeSpans(passage)) {
    masked += passage.slice(from, span.start) + 'x'.repeat(span.end - span.start);
    from = span.end;
  }
  const blot = (found: string) => 'x'.repeat(found.length);
  return (masked + passage.slice(from))
    .replace(/(?<=\])\([^()]*\)/g, blot)
    .replace(/<\/?[a-z][^<>]*>/gi, blot);
}

type Span = { start: number; end: number; ticks: number };

/** Code spans: a run of backticks up to the next run of the same length. Linear: each run is looked at once. */
function codeSpans(text: string): Span[] {
  const runs = [...text.matchAll(/`+/g)].map((run) => ({ at: run.index, ticks: run[0].length }));
  const nextSame = new Map<number, number>();
  const partner: (number | undefined)[] = new Array(runs.length);
  for (let i = runs.length - 1; i >= 0; i--) {
    const ticks = runs[i]?.ticks ?? 0;
    partner[i] = nextSame.get(ticks);
    nextSame.set(ticks, i);
  }
  const spans: Span[] = [];
  for (let i = 0; i < runs.length; i++) {
    const open = runs[i];
    const close = runs[partner[i] ?? -1];
    if (open === undefined || close === undefined) continue;
    spans.push({ start: open.at, end: close.at + close.ticks, ticks: open.ticks });
    i = partner[i] ?? i;
  }
  return spans;
}
