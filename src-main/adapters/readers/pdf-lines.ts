/** A piece of text as a PDF places it. Coordinates in points, from the lower left corner of the page. */
export type PdfItem = {
  str: string;
  x: number;
  y: number;
  width: number;
  size: number;
  font: string;
  mono: boolean;
};

/** Text without a wide gap in it: a line of prose, or a cell of a table. */
export type Segment = {
  text: string;
  x: number;
  right: number;
  y: number;
  size: number;
  font: string;
  mono: boolean;
};

/** What stands at one height, left to right. */
export type Line = {
  segments: Segment[];
  text: string;
  x: number;
  right: number;
  y: number;
  /** Font size in points, and the font, that most of its text has. */
  size: number;
  font: string;
  mono: boolean;
  /** 1-based. */
  page: number;
  /** Left and right edge of the column of text that it stands in. */
  column: { left: number; right: number };
};

export type PdfPage = { items: PdfItem[]; page: number; bottom: number; top: number };

/** Gaps in units of the font size: up to the first is within a word, beyond the second is another cell. */
const SPACE = 0.18;
const CELL = 1.6;
const MARKER_GAP = 5;
const SAME_HEIGHT = 0.4;
const MARKER = /^(?:[•◦▪‣●○■□▸►·*–-]|\(?[\da-zA-Z]{1,3}[.)]|\d{1,3}(?:\.\d{1,3}){1,4}\.?)$/;

/** The lines of a page in reading order: down each column of text, left to right. */
export function pageLines({ items, page }: PdfPage): Line[] {
  const rows = rowsOf(segmentsOf(items));
  const left = Math.min(...rows.map((row) => row[0]?.x ?? 0));
  const right = Math.max(...rows.map((row) => Math.max(...row.map((segment) => segment.right))));
  const gutter = findGutter(rows, left, right);
  if (gutter === undefined) return rows.map((row) => lineOf(row, page, { left, right }));
  const leftEnd = Math.max(...rows.flat().flatMap((one) => (one.right <= gutter ? [one.right] : [])));
  const lines: Line[] = [];
  let [first, second]: [Line[], Line[]] = [[], []];
  const flush = () => {
    lines.push(...first, ...second);
    [first, second] = [[], []];
  };
  for (const row of rows) {
    if (row.some((segment) => segment.x < gutter && segment.right > gutter)) {
      flush();
      lines.push(lineOf(row, page, { left, right }));
      continue;
    }
    const [before, after] = [row.filter(({ x }) => x < gutter), row.filter(({ x }) => x >= gutter)];
    if (before.length > 0) first.push(lineOf(before, page, { left, right: leftEnd }));
    if (after.length > 0) second.push(lineOf(after, page, { left: gutter, right }));
  }
  flush();
  return lines;
}

/** Joins what the page places piece by piece, in the order in which it does. */
function segmentsOf(items: readonly PdfItem[]): Segment[] {
  const segments: Segment[] = [];
  let current: Segment | undefined;
  let blank = false;
  for (const item of items) {
    if (item.str.trim() === '') {
      blank ||= item.str !== '';
      continue;
    }
    const gap = current === undefined ? Number.POSITIVE_INFINITY : item.x - current.right;
    const room = current !== undefined && MARKER.test(current.text.trim()) ? MARKER_GAP : CELL;
    const joins =
      current !== undefined &&
      Math.abs(item.y - current.y) < Math.max(item.size, current.size) * SAME_HEIGHT &&
      gap > -item.size &&
      gap < current.size * room;
    if (current !== undefined && joins) {
      const spaced = blank || gap > current.size * SPACE;
      if (item.str.trim().length > current.text.length && !item.mono)
        Object.assign(current, { size: item.size, font: item.font });
      current.text += (spaced && !/\s$/.test(current.text) && !/^\s/.test(item.str) ? ' ' : '') + item.str;
      current.right = Math.max(current.right, item.x + item.width);
      current.mono &&= item.mono;
    } else {
      const { str, x, y, width, size, font, mono } = item;
      current = { text: str, x, right: x + width, y, size, font, mono };
      segments.push(current);
    }
    blank = false;
  }
  return segments;
}

function rowsOf(segments: readonly Segment[]): Segment[][] {
  const rows: Segment[][] = [];
  for (const segment of [...segments].sort((a, b) => b.y - a.y)) {
    const row = rows[rows.length - 1];
    const first = row?.[0];
    if (
      row !== undefined &&
      first !== undefined &&
      first.y - segment.y < Math.max(first.size, segment.size) * SAME_HEIGHT
    )
      row.push(segment);
    else rows.push([segment]);
  }
  for (const row of rows) row.sort((a, b) => a.x - b.x);
  return rows;
}

const FEWEST_LINES = 8;

/** Where two columns of prose part: nothing but whole-width lines crosses it, and both sides are filled. */
function findGutter(rows: readonly Segment[][], left: number, right: number): number | undefined {
  const width = right - left;
  const beside = rows.filter((row) => row.length === 2);
  if (beside.length < FEWEST_LINES || width <= 0) return undefined;
  const edges = beside.map(([first, second]) => ({ end: first?.right ?? 0, begin: second?.x ?? 0 }));
  const begin = median(edges.map((edge) => edge.begin));
  const fitting = edges.filter((edge) => edge.end <= begin && Math.abs(edge.begin - begin) < width * 0.05);
  if (fitting.length < Math.max(FEWEST_LINES, beside.length * 0.7)) return undefined;
  const gutter = begin - 1;
  if (gutter < left + width * 0.3 || gutter > left + width * 0.7) return undefined;
  const fillsLeft =
    median(beside.map(([first]) => (first?.right ?? 0) - (first?.x ?? 0))) > (gutter - left) * 0.7;
  const fillsRight =
    median(beside.map(([, second]) => (second?.right ?? 0) - (second?.x ?? 0))) > (right - begin) * 0.6;
  return fillsLeft && fillsRight ? gutter : undefined;
}

function lineOf(segments: Segment[], page: number, column: Line['column']): Line {
  const longest = segments.reduce((best, one) => (one.text.length > best.text.length ? one : best));
  return {
    segments,
    text: segments
      .map((segment) => segment.text)
      .join(' ')
      .trim(),
    x: Math.min(...segments.map((segment) => segment.x)),
    right: Math.max(...segments.map((segment) => segment.right)),
    y: longest.y,
    size: longest.size,
    font: longest.font,
    mono: segments.every((segment) => segment.mono),
    page,
    column,
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
