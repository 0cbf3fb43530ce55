import { describe, expect, it } from 'vitest';
import { createScope } from './scope.ts';

describe('a scope', () => {
  it('closes in reverse order, each once, and waits for what takes time', async () => {
    const seen: string[] = [];
    const scope = createScope(() => seen.push('error'));
    scope.add('lock', () => void seen.push('lock'));
    scope.add('database', async () => {
      await Promise.resolve();
      seen.push('database');
    });
    await scope.close();
    await scope.close();
    expect(seen).toEqual(['database', 'lock']);
  });

  it('closes the rest when one throws, and names it', async () => {
    const seen: string[] = [];
    const scope = createScope((name, error) => seen.push(`${name}: ${String(error)}`));
    scope.add('first', () => void seen.push('first'));
    scope.add('sync', () => {
      throw new Error('no');
    });
    scope.add('async', () => Promise.reject(new Error('neither')));
    await scope.close();
    expect(seen).toEqual(['async: Error: neither', 'sync: Error: no', 'first']);
  });
});
