import type { FieldRules } from '../model.ts';
import { choicesSpelled } from './choices.ts';
import { readQualifiers } from './qualifiers.ts';
import type { Cell } from './statements.ts';
import { fieldName, wordsOf } from './words.ts';

/** A field as one phrase describes it. */
export type FieldPhrase = { name: string; rules: FieldRules; refersTo?: string; beyond: string };

const LONGEST_NAME_WORDS = 3;

const NOT_NAMES = new Set(
  `it they this that these those there one two three four five six seven eight nine ten many several some any all
  following field fields attribute attributes property properties list right ability access option options effect
  least most more less least way chance need problem
  example examples hint remark e.g default`.split(/\s+/),
);

/** Words that open a remark as often as they name a field; rules in parentheses tell that they do. */
const REMARKS = /^(?:note|notes)$/i;

/** `A1` or `REQ-12` in front of a row is its number. */
const ROW_ID = /^[A-Z]{1,4}-?\d+$/;

/** Splits `a name (required, 1-80 characters), a city and an optional address` at the top level. */
export function splitList(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const piece of text.split(/([(),;]|\band\b)/i)) {
    if (piece === '(') depth++;
    if (piece === ')') depth = Math.max(0, depth - 1);
    const cut = depth === 0 && (/^(?:,|;)$/.test(piece) || (/^and$/i.test(piece) && !endsInNumber(part)));
    if (cut) {
      parts.push(part);
      part = '';
    } else part += piece;
  }
  parts.push(part);
  return joinQualifiers(parts.map((each) => each.trim()).filter((each) => each !== ''));
}

/** `between 1 and 500`: the word stands between two numbers, not between two fields. */
function endsInNumber(part: string): boolean {
  return /\d\s*$/.test(part) && /\b(?:between|from)\s+-?\d+\s*$/i.test(part);
}

/** A part that only qualifies, such as `at most 80 characters`, belongs to the field before it. */
function joinQualifiers(parts: readonly string[]): string[] {
  const joined: string[] = [];
  for (const part of parts) {
    const before = joined.at(-1);
    const qualifies =
      /^(?:required|optional|unique|mandatory|at (?:least|most)|up to|max|min|default|\d)/i.test(part);
    const named = /^(?:an? |the )?(?:required|optional|unique|mandatory)\s+(?:and \w+ )?[a-z]/i.test(part);
    if (before !== undefined && qualifies && !named) joined[joined.length - 1] = `${before}, ${part}`;
    else joined.push(part);
  }
  return joined;
}

/** Reads `an optional description (up to 500 characters)`, `name: string, required` or `a capacity of at least 1`. */
export function readFieldPhrase(phrase: string): FieldPhrase | undefined {
  const lead: FieldRules = {};
  let text = phrase.trim().replace(/^["']|["']$/g, '');
  const counted = /^(?:an? |the )?number of ([a-z]\w*s)(?=$|[\s(,:])/i.exec(text);
  if (counted) {
    lead.type = 'integer';
    text = `${counted[1]}${text.slice(counted[0].length)}`;
  }
  const isField = /^(?:an?|the|its|optional|required)\s|\(.*\)\s*$/i.test(text);
  for (;;) {
    const mark =
      /^(?:an?|the|its|their|one|each|optionally|optional|required|mandatory|unique|and|also)\s+(?=\S)/i.exec(
        text,
      );
    if (!mark) break;
    const word = mark[0].trim().toLowerCase();
    if (word.startsWith('optional')) lead.required = false;
    if (word === 'required' || word === 'mandatory') lead.required = true;
    if (word === 'unique') lead.unique = true;
    text = text.slice(mark[0].length);
  }
  const split =
    /^([\w'-]+(?: [\w'-]+){0,4}?)(?:\s*[:(]\s*|\s+-\s+|\s*,\s*|\s+(?=(?:of|between|from|with|that|which|at|up|in|as|is|must|should|may|can|not|optional|required|being|max|min|default|one)\b)|$)(.*)$/.exec(
      text,
    );
  const name = split?.[1] === undefined ? undefined : usableName(split[1]);
  if (!split || name === undefined) return undefined;
  if (REMARKS.test(name) && !isField) return undefined;
  const qualified = readQualifiers(choicesSpelled(name, split[2] ?? '').replace(/[()]/g, ' , '));
  return { ...qualified, name, rules: { ...qualified.rules, ...lead } };
}

/** Reads a table row whose first cell is a field's name. */
export function readFieldRow(cells: readonly Cell[]): FieldPhrase | undefined {
  const [first, ...others] = cells;
  if (!first || others.length === 0) return undefined;
  const name = usableName(first.text);
  if (name === undefined) return undefined;
  const said = others.filter((cell) => !/^(?:description|meaning|notes?|example|purpose)$/.test(cell.label));
  const qualified = readQualifiers(said.map(cellWords).join(' ; '));
  return { ...qualified, name };
}

function cellWords(cell: Cell): string {
  const yes = /^(?:yes|y|true|x|✓|✔|required)$/i.test(cell.text);
  const no = /^(?:no|n|false|-|optional)?$/i.test(cell.text);
  if (cell.label === 'unique') return yes ? 'unique' : '';
  if (/^(?:required|mandatory)/.test(cell.label) || (cell.label === '' && (yes || no) && cell.text !== '')) {
    return yes ? 'required' : 'optional';
  }
  if (cell.label === 'default' && cell.text !== '' && cell.text !== '-') return `default ${cell.text}`;
  if (/values/.test(cell.label)) return `one of ${cell.text}`;
  return cell.text;
}

function usableName(text: string): string | undefined {
  if (ROW_ID.test(text.trim())) return undefined;
  const words = wordsOf(text);
  if (words.length === 0 || words.some((word) => NOT_NAMES.has(word))) return undefined;
  if (words.length > LONGEST_NAME_WORDS && /\s/.test(text.trim())) return undefined;
  return fieldName(text);
}
