export type JsonFault = { at: number; message: string };

const DEEPEST = 2_000;
/** What a value without quotes may be. Sticky, and each alternative is told from the others by its first letter. */
const WORD = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ESCAPE = /["\\/bfnrt]|u[0-9a-fA-F]{4}/y;

/** Where a string in double quotes ends; undefined where there is none. */
function stringEnd(text: string, from: number): number | undefined {
  if (text[from] !== '"') return undefined;
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (text[at] === '"') return at + 1;
    if (code < 0x20) return undefined;
    if (text[at] !== '\\') continue;
    ESCAPE.lastIndex = at + 1;
    const escaped = ESCAPE.exec(text);
    if (!escaped) return undefined;
    at += escaped[0].length;
  }
  return undefined;
}

/**
 * Where a text stops being JSON (RFC 8259), or nothing. `JSON.parse` tells no place for short texts. With `comments`,
 * comments and trailing commas are allowed as editors allow them in their settings. Linear, and without recursion.
 */
export function findJsonFault(text: string, { comments = false } = {}): JsonFault | undefined {
  let at = 0;
  const open: ('{' | '[')[] = [];
  const skip = (): JsonFault | undefined => {
    for (;;) {
      while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at++;
      if (!comments || text[at] !== '/') return undefined;
      const isLine = text[at + 1] === '/';
      if (!isLine && text[at + 1] !== '*') return undefined;
      const end = text.indexOf(isLine ? '\n' : '*/', at + 2);
      if (end === -1 && !isLine) return { at, message: 'This comment never ends' };
      at = end === -1 ? text.length : end + (isLine ? 1 : 2);
    }
  };
  const takeString = (): boolean => {
    const end = stringEnd(text, at);
    at = end ?? at;
    return end !== undefined;
  };
  const takeWord = (): boolean => {
    WORD.lastIndex = at;
    const found = WORD.exec(text);
    at += found?.[0].length ?? 0;
    return found !== null;
  };
  const unexpected = (wanted: string): JsonFault => {
    const found = text[at];
    return {
      at,
      message:
        found === undefined ? `The text ends where ${wanted} belongs` : `Not ${wanted}: ${quoted(found)}`,
    };
  };
  const key = (): JsonFault | undefined => {
    if (!takeString()) return unexpected('a name in double quotes');
    const faulty = skip();
    if (faulty) return faulty;
    if (text[at] !== ':') return unexpected('a colon');
    at++;
    return undefined;
  };
  /** `value` wants one, `member` wants the next of the innermost list or its end, `rest` what follows a value. */
  let want: 'value' | 'member' | 'rest' = 'value';
  for (;;) {
    const faulty = skip();
    if (faulty) return faulty;
    const inner = open.at(-1);
    const close = inner === '{' ? '}' : ']';
    if (want === 'rest') {
      if (inner === undefined) return at < text.length ? unexpected('the end') : undefined;
      if (text[at] === close) open.pop();
      else if (text[at] === ',') want = 'member';
      else return unexpected(`a comma or ${close}`);
      at++;
      const comma = at - 1;
      if (want !== 'member') continue;
      const broken = skip();
      if (broken) return broken;
      if (text[at] === close && !comments) return { at: comma, message: 'A comma without a value behind it' };
    }
    if (want === 'member') {
      if (text[at] === close) {
        open.pop();
        at++;
        want = 'rest';
        continue;
      }
      const broken = inner === '{' ? key() : undefined;
      if (broken) return broken;
      want = 'value';
      continue;
    }
    if (want === 'value') {
      const first = text[at];
      if (first === '{' || first === '[') {
        if (open.length >= DEEPEST) return { at, message: `Nested deeper than ${DEEPEST} levels` };
        open.push(first);
        at++;
        want = 'member';
      } else if (takeString() || takeWord()) want = 'rest';
      else return unexpected('a value');
    }
  }
}

function quoted(character: string): string {
  return JSON.stringify(character);
}
