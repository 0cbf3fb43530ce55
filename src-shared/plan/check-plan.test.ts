import { describe, expect, it } from 'vitest';
import type { TaskDraft } from '#shared/model/task.ts';
import { checkPlan } from './check-plan.ts';
import { PLAN_LIMITS } from './weigh-plan.ts';

function task(key: string, changes: Partial<TaskDraft> = {}): TaskDraft {
  return {
    key,
    title: `Task ${key}`,
    brief: 'Build it.',
    kind: 'feature',
    role: 'implementer',
    needs: 'code',
    priority: 'normal',
    complexity: 2,
    requirementKeys: [],
    dependsOn: [],
    expects: [`implementation/${key}.ts`],
    ...changes,
  };
}

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

  it('names a few of many missing requirements and counts the rest', () => {
    const requirements = Array.from({ length: 30 }, (_, i) => ({ key: `R-${i}`, level: 'must' as const }));
    expect(checkPlan([task('T-1')], requirements)?.message).toMatch(/R-0, .*R-9 and 20 more/);
  });
});
