import { isUtf8 } from 'node:buffer';

export type Charset = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** How the bytes of a text are to be read and written. */
export type TextForm = {
  charset: Charset;
  /** Whether it begins with a byte order mark. */
  mark: boolean;
  /** Line ends where all are alike; a text without lines, or with both kinds, has none of its own. */
  lineEnds: 'lf' | 'crlf' | undefined;
};

const MARKS: readonly { charset: Charset; bytes: readonly number[] }[] = [
  { charset: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { charset: 'utf-16le', bytes: [0xff, 0xfe] },
  { charset: 'utf-16be', bytes: [0xfe, 0xff] },
];

/** Control characters that no text in single bytes has; a form feed and an escape may stand in one. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const NO_TEXT = /[\u0000-\u0007\u000e-\u001a\u001c-\u001f\u0081\u008d\u008f\u0090\u009d]/;

/**
 * The text that bytes stand for, without its byte order mark, and how to write it again; `undefined` where they are no
 * text. UTF-16 is known by its mark alone. What is no UTF-8 and holds no control characters is taken for Latin-1 in the
 * form that Windows gave it: every byte then comes back as it was.
 */
export function readForm(bytes: Uint8Array): { text: string; form: TextForm } | undefined {
  const marked = MARKS.find((mark) => mark.bytes.every((byte, i) => bytes[i] === byte));
  const body = bytes.subarray(marked?.bytes.length ?? 0);
  const charset = marked?.charset ?? (isUtf8(body) ? 'utf-8' : 'windows-1252');
  if (charset === 'utf-8' && !isUtf8(body)) return undefined;
  const text = new TextDecoder(charset, { ignoreBOM: true }).decode(body);
  if (text.includes('\0') || (charset === 'windows-1252' && NO_TEXT.test(text))) return undefined;
  const form: TextForm = { charset, mark: marked !== undefined, lineEnds: lineEndsOf(text) };
  // A broken UTF-16 file does not come back as it was, so it is left alone as bytes.
  return Buffer.compare(encode(text, form), bytes) === 0 ? { text, form } : undefined;
}

/**
 * A new text in the form of the one it replaces: the same charset and byte order mark, and its line ends where the old
 * text had one kind. A letter that the charset lacks makes it UTF-8.
 */
export function writeForm(text: string, form: TextForm): Buffer {
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (form.lineEnds === undefined) return encode(plain, form);
  const lines = plain.replaceAll('\r\n', '\n');
  return encode(form.lineEnds === 'crlf' ? lines.replaceAll('\n', '\r\n') : lines, form);
}

function lineEndsOf(text: string): TextForm['lineEnds'] {
  const lf = /(?:^|[^\r])\n/.test(text);
  if (text.includes('\r\n')) return lf ? undefined : 'crlf';
  return lf ? 'lf' : undefined;
}

function encode(text: string, { charset, mark }: TextForm): Buffer {
  const whole = mark ? `\uFEFF${text}` : text;
  if (charset === 'utf-16le') return Buffer.from(whole, 'utf16le');
  if (charset === 'utf-16be') return Buffer.from(whole, 'utf16le').swap16();
  return (charset === 'windows-1252' ? singleBytes(text) : undefined) ?? Buffer.from(whole, 'utf8');
}

let codes: Map<string, number> | undefined;

function singleBytes(text: string): Buffer | undefined {
  codes ??= new Map(
    Array.from({ length: 256 }, (_, code) => [
      new TextDecoder('windows-1252').decode(Uint8Array.of(code)),
      code,
    ]),
  );
  const bytes = Buffer.alloc(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = codes.get(text.charAt(i));
    if (code === undefined) return undefined;
    bytes[i] = code;
  }
  return bytes;
}
