export type Row = {
  measure: string;
  /** What was measured, in the unit of the goals. */
  value: number;
  unit: string;
  must: number;
  excellent: number;
  /** Whether more is better. */
  more: boolean;
  note?: string;
};

/** The measures against their goals, one line each, aligned. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.measure,
    `${round(row.value)} ${row.unit}`,
    `${round(row.must)} ${row.unit}`,
    `${round(row.excellent)} ${row.unit}`,
    verdict(row),
    row.note ?? '',
  ]);
  const lines = [['measure', 'measured', 'must', 'excellent', 'verdict', 'note'], ...cells];
  const widths =
    lines[0]?.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length))) ?? [];
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function missesMust(row: Row): boolean {
  return row.more ? row.value < row.must : row.value > row.must;
}

function verdict(row: Row): string {
  const excellent = row.more ? row.value >= row.excellent : row.value <= row.excellent;
  if (excellent) return 'excellent';
  return missesMust(row) ? 'MISSED' : 'met';
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
