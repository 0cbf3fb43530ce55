import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { header, keyList, plainCell, quote, safeKey, tableOf } from './code.ts';

const text = fc.string({ unit: 'binary', maxLength: 60 });

describe('text in generated files', () => {
  it('comes out of a quoted literal as it went in', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(new Function(`return ${quote(value)};`)()).toBe(value);
      }),
    );
  });

  it('cannot leave a comment', () => {
    fc.assert(
      fc.property(fc.array(text), (keys) => {
        const lines = header('What it is', keys).trimEnd().split('\n');
        expect(lines.every((line) => line.startsWith('// '))).toBe(true);
      }),
    );
  });

  it('cannot leave its cell of a table', () => {
    fc.assert(
      fc.property(text, (value) => {
        const table = tableOf(['a', 'b'], [[plainCell(value), 'x']]);
        const lines = table.split('\n');
        expect(lines).toHaveLength(4);
        expect(lines[2]?.replace(/\\./g, '').split('|')).toHaveLength(4);
      }),
    );
  });

  it('names requirements in the order of their numbers, each once', () => {
    expect(keyList(['R-10', 'R-2', 'R-10', "R-3'; x"])).toBe('R-2, R-3x, R-10');
    expect(safeKey(`*/ \${x}`)).toBe('x');
  });
});
