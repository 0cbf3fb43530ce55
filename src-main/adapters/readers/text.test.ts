import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { createTextReader } from './text.ts';

const reader = createTextReader('text/markdown');
const utf8 = (text: string) => new TextEncoder().encode(text);

function utf16(text: string, order: 'le' | 'be'): Buffer {
  const little = Buffer.from(text, 'utf16le');
  return order === 'le' ? little : little.swap16();
}

async function read(bytes: Uint8Array) {
  const result = await reader.read(bytes, 'notes.md');
  if (!result.ok) throw new Error(result.fault.message);
  return result.value;
}

async function refusal(
  bytes: Uint8Array,
): Promise<{ type: string; message: string; hint: string | undefined }> {
  const result = await reader.read(bytes, 'notes.md');
  if (result.ok) throw new Error('was read');
  return { type: result.fault.type, message: result.fault.message, hint: result.fault.hint };
}

const GERMAN =
  'Grüße: Die Anwendung muss für jeden Benutzer die Übersicht der Räume zeigen, auch für Gäste. ';
const RUSSIAN = 'Система должна показывать список всех заказов и сохранять каждое изменение. ';

describe('the text reader', () => {
  it('takes the format that it is made for', () => {
    expect(reader.accepts('text/markdown')).toBe(true);
    expect(reader.accepts('text/plain')).toBe(false);
    expect(createTextReader('text/plain').accepts('text/plain')).toBe(true);
  });

  it('keeps line endings, tabs and characters beyond the basic plane', async () => {
    const words = 'a\r\nb\rc\n\td 🎉 שלום';
    expect(await read(utf8(words))).toEqual({ text: words, format: 'text/markdown', places: [], notes: [] });
  });

  it.each([
    ['UTF-8 with a byte order mark', new Uint8Array([0xef, 0xbb, 0xbf, ...utf8('Grüße')])],
    ['UTF-16 little endian', utf16('\ufeffGrüße', 'le')],
    ['UTF-16 big endian', utf16('\ufeffGrüße', 'be')],
    ['UTF-32', iconv.encode('Grüße', 'utf-32le', { addBOM: true })],
  ])('reads %s without the mark, and has nothing to note', async (_name, bytes) => {
    expect(await read(bytes)).toMatchObject({ text: 'Grüße', notes: [] });
  });

  it.each([
    ['UTF-16 little endian', utf16(GERMAN, 'le'), GERMAN, 'UTF-16LE'],
    ['UTF-16 big endian', utf16(GERMAN, 'be'), GERMAN, 'UTF-16BE'],
    ['Windows-1252', iconv.encode(GERMAN.repeat(5), 'windows-1252'), GERMAN.repeat(5), 'windows-1252'],
    [
      'one accent in Windows-1252',
      iconv.encode('The café must open.', 'windows-1252'),
      'The café must open.',
      'guess',
    ],
    ['Windows-1251', iconv.encode(RUSSIAN.repeat(5), 'windows-1251'), RUSSIAN.repeat(5), 'windows-1251'],
  ])('reads %s without a mark, and says that it guessed', async (_name, bytes, text, named) => {
    const found = await read(bytes);
    expect(found.text).toBe(text);
    expect(found.notes).toEqual([expect.stringContaining(named)]);
  });

  it.each([
    ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]), /is a picture \(PNG\)/],
    ['binary data', new Uint8Array([0x25, 0x44, 0x46, 0, 1, 2, 0]), /not a text file/],
    ['binary data behind a UTF-16 mark', new Uint8Array([0xff, 0xfe, 0, 0, 65, 0, 66, 0]), /not a text file/],
    ['control characters', new Uint8Array([0xff, 1, 2, 3, 4, 5, 0x41, 6, 0x80]), /not a text file/],
    ['an odd number of UTF-16 bytes', new Uint8Array([0xff, 0xfe, 65]), /not valid UTF-16/],
    ['an empty file', new Uint8Array(), /is empty/],
    ['a file of white space', utf8(' \r\n\t'), /is empty/],
  ])('refuses %s, by name and with advice', async (_name, bytes, message) => {
    const fault = await refusal(bytes);
    expect(fault.type).toBe('invalid_input');
    expect(fault.message).toMatch(message);
    expect(fault.message).toContain('notes.md');
    expect(fault.hint).toMatch(/Nothing was read; the original is kept/);
  });
});
