import { isAbsolute, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { homePaths, resolveHome } from './home.ts';

describe('the data folder', () => {
  const cwd = resolve('/somewhere');

  it('is the one asked for, before the environment', () => {
    expect(resolveHome('mine', { ORCHESTRATOR_HOME: '/other' }, cwd)).toBe(join(cwd, 'mine'));
  });

  it('is the one of the environment, resolved when relative', () => {
    expect(resolveHome(undefined, { ORCHESTRATOR_HOME: 'data/here' }, cwd)).toBe(join(cwd, 'data', 'here'));
  });

  it('falls back to the platform when the environment is empty', () => {
    const home = resolveHome(undefined, { ORCHESTRATOR_HOME: '' }, cwd);
    expect(isAbsolute(home)).toBe(true);
    expect(home).toMatch(/orchestrator/);
  });

  it('keeps every part of it inside', () => {
    const { home, ...parts } = homePaths(cwd);
    expect(new Set(Object.values(parts)).size).toBe(9);
    for (const part of Object.values(parts)) expect(part.startsWith(home)).toBe(true);
  });
});
