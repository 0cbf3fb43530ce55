import type { Line, Segment } from './pdf-lines.ts';

export type PdfTable = { rows: { cells: string[]; page: number }[]; last: number };

/** How far from the edge of its column a cell may begin, in units of the font size. */
const OFF = 0.8;
const FEWEST_ROWS = 2;
/** A line as near to the one above as this, in the smallest distance between lines, goes on with its row. */
const NEAR = 1.2;
/** A line of one cell goes on with a row only this close below it, in units of the font size. */
const CLOSE = 1.7;

/**
 * The table that begins at a line, if one does: lines of several cells that begin at the same places. A line that leaves the first
 * cell out, or stands nearer than rows do, goes on with the row above.
 */
export function tableAt(lines: readonly Line[], at: number): PdfTable | undefined {
  const first = lines[at];
  if (first === undefined || first.segments.length < 2) return undefined;
  const columns = columnsFrom(lines, at);
  const fitting: { line: Line; cells: (Segment | undefined)[] }[] = [];
  for (let next = at; next < lines.length; next++) {
    const line = lines[next];
    const above = fitting[fitting.length - 1]?.line;
    if (line === undefined || (above !== undefined && endsHere(above, line))) break;
    const cells = placeIn(columns, line);
    if (cells === undefined) break;
    fitting.push({ line, cells });
  }
  while (
    fitting.length > 0 &&
    fitting[fitting.length - 1]?.line.segments.length === 1 &&
    !goesOn(fitting, columns)
  )
    fitting.pop();
  const full = fitting.filter(({ line }) => line.segments.length > 1);
  if (full.length < FEWEST_ROWS || fitting[0]?.cells[0] === undefined) return undefined;
  return { rows: joinRows(fitting), last: at + fitting.length - 1 };
}

/** The columns of the widest of the first lines. */
function columnsFrom(lines: readonly Line[], at: number): number[] {
  const widest = lines
    .slice(at, at + 3)
    .reduce((best, line) => (line.segments.length > best.segments.length ? line : best));
  return widest.segments.map((segment) => segment.x);
}

function endsHere(above: Line, line: Line): boolean {
  if (line.page !== above.page || line.mono !== above.mono) return line.segments.length < 2 || line.mono;
  if (line.segments.length < 2 && above.y - line.y > above.size * CLOSE) return true;
  return above.y - line.y > above.size * 4 || line.y > above.y;
}

function placeIn(columns: readonly number[], line: Line): (Segment | undefined)[] | undefined {
  const cells: (Segment | undefined)[] = columns.map(() => undefined);
  const off = line.size * OFF;
  for (const segment of line.segments) {
    let column = columns.length - 1;
    while (column > 0 && (columns[column] ?? 0) > segment.x + off) column--;
    const next = columns[column + 1] ?? Number.POSITIVE_INFINITY;
    if (cells[column] !== undefined || segment.right > next + off || segment.x < (columns[0] ?? 0) - off)
      return undefined;
    cells[column] = segment;
  }
  return cells;
}

/** Whether the last line can be more of a cell: a single cell stands exactly below its column, close to the line above. */
function goesOn(
  fitting: readonly { line: Line; cells: (Segment | undefined)[] }[],
  columns: readonly number[],
): boolean {
  const last = fitting[fitting.length - 1];
  const above = fitting[fitting.length - 2];
  if (last === undefined || above === undefined) return false;
  const column = last.cells.findIndex((cell) => cell !== undefined);
  const aligned = Math.abs((last.cells[column]?.x ?? 0) - (columns[column] ?? 0)) < last.line.size * OFF;
  return aligned && above.cells[column] !== undefined && above.line.y - last.line.y < last.line.size * CLOSE;
}

function joinRows(fitting: readonly { line: Line; cells: (Segment | undefined)[] }[]): PdfTable['rows'] {
  const gaps = fitting.slice(1).map(({ line }, at) => {
    const above = fitting[at]?.line;
    return above === undefined || above.page !== line.page ? Number.POSITIVE_INFINITY : above.y - line.y;
  });
  const nearest = Math.min(...gaps);
  const furthest = Math.max(...gaps.filter(Number.isFinite));
  const mixed = furthest > nearest * NEAR * 1.1;
  const rows: PdfTable['rows'] = [];
  fitting.forEach(({ line, cells }, at) => {
    const row = rows[rows.length - 1];
    const near = (gaps[at - 1] ?? Number.POSITIVE_INFINITY) <= nearest * NEAR;
    if (row !== undefined && (cells[0] === undefined || (mixed && near))) {
      row.cells = row.cells.map((text, column) => `${text} ${cells[column]?.text ?? ''}`.trim());
    } else {
      rows.push({ cells: cells.map((cell) => cell?.text.trim() ?? ''), page: line.page });
    }
  });
  return rows;
}
