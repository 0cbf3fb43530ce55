import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { fault } from '#shared/faults.ts';
import { count, duration, faultText, oneLine, plain, showPath, table } from './format.ts';

it('lets no text of a document steer the terminal', () => {
  expect(plain('a\u001b[31mred\u0007\u009b2J\u202etxt\nb\tc')).toBe('a[31mred2Jtxt\nb\tc');
});

it('keeps one line of a text, cut by characters and not by bytes', () => {
  expect(oneLine('  one\ntwo')).toBe('one');
  expect(oneLine('𝒂𝒃𝒄𝒅', 3)).toBe('𝒂𝒃…');
});

it.each([
  [0, '0 ms'],
  [420, '420 ms'],
  [1400, '1 s'],
  [61_000, '61 s'],
  [150_000, '3 min'],
  [5_400_000, '90 min'],
  [9_000_000, '2 h 30 min'],
])('shows %d ms as %s', (ms, shown) => {
  expect(duration(ms)).toBe(shown);
});

it('counts in words', () => {
  expect([count(0, 'task'), count(1, 'task'), count(2, 'task')]).toEqual(['0 tasks', '1 task', '2 tasks']);
});

it('shows a path from the current folder only where that is shorter', () => {
  const cwd = resolve('/home/ada/work');
  expect(showPath(resolve(cwd, 'out'), cwd)).toBe('./out');
  expect(showPath(resolve('/home/ada/x.md'), cwd)).toBe('../x.md');
  expect(showPath(resolve('/etc'), cwd)).toBe('/etc');
  expect(showPath(cwd, cwd)).toBe('.');
});

it('says what happened and what to do, and the cause only when debugging', () => {
  const told = fault('git', 'It broke.', { hint: 'Mend it.', cause: 'the stack' });
  expect(faultText(told)).toBe('error: It broke.\nMend it.');
  expect(faultText(told, true)).toBe('error: It broke.\nMend it.\nthe stack');
});

it('aligns columns', () => {
  expect(
    table([
      ['a', 'bbb', 'c'],
      ['aaa', 'b', 'long one'],
    ]),
  ).toBe('  a    bbb  c\n  aaa  b    long one');
});
