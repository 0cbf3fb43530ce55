import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { outerRepository } from './nesting.ts';

it('finds the repository around a folder, also one that is still to be made, but not the folder itself', () => {
  const outer = realpathSync(mkdtempSync(join(tmpdir(), 'nesting-')));
  onTestFinished(() => rmSync(outer, { recursive: true }));
  expect(outerRepository(join(outer, 'a', 'b'))).toBeUndefined();
  mkdirSync(join(outer, '.git'));
  expect(outerRepository(join(outer, 'a', 'b'))).toBe(outer);
  expect(outerRepository(outer)).toBeUndefined();
  mkdirSync(join(outer, 'a', '.git'), { recursive: true });
  expect(outerRepository(join(outer, 'a'))).toBeUndefined();
});
