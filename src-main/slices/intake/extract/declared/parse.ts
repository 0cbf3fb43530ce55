import { isMap, isScalar, isSeq, parseDocument, type YAMLMap } from 'yaml';
import type { Range } from '../sentences.ts';

/** Longer blocks are data; parsing one of this length takes some tenths of a second. */
export const LONGEST_DECLARATION = 512 * 1024;
/** The parser recurses once for each level, so deeper blocks are refused before it sees them. */
const DEEPEST = 64;

/** A key of a mapping with its value, and the range of both. */
export type Member = Range & { name: string; value: unknown };

/**
 * Reads a block of YAML or JSON without resolving aliases, merges or tags: what it says costs no more than its length.
 * Undefined where it is no mapping, too long or too deep. Syntax errors are tolerated, the rest is read.
 */
export function parseMapping(text: string): YAMLMap | undefined {
  if (text.length > LONGEST_DECLARATION || isTooDeep(text)) return undefined;
  const document = parseDocument(text, {
    uniqueKeys: false,
    strict: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  return isMap(document.contents) ? document.contents : undefined;
}

/** Counts what opens a level: brackets, indentation, and markers in a row such as `- - -`. Strings count as well. */
function isTooDeep(text: string): boolean {
  let brackets = 0;
  const indents: number[] = [];
  for (const line of text.split(/\r\n|\n|\r/)) {
    const indent = /^ */.exec(line)?.[0].length ?? 0;
    if (indent === line.length) continue;
    while ((indents.at(-1) ?? -1) >= indent) indents.pop();
    indents.push(indent);
    const markers = /^ *(?:[-?:][ \t]+)*/.exec(line)?.[0].replace(/[ \t]/g, '').length ?? 0;
    for (const char of line) {
      if (char === '[' || char === '{') brackets++;
      else if (char === ']' || char === '}') brackets = Math.max(0, brackets - 1);
      if (brackets > DEEPEST) return true;
    }
    if (indents.length + markers > DEEPEST) return true;
  }
  return false;
}

/** The members of a mapping in order; none where the node is something else. */
export function membersOf(node: unknown): Member[] {
  if (!isMap(node)) return [];
  return node.items.flatMap(({ key, value }) => {
    if (!isScalar(key) || !key.range) return [];
    const start = key.range[0];
    const end = rangeEnd(value) ?? key.range[1];
    return [{ name: String(key.value), value, start, end: Math.max(end, key.range[1]) }];
  });
}

function rangeEnd(node: unknown): number | undefined {
  return isMap(node) || isSeq(node) || isScalar(node) ? node.range?.[1] : undefined;
}

export function memberOf(node: unknown, name: string): unknown {
  return isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === name)?.value : undefined;
}

export function elementsOf(node: unknown): unknown[] {
  return isSeq(node) ? node.items : [];
}

const LONGEST_WORDS = 500;

/** The words of a scalar in one line; undefined for null and for what is no scalar. */
export function wordsOf(node: unknown): string | undefined {
  if (!isScalar(node) || node.value === null || node.value === undefined) return undefined;
  const words = String(node.value)
    .slice(0, LONGEST_WORDS)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
    .replace(/[\u0000-\u0008\u000e-\u001f\u007f\u200b\ufeff]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  return words === '' ? undefined : words;
}

export function isTrue(node: unknown): boolean {
  return isScalar(node) && node.value === true;
}
