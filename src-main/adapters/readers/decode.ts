import { analyse } from 'chardet';
import iconv from 'iconv-lite';
import { ok, type Result } from '#shared/faults.ts';
import { tellMediaType } from '#shared/media-type.ts';
import { refusal } from './refusal.ts';

export type Decoded = { text: string; notes: string[] };

/** Enough of a document to guess its encoding from. */
const SAMPLE_BYTES = 256 * 1024;
/** The guess for bytes that nothing speaks against: what European Windows writes. */
const COMMON = 'windows-1252';
/** A guess with less confidence (of 100) than this yields to the common one. */
const TRUSTED = 20;

const MARKS: readonly (readonly [string, readonly number[]])[] = [
  ['utf-32le', [0xff, 0xfe, 0, 0]],
  ['utf-32be', [0, 0, 0xfe, 0xff]],
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/**
 * Text of bytes: by their byte order mark (left out of the text), as UTF-8 where they are valid UTF-8, by `declared`, as
 * UTF-16 where every other byte is empty, and else by a guess that is told in the notes. Line endings stay.
 */
export function decodeText(bytes: Uint8Array, name: string, declared?: string): Result<Decoded> {
  if (bytes.length === 0) return empty(name);
  const mark = MARKS.find(([, start]) => start.every((byte, at) => bytes[at] === byte));
  const decoded =
    mark === undefined
      ? unmarked(bytes, name, declared)
      : strictly(mark[0], bytes.subarray(mark[1].length), name);
  if (!decoded.ok) return decoded;
  const { text } = decoded.value;
  if (text.includes('\0')) return binary(bytes, name);
  return text.trim() === '' ? empty(name) : decoded;
}

function unmarked(bytes: Uint8Array, name: string, declared: string | undefined): Result<Decoded> {
  const wide = wideEncoding(bytes);
  if (wide !== undefined)
    return strictly(wide, bytes, name, [`It names no encoding and was read as ${wide.toUpperCase()}.`]);
  if (bytes.includes(0)) return binary(bytes, name);
  const utf8 = tryDecode('utf-8', bytes);
  if (utf8 !== undefined) return ok({ text: utf8, notes: [] });
  if (declared !== undefined && iconv.encodingExists(declared)) {
    return ok({ text: iconv.decode(bytes, declared), notes: [] });
  }
  const guess = guessEncoding(bytes);
  const text = iconv.decode(bytes, guess);
  if (controlShare(text) > 0.01) return binary(bytes, name);
  const notes = [
    `It names no encoding and is not UTF-8; it was read as ${guess}, which is a guess. Check its umlauts and accents.`,
  ];
  return ok({ text, notes });
}

function strictly(encoding: string, bytes: Uint8Array, name: string, notes: string[] = []): Result<Decoded> {
  if (encoding.startsWith('utf-32')) {
    const wide = iconv.decode(bytes, encoding);
    return wide.includes('\ufffd') ? binary(bytes, name) : ok({ text: wide, notes });
  }
  const text = tryDecode(encoding, bytes);
  if (text !== undefined) return ok({ text, notes });
  return refusal(
    `"${name}" is not valid ${encoding.toUpperCase()} text.`,
    'Save the document as UTF-8, then add it again.',
  );
}

/** UTF-16 without its mark: text of Western scripts has a zero in nearly every second byte. */
function wideEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes.length % 2 === 1) return undefined;
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const zeros = [0, 0];
  for (let at = 0; at < sample.length; at++) if (sample[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const many = sample.length * 0.2;
  if (odd > many && even < odd / 10) return 'utf-16le';
  return even > many && odd < even / 10 ? 'utf-16be' : undefined;
}

function guessEncoding(bytes: Uint8Array): string {
  const guesses = analyse(bytes.subarray(0, SAMPLE_BYTES)).filter(({ name }) => iconv.encodingExists(name));
  const best = guesses[0];
  if (best === undefined || best.confidence < TRUSTED) return COMMON;
  return best.name === 'ISO-8859-1' ? COMMON : best.name.toLowerCase();
}

function tryDecode(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function controlShare(text: string): number {
  let controls = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if ((code < 32 && code !== 9 && code !== 10 && code !== 12 && code !== 13) || (code > 126 && code < 160))
      controls++;
  }
  return controls / Math.max(1, text.length);
}

function binary(bytes: Uint8Array, name: string): Result<never> {
  const told = tellMediaType(name, bytes);
  const what = 'unreadable' in told ? told.unreadable : 'is not a text file: it contains binary data';
  return refusal(
    `"${name}" ${what}.`,
    'Export the document as Markdown, text, HTML, PDF or Word (.docx), then add it again.',
  );
}

function empty(name: string): Result<never> {
  return refusal(`"${name}" is empty.`, 'Write down what is to be built, then add the document again.');
}
