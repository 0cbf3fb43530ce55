import { describe, expect, it } from 'vitest';
import type { TaskDraft } from '../model/task.ts';
import { checkPlan } from './check-plan.ts';
import { task } from './testing.ts';
import { mostInOneTask, PLAN_LIMITS } from './weigh-plan.ts';

const REQUIREMENTS = [
  { key: 'R-1', level: 'must' },
  { key: 'R-2', level: 'must' },
  { key: 'R-3', level: 'could' },
] as const;

const SOUND = [
  task('T-1', { requirementKeys: ['R-1'] }),
  task('T-2', { requirementKeys: ['R-2'], dependsOn: ['T-1'], expects: ['.github/workflows/ci.yml'] }),
  task('T-3', { kind: 'milestone', dependsOn: ['T-1', 'T-2'], expects: [] }),
];

describe('checkPlan', () => {
  it('accepts a plan that leaves out only what is optional', () => {
    expect(checkPlan(SOUND, REQUIREMENTS)).toBeUndefined();
  });

  it.each<[string, TaskDraft[], RegExp]>([
    ['no tasks', [], /no tasks/],
    ['a key given twice', [...SOUND, task('T-1')], /more than once: T-1/],
    ['a task without key', [...SOUND, task(' ')], /"Task {2}" has no key/],
    ['an unknown dependency', [...SOUND, task('T-4', { dependsOn: ['T-9'] })], /T-4 depends on T-9/],
    [
      'a circle',
      [...SOUND, task('T-4', { dependsOn: ['T-5'] }), task('T-5', { dependsOn: ['T-4'] })],
      /T-4 -> T-5 -> T-4/,
    ],
    ['an unknown requirement', [...SOUND, task('T-4', { requirementKeys: ['R-9'] })], /T-4 names R-9/],
    ['a must requirement without task', SOUND.slice(0, 1), /no task: R-2/],
    ['a task without files', [...SOUND, task('T-4', { expects: [] })], /T-4 .* names no file/],
  ])('names %s', (_name, drafts, message) => {
    const fault = checkPlan(drafts, REQUIREMENTS);
    expect(fault?.type).toBe('invalid_input');
    expect(fault?.message).toMatch(message);
    expect(fault?.hint).toBeDefined();
  });

  it.each([
    '../outside.ts',
    'a/../../b',
    '/etc/passwd',
    'C:/x',
    'c:x',
    '~/x',
    'a\\b',
    '',
    ' a',
    'a//b',
    './a',
    'folder/',
    'a\0b',
    '.git/hooks/pre-commit',
    '.GIT/config',
  ])('refuses the expected file %j', (path) => {
    const fault = checkPlan([...SOUND, task('T-4', { expects: ['fine.ts', path] })], REQUIREMENTS);
    expect(fault?.message).toContain('T-4');
    expect(fault?.message).toContain(JSON.stringify(path));
  });

  it('accepts dots inside names', () => {
    expect(checkPlan([...SOUND, task('T-4', { expects: ['..a/b..ts', '.env.example'] })], REQUIREMENTS)).toBe(
      undefined,
    );
  });

  it('holds the number of tasks within bounds', () => {
    const many = Array.from({ length: PLAN_LIMITS.tasks }, (_, i) =>
      task(`T-${i}`, { requirementKeys: ['R-1', 'R-2'] }),
    );
    expect(checkPlan(many, REQUIREMENTS)).toBeUndefined();
    expect(checkPlan([...many, task('T-x')], REQUIREMENTS)?.message).toMatch(/501 tasks/);
  });

  it('holds the length of chains within bounds', () => {
    const chain = (length: number) =>
      Array.from({ length }, (_, at) =>
        task(`T-${at}`, { requirementKeys: ['R-1', 'R-2'], dependsOn: at === 0 ? [] : [`T-${at - 1}`] }),
      );
    expect(checkPlan(chain(PLAN_LIMITS.depth), REQUIREMENTS)).toBeUndefined();
    expect(checkPlan(chain(PLAN_LIMITS.depth + 1), REQUIREMENTS)?.message).toMatch(
      /longest chain has 61 tasks/,
    );
  });

  it('refuses a task that carries most of a large document, but lets a design or a review speak of all of it', () => {
    const requirements = Array.from({ length: 100 }, (_, at) => ({ key: `R-${at}`, level: 'must' as const }));
    const keys = requirements.map(({ key }) => key);
    const most = mostInOneTask(100);
    const rest = task('T-2', { requirementKeys: keys.slice(most - 10) });
    expect(
      checkPlan([task('T-1', { requirementKeys: keys.slice(0, most) }), rest], requirements),
    ).toBeUndefined();
    const giant = task('T-1', { requirementKeys: keys.slice(0, most + 1) });
    expect(checkPlan([giant, rest], requirements)?.message).toMatch(/T-1 \("Task T-1"\) carries 61 of 100/);
    const review = task('T-3', { kind: 'review', requirementKeys: keys, dependsOn: ['T-1', 'T-2'] });
    const fair = task('T-1', { requirementKeys: keys.slice(0, most) });
    expect(checkPlan([fair, rest, review], requirements)).toBeUndefined();
    expect(mostInOneTask(10)).toBe(60);
  });

  it('refuses a heap of crumbs and a milestone that stands alone', () => {
    const crumbs = Array.from({ length: 20 }, (_, at) =>
      task(`T-${at}`, { complexity: 1, requirementKeys: [at % 2 ? 'R-1' : 'R-2'] }),
    );
    expect(checkPlan(crumbs, REQUIREMENTS)?.message).toMatch(/20 of 20 tasks are crumbs.*T-0, .*10 more/);
    expect(checkPlan(crumbs.slice(0, 10), REQUIREMENTS)).toBeUndefined();
    const alone = task('M', { kind: 'milestone', expects: [] });
    expect(checkPlan([...SOUND, alone], REQUIREMENTS)?.message).toMatch(/milestone M/);
  });

  it('names a few of many missing requirements and counts the rest', () => {
    const requirements = Array.from({ length: 30 }, (_, i) => ({ key: `R-${i}`, level: 'must' as const }));
    expect(checkPlan([task('T-1')], requirements)?.message).toMatch(/R-0, .*R-9 and 20 more/);
  });
});
