import type { SourceRange } from './model/requirement.ts';

/** Where a requirement stands, as its reader finds it: by page, by paragraph, else by line. */
export function placeOf({ page, paragraph, line }: SourceRange): string {
  if (page !== undefined) return `page ${page}`;
  return paragraph === undefined ? `line ${line}` : `paragraph ${paragraph}`;
}

export type Excerpt = { before: string; passage: string; after: string };

/** A passage of a document's text with what stands around it, in whole lines, up to `around` characters on each side. */
export function excerptOf(text: string, { start, end }: SourceRange, around = 400): Excerpt {
  const from = Math.max(0, start - around);
  const to = Math.min(text.length, end + around);
  const first = from === 0 ? 0 : text.indexOf('\n', from) + 1;
  const last = to === text.length ? to : text.lastIndexOf('\n', to);
  return {
    before: text.slice(first > 0 && first <= start ? first : from, start),
    passage: text.slice(start, end),
    after: text.slice(end, last >= end ? last : to),
  };
}
