import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ok } from '#shared/faults.ts';
import type { TaskDraft } from '#shared/model/task.ts';
import type { ValidationInput } from '../slices/validation/run.ts';
import { mergeRank } from './merge-rank.ts';
import { type TestEngine, testEngine } from './test-engine.ts';
import { concluded, MERGED, openPlan, PASSED, taskDraft } from './test-work.ts';

const plan: fc.Arbitrary<TaskDraft[]> = fc
  .integer({ min: 1, max: 8 })
  .chain((size) =>
    fc
      .tuple(...Array.from({ length: size }, (_, index) => fc.subarray([...Array(index).keys()])))
      .map((needs) =>
        needs.map((earlier, index) =>
          taskDraft(`T-${index + 1}`, { dependsOn: earlier.map((each) => `T-${each + 1}`) }),
        ),
      ),
  );

/** Carries a plan out; checks end in the order of `waits`, merges are noted. */
async function mergesOf(t: TestEngine, drafts: TaskDraft[], waits: readonly number[]): Promise<string[]> {
  const merged: string[] = [];
  const checking: (() => void)[] = [];
  t.slots.check = 8;
  t.slots.agent = 8;
  t.runs['validation.run'] = async (input: ValidationInput) => {
    await new Promise<void>((resolve) => checking.push(resolve));
    return ok([concluded(input, PASSED)]);
  };
  t.runs['workspace.merge'] = async ({ attempt, task }: ValidationInput) => {
    merged.push(task.key);
    return ok([{ type: 'attempts.merged', attemptId: attempt.id, ...MERGED }]);
  };
  t.worker.start();
  t.act(...openPlan(drafts));
  for (let step = 0; merged.length < drafts.length; step++) {
    await t.settle();
    // All that wait are let go in one turn, in an order of chance.
    const order = checking.splice(0).map((go, at) => ({ go, by: waits[(step + at) % waits.length] ?? 0 }));
    for (const { go } of order.toSorted((a, b) => a.by - b.by)) go();
  }
  return merged;
}

describe('work that is ready to be merged', () => {
  it('is merged after all that it depends on, and in the same order whoever was faster', async () => {
    await fc.assert(
      fc.asyncProperty(plan, fc.array(fc.nat(9), { minLength: 1, maxLength: 9 }), async (drafts, waits) => {
        const t = testEngine();
        const merged = await mergesOf(t, drafts, waits).finally(t.close);
        expect([...merged].sort()).toEqual(drafts.map(({ key }) => key).sort());
        for (const { key, dependsOn } of drafts) {
          for (const needed of dependsOn) expect(merged.indexOf(needed)).toBeLessThan(merged.indexOf(key));
        }
        const again = testEngine();
        expect(await mergesOf(again, drafts, [0]).finally(again.close)).toEqual(merged);
      }),
      { numRuns: 12 },
    );
  });

  it('is ranked by the number in its key, before all other work', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(1e6), (one, two) => {
        expect(Math.sign(mergeRank(`T-${one}`) - mergeRank(`T-${two}`))).toBe(Math.sign(one - two));
      }),
    );
    for (const key of ['', 'x', 'T-999999999999', '7'.repeat(400)]) {
      expect(mergeRank(key)).toBeLessThan(0);
      expect(Number.isSafeInteger(mergeRank(key))).toBe(true);
    }
  });
});
