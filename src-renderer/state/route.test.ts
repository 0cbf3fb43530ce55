import { describe, expect, it } from 'vitest';
import { formatRoute, parseRoute } from './route.ts';

describe('the address of a view', () => {
  it('reads back what it wrote', () => {
    for (const route of [
      {},
      { view: 'inbox' as const, decisionId: 'dec_1' },
      { view: 'run' as const, runId: 'run_1', taskId: 'tsk_1' },
      { view: 'tasks' as const, runId: 'a b&c' },
    ]) {
      expect(parseRoute(formatRoute(route))).toEqual(route);
    }
  });

  it('takes an unknown address for none', () => {
    expect(parseRoute('#/nonsense?x=1')).toEqual({});
    expect(parseRoute('')).toEqual({});
  });
});
