import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readForm, writeForm } from './encoding.ts';

describe('the form of a text', () => {
  it.each([
    ['UTF-8', Buffer.from('größe\n'), 'größe\n', { charset: 'utf-8', mark: false, lineEnds: 'lf' }],
    [
      'UTF-8 with a mark',
      Buffer.from('\uFEFFa\r\n'),
      'a\r\n',
      { charset: 'utf-8', mark: true, lineEnds: 'crlf' },
    ],
    [
      'UTF-16',
      Buffer.from('\uFEFFa\n', 'utf16le'),
      'a\n',
      { charset: 'utf-16le', mark: true, lineEnds: 'lf' },
    ],
    [
      'UTF-16 the other way round',
      Buffer.from('\uFEFFa', 'utf16le').swap16(),
      'a',
      { charset: 'utf-16be', mark: true, lineEnds: undefined },
    ],
    [
      'Latin-1',
      Buffer.from('größe \x93x\x94', 'latin1'),
      'größe “x”',
      { charset: 'windows-1252', mark: false, lineEnds: undefined },
    ],
    [
      'both line ends',
      Buffer.from('a\nb\r\n'),
      'a\nb\r\n',
      { charset: 'utf-8', mark: false, lineEnds: undefined },
    ],
  ])('is recognised: %s', (_name, bytes, text, form) => {
    expect(readForm(bytes)).toEqual({ text, form });
  });

  it.each([
    ['a zero', Buffer.from([0x61, 0])],
    ['control characters', Buffer.from([0xff, 0x01, 0x02])],
    ['half a letter of UTF-16', Buffer.from([0xff, 0xfe, 0x41])],
    ['a mark of UTF-8 before something else', Buffer.from([0xef, 0xbb, 0xbf, 0xff])],
  ])('is none for %s', (_name, bytes) => {
    expect(readForm(bytes)).toBeUndefined();
  });

  it('never changes bytes that are read and written again', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const read = readForm(bytes);
        if (read) expect(Buffer.compare(writeForm(read.text, read.form), bytes)).toBe(0);
      }),
      { numRuns: 2_000 },
    );
  });

  it('makes a text UTF-8 when its charset lacks a letter', () => {
    expect(writeForm('日本\n', { charset: 'windows-1252', mark: false, lineEnds: 'lf' })).toEqual(
      Buffer.from('日本\n'),
    );
  });
});
