import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '#shared/model/project.ts';
import { settingsOf, settingsText } from './settings.ts';

describe('settings on the command line', () => {
  it('takes commands as words or as JSON, lists, switches and none', () => {
    expect(
      settingsOf([
        'test=npm test',
        'setUp=["sh","-c","a b"]',
        'copy=.env, x/*.json',
        'setUpNetwork=true',
        'lint=none',
      ]),
    ).toEqual({
      test: ['npm', 'test'],
      setUp: ['sh', '-c', 'a b'],
      copy: ['.env', 'x/*.json'],
      setUpNetwork: true,
      lint: null,
    });
  });

  it.each([
    'nonsense=1',
    'test',
    '=x',
    'folder=../out',
    'folder=/etc',
    'setUpNetwork=perhaps',
    'copy=[1]',
    'test=["',
  ])('refuses %s', (assignment) => expect(() => settingsOf([assignment])).toThrow());

  it('shows them as they are given', () => {
    const text = settingsText({ ...DEFAULT_SETTINGS, test: ['npm', 'test'], copy: ['.env', 'b'] });
    expect(text).toMatch(/copy\s+\.env,b/);
    expect(text).toMatch(/test\s+npm test/);
    expect(text).toMatch(/lint\s+none/);
  });
});
