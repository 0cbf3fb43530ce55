import { describe, expect, it } from 'vitest';
import { PlanEdit } from '../model/plan-edit.ts';
import { editPlan } from './edit-plan.ts';
import { asked, task } from './testing.ts';

const REQUIREMENTS = [asked(1), asked(2), asked(3, { level: 'could' })];
const PLAN = [
  task('T-1', { requirementKeys: ['R-1'] }),
  task('T-2', { requirementKeys: ['R-2', 'R-3'], dependsOn: ['T-1'], complexity: 3 }),
  task('T-3', { kind: 'review', dependsOn: ['T-2'] }),
];

function edit(edits: object[], context: { locked?: string[]; dead?: string[] } = {}) {
  const parsed = edits.map((each) => PlanEdit.parse(each));
  const result = editPlan(PLAN, parsed, {
    requirements: REQUIREMENTS,
    locked: new Set(context.locked),
    dead: new Set(context.dead),
  });
  return result.ok ? result.value : `${result.fault.message} ${result.fault.hint}`;
}
const shape = (result: ReturnType<typeof edit>) =>
  typeof result === 'string'
    ? result
    : result.map(({ key, requirementKeys, dependsOn }) => [key, requirementKeys.join(), dependsOn.join()]);

describe('editing a plan', () => {
  it('adds a task with the next key and what is usual for its kind', () => {
    const added = edit([
      { do: 'add', task: { title: ' Guide ', kind: 'documentation', dependsOn: ['T-2'], expects: ['a.md'] } },
    ]);
    expect(added.at(-1)).toEqual({
      ...{ key: 'T-4', title: 'Guide', brief: '', kind: 'documentation', role: 'integrator' },
      ...{ needs: 'documentation', priority: 'normal', complexity: 2, requirementKeys: [] },
      ...{ dependsOn: ['T-2'], expects: ['a.md'] },
    });
  });

  it('bridges what waited for a removed task, and passes its requirements on', () => {
    expect(shape(edit([{ do: 'remove', key: 'T-2', giveTo: 'T-1' }]))).toEqual([
      ['T-1', 'R-1,R-2,R-3', ''],
      ['T-3', '', 'T-1'],
    ]);
  });

  it('splits side by side or as a chain, and leaves nothing behind', () => {
    const into = [{ title: 'Read' }, { title: 'Write', requirementKeys: ['R-2'], expects: ['w.ts'] }];
    expect(shape(edit([{ do: 'split', key: 'T-2', into }]))).toEqual([
      ['T-1', 'R-1', ''],
      ['T-2', 'R-3', 'T-1'],
      ['T-4', 'R-2', 'T-1'],
      ['T-3', '', 'T-2,T-4'],
    ]);
    const chained = edit([{ do: 'split', key: 'T-2', into, chained: true }]);
    expect(shape(chained)).toEqual([
      ['T-1', 'R-1', ''],
      ['T-2', 'R-3', 'T-1'],
      ['T-4', 'R-2', 'T-2'],
      ['T-3', '', 'T-4'],
    ]);
    expect(chained[1]).toMatchObject({ title: 'Read', complexity: 2, expects: ['implementation/T-2.ts'] });
  });

  it('merges into the first one, which carries it all', () => {
    const merged = edit([{ do: 'merge', keys: ['T-1', 'T-2'], title: 'Both' }]);
    expect(shape(merged)).toEqual([
      ['T-1', 'R-1,R-2,R-3', ''],
      ['T-3', '', 'T-1'],
    ]);
    expect(merged[0]).toMatchObject({
      title: 'Both',
      complexity: 5,
      expects: ['implementation/T-1.ts', 'implementation/T-2.ts'],
    });
  });

  it('changes, links, unlinks and assigns', () => {
    const edited = edit([
      { do: 'change', key: 'T-1', set: { title: 'First', priority: 'critical' } },
      { do: 'unlink', key: 'T-2', dependsOn: ['T-1'] },
      { do: 'link', key: 'T-3', dependsOn: ['T-1', 'T-2'] },
      { do: 'assign', key: 'T-1', role: 'reasoner', prefers: 'claude' },
    ]);
    expect(edited[0]).toMatchObject({
      title: 'First',
      priority: 'critical',
      role: 'reasoner',
      prefers: 'claude',
    });
    expect(shape(edited)).toEqual([
      ['T-1', 'R-1', ''],
      ['T-2', 'R-2,R-3', ''],
      ['T-3', '', 'T-2,T-1'],
    ]);
  });

  it('replaces what has not begun', () => {
    const tasks = [task('N-1', { requirementKeys: ['R-2'], dependsOn: ['T-1'] })];
    expect(shape(edit([{ do: 'replace', tasks, why: 'x' }], { locked: ['T-1'] }))).toEqual([
      ['T-1', 'R-1', ''],
      ['N-1', 'R-2', 'T-1'],
    ]);
  });

  it('judges several edits by their outcome only', () => {
    const swap = [
      { do: 'change', key: 'T-1', set: { requirementKeys: ['R-2'] } },
      { do: 'change', key: 'T-2', set: { requirementKeys: ['R-1'] } },
    ];
    expect(shape(edit(swap.slice(0, 1)))).toContain('R-1');
    expect(shape(edit(swap))).toContainEqual(['T-2', 'R-1', 'T-1']);
  });

  it.each<[string, object[], RegExp]>([
    ['an unknown task', [{ do: 'remove', key: 'T-9' }], /no task T-9/],
    ['a circle', [{ do: 'link', key: 'T-1', dependsOn: ['T-3'] }], /circle: T-1 -> T-3 -> T-2 -> T-1/],
    ['waiting for itself', [{ do: 'link', key: 'T-1', dependsOn: ['T-1'] }], /circle/],
    ['waiting for nothing known', [{ do: 'link', key: 'T-1', dependsOn: ['T-9'] }], /T-1 depends on T-9/],
    ['an uncovered must', [{ do: 'remove', key: 'T-1' }], /level "must" has no task: R-1/],
    ['giving to itself', [{ do: 'remove', key: 'T-1', giveTo: 'T-1' }], /take over its own/],
    [
      'an unknown requirement',
      [{ do: 'change', key: 'T-1', set: { requirementKeys: ['R-1', 'X'] } }],
      /names X/,
    ],
    [
      'a taken key',
      [{ do: 'add', task: { key: 'T-1', title: 'a', expects: ['a'] } }],
      /already has a task T-1/,
    ],
    ['no files', [{ do: 'add', task: { title: 'a' } }], /names no file/],
    ['a path outside', [{ do: 'change', key: 'T-1', set: { expects: ['../a'] } }], /leads out/],
    ['merging kinds', [{ do: 'merge', keys: ['T-1', 'T-3'] }], /different kinds \(feature, review\)/],
    ['merging one', [{ do: 'merge', keys: ['T-1', 'T-1'] }], /at least two/],
    [
      'parts of others',
      [{ do: 'split', key: 'T-1', into: [{ title: 'a', requirementKeys: ['R-2'] }, { title: 'b' }] }],
      /does not carry R-2/,
    ],
    ['unlinking nothing', [{ do: 'unlink', key: 'T-1', dependsOn: ['T-2'] }], /T-1 does not wait for T-2/],
  ])('refuses %s with a reason and says that nothing changed', (_name, edits, reason) => {
    const said = edit(edits);
    expect(said).toMatch(reason);
    expect(said).toMatch(/Nothing was changed/);
  });

  it('leaves what has begun alone, and lets nothing wait for what failed', () => {
    expect(edit([{ do: 'change', key: 'T-1', set: { title: 'x' } }], { locked: ['T-1'] })).toMatch(
      /T-1 has begun/,
    );
    const dead = { locked: ['T-1'], dead: ['T-1'] };
    expect(edit([{ do: 'change', key: 'T-2', set: { title: 'x' } }], dead)).toMatch(
      /T-2 would wait for a task that failed/,
    );
    expect(shape(edit([{ do: 'unlink', key: 'T-2', dependsOn: ['T-1'] }], dead))).toContainEqual([
      'T-2',
      'R-2,R-3',
      '',
    ]);
  });

  it.each([
    { do: 'add', task: { title: '' } },
    { do: 'add', task: { title: 'x'.repeat(201) } },
    { do: 'merge', keys: ['T-1'] },
    { do: 'split', key: 'T-1', into: [{ title: 'a' }] },
    { do: 'change', key: 'T-1', set: { complexity: 9 } },
    { do: 'explode', key: 'T-1' },
  ])('takes no malformed edit: %j', (malformed) => {
    expect(PlanEdit.safeParse(malformed).success).toBe(false);
  });
});
