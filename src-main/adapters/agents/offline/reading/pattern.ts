type Piece = { chars: string; min: number; max: number };

const LONGEST_SAMPLE = 60;
const MOST_OPEN_REPEATS = 2;

const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const WORD = `${LOWER}${LOWER.toUpperCase()}${DIGITS}_`;

/**
 * The `n`-th example of a text that a regular expression accepts. Understands an anchored row of classes, literals and
 * repeats, without groups or alternatives, and answers undefined for anything else: what is accepted here can be
 * tested with examples and cannot take exponential time.
 */
export function sampleOf(pattern: string, n: number): string | undefined {
  const pieces = parse(pattern);
  if (!pieces) return undefined;
  let rest = n;
  let text = '';
  for (const piece of pieces.toReversed()) {
    const count = Math.max(piece.min, Math.min(piece.max, 1));
    for (let i = 0; i < count; i++) {
      text = piece.chars.charAt(rest % piece.chars.length) + text;
      rest = Math.floor(rest / piece.chars.length);
    }
  }
  return text.length > 0 && text.length <= LONGEST_SAMPLE && text.trim() === text ? text : undefined;
}

/** A text that the pattern refuses, if a simple one is found. */
export function counterSampleOf(pattern: string): string | undefined {
  const expression = new RegExp(pattern);
  return ['!', '?!?', 'a', 'A', '1'].find((text) => !expression.test(text));
}

function parse(pattern: string): Piece[] | undefined {
  const body = /^\^(.+)\$$/.exec(pattern)?.[1];
  if (body === undefined) return undefined;
  const token = /(\[(?:\\?[\w .@/+-])+\]|\\[dw.\-/+]|[\w @/#:-])(\{\d{1,2}(?:,\d{0,2})?\}|[+*?])?/y;
  const pieces: Piece[] = [];
  while (token.lastIndex < body.length) {
    const match = token.exec(body);
    const chars = match ? charsOf(match[1] ?? '') : undefined;
    if (!match || !chars) return undefined;
    pieces.push({ chars, ...countOf(match[2]) });
  }
  if (pieces.some((piece) => piece.min > piece.max || piece.min > LONGEST_SAMPLE)) return undefined;
  if (pieces.filter((piece) => piece.max === Infinity).length > MOST_OPEN_REPEATS) return undefined;
  return pieces;
}

function charsOf(token: string): string | undefined {
  if (token === '\\d') return DIGITS;
  if (token === '\\w') return WORD;
  if (token.startsWith('\\')) return token.slice(1);
  if (!token.startsWith('[')) return token;
  const inner = token.slice(1, -1).replace(/\\d/g, '0-9').replace(/\\w/g, 'a-zA-Z0-9_');
  let chars = '';
  for (let at = 0; at < inner.length; at++) {
    const from = inner.charAt(at) === '\\' ? inner.charAt(++at) : inner.charAt(at);
    const to = inner.charAt(at + 1) === '-' && at + 2 < inner.length ? inner.charAt(at + 2) : undefined;
    if (to === undefined) chars += from;
    else {
      if (from > to || to === '\\') return undefined;
      for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code++)
        chars += String.fromCharCode(code);
      at += 2;
    }
  }
  return chars === '' ? undefined : chars;
}

function countOf(quantifier: string | undefined): { min: number; max: number } {
  if (quantifier === undefined) return { min: 1, max: 1 };
  if (quantifier === '?') return { min: 0, max: 1 };
  if (quantifier === '*') return { min: 0, max: Infinity };
  if (quantifier === '+') return { min: 1, max: Infinity };
  const [low, high] = quantifier.slice(1, -1).split(',');
  const min = Number(low);
  if (high === undefined) return { min, max: min };
  return { min, max: high === '' ? Infinity : Number(high) };
}
