import { describe, expect, it } from 'vitest';
import { editFrom, editsFromFile, type PlanOptions } from './plan-words.ts';

const from = (words: string, options: PlanOptions = {}) => {
  const [action = '', ...rest] = words.split(' ');
  const result = editFrom(action, rest, options);
  return result.ok ? JSON.parse(JSON.stringify(result.value)) : result.fault.message;
};

describe('words of `orchestrator plan`', () => {
  it('become edits', () => {
    expect(
      from('add Load test', { requirements: 'R-1, R-2', after: 'T-1', expects: 'a.ts,', agent: 'me' }),
    ).toEqual({
      do: 'add',
      task: {
        ...{
          title: 'Load test',
          brief: '',
          kind: 'feature',
          priority: 'normal',
          complexity: 2,
          prefers: 'me',
        },
        ...{ requirementKeys: ['R-1', 'R-2'], dependsOn: ['T-1'], expects: ['a.ts'] },
      },
    });
    expect(from('remove T-1', { giveTo: 'T-2' })).toEqual({ do: 'remove', key: 'T-1', giveTo: 'T-2' });
    expect(from('change T-1', { complexity: '4' })).toEqual({
      do: 'change',
      key: 'T-1',
      set: { complexity: 4 },
    });
    expect(from('merge T-1 T-2')).toEqual({ do: 'merge', keys: ['T-1', 'T-2'] });
    expect(from('link T-1 T-2 T-3')).toEqual({ do: 'link', key: 'T-1', dependsOn: ['T-2', 'T-3'] });
    expect(from('assign T-1', { agent: 'none' })).toEqual({ do: 'assign', key: 'T-1', prefers: null });
    const split = editFrom('split', ['T-1', 'Read = r-1, src/a.ts', 'Write'], { chained: true });
    expect(split).toMatchObject({
      value: {
        chained: true,
        into: [
          { title: 'Read', requirementKeys: ['R-1'], expects: ['src/a.ts'] },
          { title: 'Write', requirementKeys: [], expects: [] },
        ],
      },
    });
  });

  it.each([
    ['dance T-1', {}, /"plan dance" was not understood/],
    ['add', {}, /not understood/],
    ['change T-1', {}, /not understood/],
    ['remove T-1 T-2', {}, /not understood/],
    ['change T-1', { complexity: 'hard' }, /not well formed at set.complexity/],
    ['add x', { kind: 'party' }, /not well formed at task.kind/],
    ['split T-1 One', {}, /not well formed at into/],
  ] as const)('that make no sense are refused: %s', (words, options, message) => {
    expect(from(words, options)).toMatch(message);
  });

  it('may come from a file, as a list or an object', () => {
    const one = { do: 'remove', key: 'T-1' };
    expect(editsFromFile(JSON.stringify([one]))).toMatchObject({ value: [one] });
    expect(editsFromFile(JSON.stringify({ edits: [one] }))).toMatchObject({ value: [one] });
    for (const text of ['', '{', '[]', '{"edits":[]}', '[{"do":"x"}]', 'null'])
      expect(editsFromFile(text)).toMatchObject({ ok: false, fault: { type: 'invalid_input' } });
  });
});
