import type { Line } from './pdf-lines.ts';

/** What text of a document usually looks like, so that what differs tells its structure. */
export type Shape = {
  size: number;
  font: string;
  mono: boolean;
  /** Distance from line to line within a paragraph, in units of the font size. */
  leading: number;
  /** Sizes of headings, largest first. */
  headings: number[];
  /** Words with a hyphen of their own. */
  compounds: ReadonlySet<string>;
};

const LARGER = 1.12;
const MOST_LEVELS = 4;
const LONGEST_HEADING = 160;

export function shapeOf(lines: readonly Line[]): Shape {
  const size = most(lines, (line) => rounded(line.size));
  const ofSize = lines.filter((line) => rounded(line.size) === size);
  const font = most(ofSize, (line) => line.font);
  const headings = [
    ...new Set(lines.filter((line) => line.size > size * LARGER).map((line) => rounded(line.size))),
  ]
    .sort((a, b) => b - a)
    .slice(0, MOST_LEVELS);
  return {
    size,
    font,
    mono: ofSize.filter((line) => line.mono).length * 2 > ofSize.length,
    leading: leadingOf(ofSize),
    headings,
    compounds: compoundsOf(lines),
  };
}

/** The level of a heading, from 1; 0 for text. Larger than the text, or short, in another font and set apart. */
export function headingLevel(
  line: Line,
  above: Line | undefined,
  below: Line | undefined,
  shape: Shape,
): number {
  if (line.text.length > LONGEST_HEADING || !/\p{L}/u.test(line.text) || line.segments.length > 2) return 0;
  if (line.size > shape.size * LARGER) {
    const size = rounded(line.size);
    const level = shape.headings.findIndex((one) => size >= one);
    return level < 0 ? MOST_LEVELS : level + 1;
  }
  if (line.font === shape.font || line.mono || line.segments.length > 1) return 0;
  if (line.size < shape.size * 0.95 || line.text.length > 90 || /[.,;:!?]$/.test(line.text)) return 0;
  const apart = above === undefined || above.page !== line.page || gap(above, line) > shape.leading * 1.15;
  const followed = below !== undefined && below.font === shape.font;
  return apart && followed ? Math.min(6, shape.headings.length + 1) : 0;
}

/** Distance between two lines of a page in units of the font size; endless where the lower does not stand below. */
export function gap(above: Line, line: Line): number {
  if (above.page !== line.page || line.y > above.y) return Number.POSITIVE_INFINITY;
  return (above.y - line.y) / Math.max(1, line.size);
}

function leadingOf(lines: readonly Line[]): number {
  const gaps = new Map<number, number>();
  for (let at = 1; at < lines.length; at++) {
    const [above, line] = [lines[at - 1], lines[at]];
    if (above === undefined || line === undefined) continue;
    const distance = Math.round(gap(above, line) * 20) / 20;
    if (distance > 0.8 && distance < 2.5) gaps.set(distance, (gaps.get(distance) ?? 0) + 1);
  }
  const common = [...gaps].sort((a, b) => b[1] - a[1]).slice(0, 3);
  const most = common[0]?.[1] ?? 0;
  const likely = common.filter(([, count]) => count > most / 4).map(([distance]) => distance);
  return likely.length === 0 ? 1.2 : Math.min(...likely);
}

function compoundsOf(lines: readonly Line[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const line of lines)
    for (const word of line.text.matchAll(/\p{L}{2,40}-\p{L}{2,40}/gu)) found.add(word[0].toLowerCase());
  return found;
}

function rounded(size: number): number {
  return Math.round(size * 2) / 2;
}

/** The value that most of the text has. */
function most<T extends string | number>(lines: readonly Line[], valueIn: (line: Line) => T): T {
  const counts = new Map<T, number>();
  for (const line of lines) counts.set(valueIn(line), (counts.get(valueIn(line)) ?? 0) + line.text.length);
  const best = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
  return best[0];
}
