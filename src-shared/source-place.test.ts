import { describe, expect, it } from 'vitest';
import { excerptOf, placeOf } from './source-place.ts';

const range = (start: number, end: number) => ({ start, end, line: 7, headings: [] });

describe('the place of a requirement', () => {
  it('is named by page, by paragraph, else by line', () => {
    expect(placeOf(range(0, 1))).toBe('line 7');
    expect(placeOf({ ...range(0, 1), page: 3 })).toBe('page 3');
    expect(placeOf({ ...range(0, 1), paragraph: 12 })).toBe('paragraph 12');
  });

  it('is shown in whole lines around it, and the passage exactly', () => {
    const text = 'first line\nsecond line\nIt must sell.\nfourth line\nfifth line';
    const start = text.indexOf('It must');
    expect(excerptOf(text, range(start, start + 13), 15)).toEqual({
      before: 'second line\n',
      passage: 'It must sell.',
      after: '\nfourth line',
    });
    expect(excerptOf(text, range(start, start + 13))).toEqual({
      before: 'first line\nsecond line\n',
      passage: 'It must sell.',
      after: '\nfourth line\nfifth line',
    });
    expect(excerptOf('x'.repeat(100), range(50, 60), 10)).toEqual({
      before: 'x'.repeat(10),
      passage: 'x'.repeat(10),
      after: 'x'.repeat(10),
    });
  });
});
