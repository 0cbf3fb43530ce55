import type { MediaType } from '#shared/model/document.ts';
import type { Level, RequirementKind } from '#shared/model/requirement.ts';
import type { Block, TableRow } from './blocks.ts';
import { priorityLevel } from './level.ts';
import { cleanPassage } from './markup.ts';
import type { Stance } from './sections.ts';
import type { Range } from './sentences.ts';
import { statementOf } from './statement.ts';

export type TableFind = Range & { level?: Level; kind?: RequirementKind; criterion?: string };

type Table = Extract<Block, { kind: 'table' }>;

const METHOD = /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b/;
const PATH_COLUMN =
  /^(?:endpoint|path|route|url|uri|resource|method|verb|command|flag|option|argument|variable|event|endpunkt|pfad|befehl)s?\b/;
const FIELD_COLUMN =
  /^(?:field|attribute|property|column|key|name|parameter|member|feld|attribut|eigenschaft|spalte)s?\b/;
const TYPE_COLUMN = /\btypes?\b|^format$|^(?:daten)?typ$/;
const LEVEL_COLUMN =
  /^(?:priority|verbindlichkeit|moscow prio(?:rity)?|muss\/soll\/kann|priorität|prio|level|moscow|importance|p)$/;
const NOTE_COLUMN =
  /^(?:status|owner|author|estimate|effort|points|notes?|comments?|source|version|date|autor|aufwand|bemerkung(?:en)?|quelle|datum)$/;
/** What must be seen to believe a row; only where another column says what is asked for. */
const CRITERION_COLUMN = /acceptance|\bcriteri|verification|\btest\b|akzeptanz|kriteri|nachweis/;
const CODE_COLUMN = /^(?:error |status |http |exit )?(?:codes?|status)$/;
const MEANING_COLUMN = /^(?:meaning|description|when|reason|text|message|bedeutung|beschreibung)$/;
const ROLE_COLUMN = /^(?:roles?|actors?|users?|groups?|rollen?|benutzer|permission|recht)$/;
const MARK = /^(?:yes|no|x|✓|✔|✗|-|–|—|r|w|rw|crud|read|write|ja|nein|all|own|none)?$/i;
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
  const about = judgeColumns(columns, table.rows, cleaned);
  const fits = table.rows.length > 0 && table.end - table.start <= longest;
  if (about === 'matrix') return fits ? [{ start: table.start, end: table.end, kind: 'rule' }] : [];
  const announced = about !== 'unknown';
  const counting = countingColumns(columns);
  const levelAt = columns.findIndex((column) => LEVEL_COLUMN.test(column));
  const criterionAt = criterionColumn(columns);
  const skips = leadingNotes(about, columns, table.rows, cleaned);
  const rows = table.rows.map((row) => {
    const range = rowRange(row, skips, counting);
    const clean = cleaned(range);
    return {
      range,
      clean,
      statement: statementOf(clean),
      priority: cleaned(row.cells[levelAt]),
      criterion: cleaned(row.cells[criterionAt]),
    };
  });
  const speak = rows.some(({ statement }) => statement.form !== 'none');
  if (!announced && stance === 'requirement' && !speak && fits)
    return [{ start: table.start, end: table.end }];
  const finds: TableFind[] = [];
  for (const { range, clean, statement, priority, criterion } of rows) {
    const binding = statement.form === 'modal' || statement.form === 'story';
    const wanted =
      stance === 'weak' ? statement.level === 'must' : announced || stance === 'requirement' || binding;
    if (!wanted || !/\p{L}/u.test(clean) || /^won'?t|^w$|^out\b|^nicht\b|^entfällt/i.test(priority)) continue;
    const level = priorityLevel(priority) ?? (binding ? statement.level : undefined);
    finds.push({
      ...range,
      ...(level === undefined ? {} : { level }),
      ...kindHint(about),
      ...(/\p{L}/u.test(criterion) ? { criterion } : {}),
    });
  }
  return finds;
}

type About = 'fields' | 'interface' | 'statements' | 'matrix' | 'unknown';
type Cleaned = (range: Range | undefined) => string;

function judgeColumns(columns: readonly string[], rows: readonly TableRow[], cleaned: Cleaned): About {
  const first = columns[0] ?? '';
  const firstCell = cleaned(rows[0]?.cells[0]);
  if (FIELD_COLUMN.test(first) && columns.some((column) => TYPE_COLUMN.test(column))) return 'fields';
  if (PATH_COLUMN.test(first) || METHOD.test(firstCell)) return 'interface';
  if (CODE_COLUMN.test(first) && MEANING_COLUMN.test(columns[1] ?? '') && /^[A-Z_]*\d*$/.test(firstCell))
    return 'interface';
  const marks = rows.slice(0, 50).flatMap(({ cells }) => cells.slice(1));
  if (ROLE_COLUMN.test(first) && marks.length > 1 && marks.every((cell) => MARK.test(cleaned(cell))))
    return 'matrix';
  const announcing = columns.some((column) => STATEMENT_COLUMN.test(column) || ID_COLUMN.test(column));
  return announcing ? 'statements' : 'unknown';
}

function kindHint(about: About): { kind?: RequirementKind } {
  if (about === 'fields') return { kind: 'data' };
  return about === 'interface' ? { kind: 'interface' } : {};
}

/** How many columns count: those at the end that only grade or annotate are left out. */
function countingColumns(columns: readonly string[]): number {
  const criterionAt = criterionColumn(columns);
  let count = columns.length;
  while (count > 1 && (count - 1 === criterionAt || isNote(columns[count - 1] ?? ''))) count--;
  return count;
}

function isNote(column: string): boolean {
  return LEVEL_COLUMN.test(column) || NOTE_COLUMN.test(column);
}

/** The column of acceptance criteria behind one that says what is asked for; -1 where there is none. */
function criterionColumn(columns: readonly string[]): number {
  const at = columns.findIndex((column) => CRITERION_COLUMN.test(column));
  const asks = columns.some(
    (column, other) => other < at && STATEMENT_COLUMN.test(column) && !CRITERION_COLUMN.test(column),
  );
  return asks ? at : -1;
}

/** How many columns at the front only number, grade or annotate the rows. */
function leadingNotes(
  about: About,
  columns: readonly string[],
  rows: readonly TableRow[],
  cleaned: Cleaned,
): number {
  if (about !== 'statements' && about !== 'unknown') return 0;
  let count = hasIds(columns[0], rows, cleaned) ? 1 : 0;
  while (count > 0 && count < columns.length - 1 && isNote(columns[count] ?? '')) count++;
  return count;
}

/** Whether the first column only names the rows, under a heading that can hold such names. */
function hasIds(column: string | undefined, rows: readonly TableRow[], cleaned: Cleaned): boolean {
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
