import { describe, expect, it } from 'vitest';
import { ID_PREFIX, type IdKind } from '#shared/ids.ts';
import { createNewId } from './new-id.ts';

const KINDS = Object.keys(ID_PREFIX) as IdKind[];

describe('ids', () => {
  it('show their kind', () => {
    const newId = createNewId({ now: () => 1_800_000_000_000 });
    for (const kind of KINDS) expect(newId(kind)).toMatch(new RegExp(`^${ID_PREFIX[kind]}_[0-9a-z]{17}$`));
    expect(new Set(Object.values(ID_PREFIX)).size).toBe(KINDS.length);
  });

  it('differ and sort by the order of their making, also within a millisecond and when the clock goes back', () => {
    let now = 1_800_000_000_000;
    const newId = createNewId({ now: () => now });
    const made: string[] = [];
    for (const ms of [0, 0, 1, 1, -5_000, 2, 3_000]) {
      now += ms;
      for (let times = 0; times < 50; times++) made.push(newId('task'));
    }
    expect(new Set(made).size).toBe(made.length);
    expect([...made].sort()).toEqual(made);
  });

  it('stay in order past a million in one millisecond', () => {
    const newId = createNewId({ now: () => 5 });
    let before = '';
    let wrong = 0;
    for (let times = 0; times < 32 ** 4 + 10; times++) {
      const id = newId('task');
      if (id <= before) wrong++;
      before = id;
    }
    expect(wrong).toBe(0);
  });

  it('differ between processes that start at the same moment', () => {
    const ids = Array.from({ length: 20 }, () => createNewId({ now: () => 5 })('run'));
    expect(new Set(ids).size).toBeGreaterThan(15);
  });
});
