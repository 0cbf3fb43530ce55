import { describe, expect, it } from 'vitest';
import { createTextReader, TEXT_LIMIT_BYTES } from './text.ts';

const reader = createTextReader();
const utf8 = (text: string) => new TextEncoder().encode(text);

function utf16(text: string, order: 'le' | 'be'): Uint8Array {
  const little = Buffer.from(`\ufeff${text}`, 'utf16le');
  return order === 'le' ? little : little.swap16();
}

async function text(bytes: Uint8Array): Promise<string> {
  const result = await reader.read(bytes, 'notes.md');
  if (!result.ok) throw new Error(result.fault.message);
  return result.value.text;
}

async function refusal(
  bytes: Uint8Array,
): Promise<{ type: string; message: string; hint: string | undefined }> {
  const result = await reader.read(bytes, 'notes.md');
  if (result.ok) throw new Error('was read');
  return { type: result.fault.type, message: result.fault.message, hint: result.fault.hint };
}

describe('the text reader', () => {
  it('accepts Markdown and plain text', () => {
    expect(reader.accepts('text/markdown')).toBe(true);
    expect(reader.accepts('text/plain')).toBe(true);
  });

  it('keeps line endings, tabs and characters beyond the basic plane', async () => {
    expect(await text(utf8('a\r\nb\rc\n\td 🎉 שלום'))).toBe('a\r\nb\rc\n\td 🎉 שלום');
  });

  it.each([
    ['UTF-8 with a byte order mark', new Uint8Array([0xef, 0xbb, 0xbf, ...utf8('Grüße')])],
    ['UTF-16 little endian', utf16('Grüße', 'le')],
    ['UTF-16 big endian', utf16('Grüße', 'be')],
  ])('reads %s without the mark', async (_name, bytes) => {
    expect(await text(bytes)).toBe('Grüße');
  });

  it.each([
    ['a binary file', new Uint8Array([0x25, 0x50, 0x44, 0x46, 0, 1, 2]), /not a text file/],
    ['binary data behind a UTF-16 mark', new Uint8Array([0xff, 0xfe, 0, 0, 65, 0]), /not a text file/],
    ['bytes that are not UTF-8', new Uint8Array([0x47, 0x72, 0xfc, 0xdf]), /not valid UTF-8/],
    ['an odd number of UTF-16 bytes', new Uint8Array([0xff, 0xfe, 65]), /not valid UTF-16/],
    ['an empty file', new Uint8Array(), /is empty/],
    ['a file of white space', utf8(' \r\n\t'), /is empty/],
    ['a file over 20 MB', new Uint8Array(TEXT_LIMIT_BYTES + 1).fill(65), /20 MB/],
  ])('refuses %s, by name and with advice', async (_name, bytes, message) => {
    const fault = await refusal(bytes);
    expect(fault.type).toBe('invalid_input');
    expect(fault.message).toMatch(message);
    expect(fault.message).toContain('notes.md');
    expect(fault.hint).toMatch(/Nothing was read/);
  });
});
