import type { MediaType } from '#shared/model/document.ts';
import type { Level, RequirementKind } from '#shared/model/requirement.ts';
import type { Block, TableRow } from './blocks.ts';
import { priorityLevel } from './level.ts';
import { cleanPassage } from './markup.ts';
import type { Stance } from './sections.ts';
import type { Range } from './sentences.ts';
import { statementOf } from './statement.ts';

export type TableFind = Range & { level?: Level; kind?: RequirementKind };

type Table = Extract<Block, { kind: 'table' }>;

const METHOD = /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b/;
const PATH_COLUMN =
  /^(?:endpoint|path|route|url|uri|resource|method|verb|command|flag|option|argument|variable|event|endpunkt|pfad|befehl)s?\b/;
const FIELD_COLUMN =
  /^(?:field|attribute|property|column|key|name|parameter|member|feld|attribut|eigenschaft|spalte)s?\b/;
const TYPE_COLUMN = /\btypes?\b|^format$|^(?:daten)?typ$/;
const LEVEL_COLUMN = /^(?:priority|priorität|prio|level|moscow|importance|p)$/;
const NOTE_COLUMN =
  /^(?:status|owner|author|estimate|effort|points|notes?|comments?|source|version|date|autor|aufwand|bemerkung(?:en)?|quelle|datum)$/;
const STATEMENT_COLUMN =
  /requirement|description|statement|stor(?:y|ies)|features?|rules?|criteri|behaviou?r|constraint|must|anforderung|beschreibung|funktion|regel|kriteri/;
const ID_COLUMN = /^(?:(?:[\p{L}]+[ -])?id|#|no\.?|nr\.?|(?:lfd\. ?)?nr\.?|ref\.?|key|nummer|kennung)$/u;
const ID = /^[A-Z]{1,5}(?:[-_][A-Z]{1,8})*[-_. ]?\d{1,5}(?:\.\d+)*$|^\d[\d.]{0,9}$/;

/**
 * The requirements of a table: one for each row, or a single one where the rows say nothing without their header. Passages over `longest` characters are left out.
 */
export function readTableFinds(
  table: Table,
  stance: Stance,
  text: string,
  mediaType: MediaType,
  longest: number,
): TableFind[] {
  if (stance === 'skip') return [];
  const cleaned = (range: Range | undefined) =>
    range === undefined || range.end - range.start > longest
      ? ''
      : cleanPassage(text.slice(range.start, range.end), mediaType);
  const columns = table.header.cells.map((cell) => cleaned(cell).toLowerCase());
  const about = judgeColumns(columns, cleaned(table.rows[0]?.cells[0]));
  const fits = table.rows.length > 0 && table.end - table.start <= longest;
  const announced = about !== 'unknown';
  const counting = countingColumns(columns);
  const levelAt = columns.findIndex((column) => LEVEL_COLUMN.test(column));
  const skipsId = about !== 'fields' && about !== 'interface' && hasIds(columns[0], table.rows, cleaned);
  const rows = table.rows.map((row) => {
    const range = rowRange(row, skipsId ? 1 : 0, counting);
    const clean = cleaned(range);
    return { range, clean, statement: statementOf(clean), priority: cleaned(row.cells[levelAt]) };
  });
  const speak = rows.some(({ statement }) => statement.form !== 'none');
  if (!announced && stance === 'requirement' && !speak && fits)
    return [{ start: table.start, end: table.end }];
  const finds: TableFind[] = [];
  for (const { range, clean, statement, priority } of rows) {
    const binding = statement.form === 'modal' || statement.form === 'story';
    const wanted =
      stance === 'weak' ? statement.level === 'must' : announced || stance === 'requirement' || binding;
    if (!wanted || !/\p{L}/u.test(clean) || /^won'?t|^out\b|^nicht\b/i.test(priority)) continue;
    const level = priorityLevel(priority) ?? (binding ? statement.level : undefined);
    finds.push({ ...range, ...(level === undefined ? {} : { level }), ...kindHint(about) });
  }
  return finds;
}

type About = 'fields' | 'interface' | 'statements' | 'unknown';

function judgeColumns(columns: readonly string[], firstCell: string): About {
  const first = columns[0] ?? '';
  if (FIELD_COLUMN.test(first) && columns.some((column) => TYPE_COLUMN.test(column))) return 'fields';
  if (PATH_COLUMN.test(first) || METHOD.test(firstCell)) return 'interface';
  const announcing = columns.some((column) => STATEMENT_COLUMN.test(column) || ID_COLUMN.test(column));
  return announcing ? 'statements' : 'unknown';
}

function kindHint(about: About): { kind?: RequirementKind } {
  if (about === 'fields') return { kind: 'data' };
  return about === 'interface' ? { kind: 'interface' } : {};
}

/** How many columns count: those at the end that only grade or annotate are left out. */
function countingColumns(columns: readonly string[]): number {
  let count = columns.length;
  while (
    count > 1 &&
    (LEVEL_COLUMN.test(columns[count - 1] ?? '') || NOTE_COLUMN.test(columns[count - 1] ?? ''))
  ) {
    count--;
  }
  return count;
}

/** Whether the first column only names the rows, under a heading that can hold such names. */
function hasIds(
  column: string | undefined,
  rows: readonly TableRow[],
  cleaned: (range: Range | undefined) => string,
): boolean {
  if (column === undefined || !(column === '' || ID_COLUMN.test(column) || STATEMENT_COLUMN.test(column)))
    return false;
  return rows.every(({ cells: [first] }) => cleaned(first) === '' || ID.test(cleaned(first)));
}

/** A row from its first filled cell to its last, where there are any from column `from` on; else as a whole. */
function rowRange(row: TableRow, from: number, columns: number): Range {
  const filled = (first: number) => row.cells.slice(first, columns).filter((cell) => cell.end > cell.start);
  const behind = filled(from);
  const cells = behind.length > 0 ? behind : filled(0);
  const start = cells[0]?.start ?? row.start;
  return { start, end: cells[cells.length - 1]?.end ?? start };
}
