import type { Requirement } from '#shared/model/requirement.ts';
import { plainText } from './words.ts';

/** One sentence, row or criterion of a requirement. */
export type Statement = {
  key: string;
  text: string;
  /** Headings above the place, outermost first, without numbers. */
  headings: string[];
  /** Cells of a table row, with the column's title where it is known. */
  cells: Cell[];
};

export type Cell = { label: string; text: string };

/** Longer texts are prose that no rule reads; cutting them bounds the time that patterns may take. */
const LONGEST = 1_200;

const ABBREVIATION = /(?:\b(?:e\.g|i\.e|etc|approx|incl|max|min|no|vs|resp)|\b[A-Z])\.$/i;

export function statementsOf(requirement: Requirement): Statement[] {
  const headings = requirement.source.headings.map(plainHeading);
  const rows = tableRows(requirement.text, requirement.key, headings);
  const parts = [
    ...(rows.length > 0 ? [] : sentences(requirement.text)),
    ...requirement.acceptance.flatMap(sentences),
  ];
  const told = parts.map((part) => ({
    key: requirement.key,
    text: withoutModal(plainText(part)),
    headings,
    cells: cellsOf(plainText(part)),
  }));
  return [...rows, ...told];
}

/**
 * The rows of a table that is one requirement: lines of `| a | b |`, or rows joined by `; ` with cells joined by ` | `.
 * The header's titles become the labels of the cells. Empty when the text is no such table.
 */
function tableRows(text: string, key: string, headings: string[]): Statement[] {
  const joined = text.split(/\r\n|\n|\r/).filter((line) => !/^[\s|:>-]*-[\s|:>-]*$/.test(line));
  const lines = joined.length > 1 ? joined : mendRows(text.split(/;\s+/));
  if (lines.length < 2 || !lines.every((line) => /\s\|(?:\s|$)|^\s*\|/.test(line))) return [];
  const [header, ...rows] = lines.map((line) => rawCells(plainText(line)));
  if (!header || !FIELD_TITLE.test(header[0] ?? '')) return [];
  return rows.map((cells) => ({
    key,
    text: cells.join(' | '),
    headings,
    cells: header.map((title, at) => ({ label: title.toLowerCase(), text: cells[at] ?? '' })),
  }));
}

const FIELD_TITLE =
  /^(?:fields?|names?|attributes?|property|properties|columns?|keys?|parameters?|members?|method|path|endpoint|verb|route)$/i;

/** A semicolon within a cell does not end its row. */
function mendRows(parts: readonly string[]): string[] {
  const rows: string[] = [];
  for (const part of parts) {
    if (rows.length > 0 && !/\s\|(?:\s|$)/.test(part)) rows[rows.length - 1] += `; ${part}`;
    else rows.push(part);
  }
  return rows;
}

function rawCells(row: string): string[] {
  return row
    .replace(/^\s*\|/, '')
    .replace(/(?<!\\)\|\s*$/, (end) => (/^\s*\|/.test(row) ? '' : end))
    .split(/(?<=^|\s)\|(?=\s|$)/)
    .map((cell) => cell.trim());
}

function plainHeading(heading: string): string {
  return plainText(heading)
    .replace(/^[\d.]+\)?\s+/, '')
    .slice(0, 80);
}

/** Sentences end at a full stop before a new one; line breaks that start a list item or a row end one too. */
function sentences(text: string): string[] {
  const lines = text
    .slice(0, LONGEST * 4)
    .replace(/\r\n?/g, '\n')
    .split(/\n(?=\s*(?:[-*+]\s|\d+[.)]\s|\||$))/);
  return lines
    .flatMap((line) => splitSentences(line.replace(/^\s*(?:[-*+]|\d+[.)])\s+/, '')))
    .map((part) => part.trim().slice(0, LONGEST))
    .filter((part) => /[\p{L}\p{N}]/u.test(part));
}

function splitSentences(line: string): string[] {
  const found: string[] = [];
  for (const piece of line.split(/(?<=[.!?])\s+(?=["'`*(]*[\p{Lu}/])/u)) {
    const before = found.at(-1);
    if (before !== undefined && ABBREVIATION.test(before)) found[found.length - 1] = `${before} ${piece}`;
    else found.push(piece);
  }
  return found;
}

/** RFC 2119 words in one spelling, so that patterns need not care for capitals, and no full stop at the end. */
function withoutModal(text: string): string {
  return text
    .replace(/\b(MUST|SHALL|SHOULD|MAY|CAN|NOT|REQUIRED|RECOMMENDED|OPTIONAL)\b/g, (word) =>
      word.toLowerCase(),
    )
    .replace(/^\[?(?:must|should|could)(?: have)?(?:\]|\s*:)\s*/i, '')
    .replace(/^\(?[A-Z]{1,6}-?\d+(?:\.\d+)*[:)]\s+/, '')
    .replace(/^(?:if|where|when(?:ever)?) possible,?\s+|^ideally,?\s+/i, '')
    .replace(/\s*[.;!]+$/, '');
}

/** Cells of `| a | b |`, of `a | b`, and of `Field: a; Type: b`. */
function cellsOf(text: string): Cell[] {
  if (/^\||\s\|\s/.test(text)) {
    const bare = text.replace(/^\|/, '').replace(/(?<!\\)\|$/, '');
    return bare.split(/(?<!\\)\|/).map((cell) => labelled(cell.trim()));
  }
  const parts = text.split(/\s*;\s+/);
  const cells = parts.map(labelled);
  const labels = cells.filter((cell) => cell.label !== '').length;
  return parts.length > 1 && labels === parts.length ? cells : [];
}

function labelled(text: string): Cell {
  const match = /^([A-Z][\w /-]{0,24}?)\s*:\s+(.*)$/.exec(text);
  return match ? { label: (match[1] ?? '').toLowerCase(), text: match[2] ?? '' } : { label: '', text };
}
