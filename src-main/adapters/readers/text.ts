import { fail, ok, type Result } from '#shared/faults.ts';
import type { Reader } from '../../ports/reader.ts';

export const TEXT_LIMIT_BYTES = 20 * 1024 * 1024;

/**
 * Reads Markdown and plain text in UTF-8, or in UTF-16 with a byte order mark. The mark is left out of the text;
 * line endings stay as they are, so that offsets count in exactly what was decoded.
 */
export function createTextReader(): Reader {
  return {
    accepts: (mediaType) => mediaType === 'text/markdown' || mediaType === 'text/plain',
    read: async (bytes, name) => decode(bytes, name),
  };
}

function decode(bytes: Uint8Array, name: string): Result<{ text: string }> {
  if (bytes.length > TEXT_LIMIT_BYTES) {
    const size = (bytes.length / 1024 / 1024).toFixed(1);
    return fail('invalid_input', `"${name}" is ${size} MB; documents may have up to 20 MB.`, {
      hint: 'Nothing was read. Split the document or leave out what is not needed, then add it again.',
    });
  }
  const encoding = encodingOf(bytes);
  if (encoding === 'utf-8' && bytes.includes(0)) {
    return fail('invalid_input', `"${name}" is not a text file: it contains NUL bytes.`, {
      hint: 'Nothing was read. Export the document as Markdown or plain text in UTF-8, then add it again.',
    });
  }
  const text = tryDecode(bytes, encoding);
  if (text === undefined) {
    return fail('invalid_input', `"${name}" is not valid ${encoding.toUpperCase()} text.`, {
      hint: 'Nothing was read. Save the document as UTF-8, then add it again.',
    });
  }
  if (text.includes('\0')) {
    return fail('invalid_input', `"${name}" is not a text file: it contains NUL characters.`, {
      hint: 'Nothing was read. Export the document as Markdown or plain text in UTF-8, then add it again.',
    });
  }
  if (text.trim() === '') {
    return fail('invalid_input', `"${name}" is empty.`, {
      hint: 'Nothing was read. Write down what is to be built, then add the document again.',
    });
  }
  return ok({ text });
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

function encodingOf(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

function tryDecode(bytes: Uint8Array, encoding: Encoding): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
