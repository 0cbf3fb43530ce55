import type { TaskDraft } from '../model/task.ts';
import type { Described } from './save-template.ts';

/** A sound task for tests of plans; it leaves one file of its own. */
export function task(key: string, changes: Partial<TaskDraft> = {}): TaskDraft {
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

type Asked = Described & { level: 'must' | 'should' | 'could' };

export function asked(number: number, changes: Partial<Asked> = {}): Asked {
  const source = { start: 0, end: 1, line: 1, headings: ['Things'] };
  return {
    key: `R-${number}`,
    text: `Requirement ${number}`,
    kind: 'functional',
    level: 'must',
    source,
    ...changes,
  };
}
