import type { Line, PdfPage } from './pdf-lines.ts';

/** Share of the page, at its head and at its foot, in which repeated lines are taken for headers and footers. */
const REPEATED_WITHIN = 0.09;
const NUMBERS_WITHIN = 0.12;
const PAGE_NUMBER =
  /^(?:page|seite|p\.|s\.)?\s{0,3}[-–|]?\s{0,3}(?:\d{1,4}|[ivxlc]{1,6})(?:\s{0,3}(?:of|von|\/)\s{0,3}\d{1,4})?\s{0,3}[-–|]?$/i;
/** Lines of a table of contents that end in dots and a page number. */
const LEADER = /\.{4,}\s{0,9}\d{1,4}$|(?:\. ){4,}\s{0,9}\d{1,4}$/;

type Sheet = { page: PdfPage; lines: Line[] };

/** Takes away headers, footers and page numbers: what stands at the edge of several pages at the same height, numbers aside. */
export function dropMargins(sheets: readonly Sheet[]): Line[] {
  const seen = new Map<string, number>();
  for (const { page, lines } of sheets) {
    const keys = new Set(lines.filter((line) => isAtEdge(line, page, REPEATED_WITHIN)).map(keyOf));
    for (const key of keys) seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  const often = Math.max(2, Math.min(3, Math.ceil(sheets.length / 2)));
  return sheets.flatMap(({ page, lines }) =>
    lines.filter((line) => {
      if (LEADER.test(line.text)) return false;
      if (sheets.length < 2) return true;
      if (isAtEdge(line, page, NUMBERS_WITHIN) && PAGE_NUMBER.test(line.text)) return false;
      return !isAtEdge(line, page, REPEATED_WITHIN) || (seen.get(keyOf(line)) ?? 0) < often;
    }),
  );
}

function isAtEdge(line: Line, { top, bottom }: PdfPage, share: number): boolean {
  const zone = (top - bottom) * share;
  return line.y > top - zone || line.y < bottom + zone;
}

function keyOf(line: Line): string {
  return `${Math.round(line.y / 3)} ${line.text.slice(0, 200).replace(/\d+/g, '#').toLowerCase()}`;
}
