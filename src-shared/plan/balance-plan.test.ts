import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balancePlan } from './balance-plan.ts';
import { checkPlan } from './check-plan.ts';
import { planWarnings } from './plan-warnings.ts';
import { asked, task } from './testing.ts';
import { giantsIn, tooManyCrumbs } from './weigh-plan.ts';

const section = (number: number, heading: string) =>
  asked(number, { source: { start: 0, end: 1, line: 1, headings: [heading] } });

describe('balancing a plan', () => {
  it('makes chained parts of a giant, keeping sections together, and everything after it waits for the last', () => {
    const requirements = Array.from({ length: 90 }, (_, at) =>
      section(at + 1, `Part ${Math.floor(at / 30)}`),
    );
    const keys = requirements.map(({ key }) => key);
    const giant = task('T-1', { requirementKeys: keys });
    const plan = [giant, task('T-2', { kind: 'review', dependsOn: ['T-1'] })];
    expect(checkPlan(plan, requirements)?.message).toMatch(/Too much lies in one task/);
    const balanced = balancePlan(plan, requirements);
    expect(
      balanced.map(({ key, requirementKeys, dependsOn }) => [key, requirementKeys.length, dependsOn]),
    ).toEqual([
      ['T-1', 30, []],
      ['T-3', 30, ['T-1']],
      ['T-4', 30, ['T-3']],
      ['T-2', 0, ['T-4']],
    ]);
    expect(balanced[1]).toMatchObject({ title: 'Task T-1, part 2 of 3', expects: giant.expects });
    expect(checkPlan(balanced, requirements)).toBeUndefined();
  });

  it('merges crumbs that are alike, and leaves a plan alone that needs nothing', () => {
    const crumbs = Array.from({ length: 20 }, (_, at) =>
      task(`T-${at}`, { complexity: 1, requirementKeys: [`R-${at}`] }),
    );
    const requirements = crumbs.map((_, at) => asked(at));
    const balanced = balancePlan(crumbs, requirements);
    expect(balanced).toHaveLength(4);
    expect(balanced[0]).toMatchObject({
      key: 'T-0',
      complexity: 5,
      requirementKeys: ['R-0', 'R-1', 'R-2', 'R-3', 'R-4'],
    });
    expect(checkPlan(balanced, requirements)).toBeUndefined();
    const few = crumbs.slice(0, 10);
    expect(balancePlan(few, requirements)).toEqual(few);
  });

  it('keeps locked tasks as they are', () => {
    const requirements = Array.from({ length: 90 }, (_, at) => asked(at));
    const giant = task('T-1', { requirementKeys: requirements.map(({ key }) => key) });
    expect(balancePlan([giant], requirements, new Set(['T-1']))).toEqual([giant]);
  });

  it('loses no requirement and makes no circle, whatever the plan', () => {
    const plan = fc.array(
      fc.record({ size: fc.integer({ min: 0, max: 80 }), after: fc.nat(), light: fc.boolean() }),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(plan, (tasks) => {
        const requirements = Array.from({ length: 100 }, (_, at) => section(at, `S${at % 7}`));
        const drafts = tasks.map(({ size, after, light }, at) =>
          task(`T-${at}`, {
            complexity: light ? 1 : 3,
            requirementKeys: requirements.slice(0, light ? 1 : size).map(({ key }) => key),
            dependsOn: at === 0 ? [] : [`T-${after % at}`],
          }),
        );
        const served = (list: typeof drafts) =>
          new Set(list.flatMap(({ requirementKeys }) => requirementKeys));
        const balanced = balancePlan(drafts, requirements);
        expect(served(balanced)).toEqual(served(drafts));
        expect(giantsIn(balanced, 100)).toEqual([]);
        const wrong = checkPlan(
          balanced,
          requirements.map((each) => ({ ...each, level: 'could' as const })),
        );
        if (wrong) expect(wrong.message).toMatch(/longest chain|crumbs/);
        expect(balancePlan(drafts, requirements)).toEqual(balanced);
        if (tooManyCrumbs(drafts).length === 0 && giantsIn(drafts, 100).length === 0)
          expect(balanced).toEqual(drafts);
      }),
      { numRuns: 100 },
    );
  });
});

describe('warnings about a plan', () => {
  it('say nothing of a plan that has a good shape', () => {
    const plan = [
      task('T-1', { requirementKeys: ['R-1'] }),
      task('T-2', { requirementKeys: ['R-2'], dependsOn: ['T-1'] }),
      task('T-3', { kind: 'review', dependsOn: ['T-1', 'T-2'] }),
    ];
    expect(planWarnings(plan, [asked(1), asked(2)])).toEqual([]);
  });

  it('name what is idle, unserved, in one chain, uneven, in crumbs or bound to conflict', () => {
    const chain = Array.from({ length: 8 }, (_, at) =>
      task(`T-${at}`, {
        requirementKeys: ['R-1'],
        complexity: at === 0 ? 5 : 1,
        dependsOn: at === 0 ? [] : [`T-${at - 1}`],
      }),
    );
    const loose = [task('T-8', { expects: ['same.ts'] }), task('T-9', { expects: ['same.ts'] })];
    const warnings = planWarnings([...chain, ...loose], [asked(1), asked(2, { level: 'could' })]);
    expect(warnings.map(({ rule }) => rule)).toEqual(['carries_nothing', 'crumbs', 'unserved', 'same_file']);
    expect(planWarnings(chain, [asked(1)]).map(({ rule }) => rule)).toEqual([
      'crumbs',
      'one_chain',
      'uneven',
    ]);
    expect(warnings.at(-1)?.message).toMatch(/T-8, T-9 leave same.ts/);
  });

  it('think of splitting before a task is a giant', () => {
    const requirements = Array.from({ length: 60 }, (_, at) => asked(at));
    const keys = requirements.map(({ key }) => key);
    const plan = [
      task('T-1', { requirementKeys: keys.slice(0, 30) }),
      task('T-2', { requirementKeys: keys.slice(30, 45) }),
    ];
    expect(planWarnings(plan, requirements)[0]).toMatchObject({ rule: 'heavy', tasks: ['T-1'] });
  });
});
