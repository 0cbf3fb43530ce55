import { describe, expect, it } from 'vitest';
import { createLanes } from './lanes.ts';

describe('lanes', () => {
  it('do the work of one lane in order, one at a time, and of several side by side', async () => {
    const lanes = createLanes();
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const seen: string[] = [];
    const work = (name: string, gate?: Promise<void>) => async () => {
      seen.push(`${name} begins`);
      await gate;
      seen.push(`${name} ends`);
    };
    const first = lanes.run('a', work('a1', gates[0]?.promise));
    const second = lanes.run('a', work('a2'));
    await lanes.run('b', work('b1'));
    expect(seen).toEqual(['a1 begins', 'b1 begins', 'b1 ends']);
    gates[0]?.resolve();
    await Promise.all([first, second]);
    expect(seen.slice(3)).toEqual(['a1 ends', 'a2 begins', 'a2 ends']);
  });

  it('give back what the work gives, and go on after a failure', async () => {
    const lanes = createLanes();
    const broken = lanes.run('a', () => Promise.reject(new Error('broken')));
    const after = lanes.run('a', async () => 7);
    await expect(broken).rejects.toThrow('broken');
    await expect(after).resolves.toBe(7);
  });

  it('drain when nothing is left, also what is added meanwhile', async () => {
    const lanes = createLanes();
    const seen: number[] = [];
    await lanes.drain();
    void lanes.run('a', async () => {
      seen.push(1);
      void lanes.run('b', async () => void seen.push(2));
    });
    lanes.run('c', () => Promise.reject(new Error('broken'))).catch(() => seen.push(3));
    await lanes.drain();
    expect(seen.sort()).toEqual([1, 2, 3]);
  });
});
