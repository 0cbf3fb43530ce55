import { ok } from '#shared/faults.ts';
import { NO_USAGE } from '#shared/model/attempt.ts';
import type { TaskDraft } from '#shared/model/task.ts';
import type { Agent } from '../../ports/agent.ts';

/** The file that two tasks change in different ways. */
export const CONTESTED = 'documentation/README.md';

export const DOCUMENT = `# Manual

- The manual must say who wrote it.
- The manual must say who read it.
- The manual must have an index.
`;

/**
 * An agent that plans two tasks which contradict each other and a third that needs both, and does them; all meet at the end. The first two begin
 * only when both were given out, so that neither sees the other's work.
 */
export function contestants(): Agent {
  const both = Promise.withResolvers<void>();
  const begun = new Set<string>();
  return {
    profile: {
      id: 'a-contestant',
      name: 'Contestant',
      adapter: 'scripted',
      roles: ['reasoner', 'implementer'],
      capabilities: ['plan', 'documentation'],
      concurrency: 2,
    },
    probe: async () => ({ available: true, detail: 'scripted' }),
    async execute(request) {
      if (request.kind === 'plan') {
        const keys = request.requirements.map(({ key }) => key);
        const tasks = [
          draft('T-1', keys.slice(0, 1)),
          draft('T-2', keys.slice(1, 2)),
          { ...draft('T-3', keys.slice(2)), dependsOn: ['T-1', 'T-2'] },
          { ...draft('T-4', []), kind: 'milestone' as const, expects: [], dependsOn: ['T-1', 'T-2', 'T-3'] },
        ];
        return ok({ kind: 'plan', name: 'manual', summary: 'A manual.', tasks, usage: NO_USAGE });
      }
      const { key, requirementKeys } = request.task;
      begun.add(key);
      if (begun.has('T-1') && begun.has('T-2')) both.resolve();
      await both.promise;
      const path = key === 'T-3' ? 'documentation/index.md' : CONTESTED;
      const files = [{ path, content: `# By ${key}\n` }];
      return ok({ kind: 'work', files, covers: requirementKeys, gaps: [], summary: key, usage: NO_USAGE });
    },
  };
}

function draft(key: string, requirementKeys: string[]): TaskDraft {
  return {
    key,
    title: `Write ${key}`,
    brief: 'Write it.',
    kind: 'documentation',
    role: 'implementer',
    needs: 'documentation',
    priority: 'normal',
    complexity: 1,
    requirementKeys,
    dependsOn: [],
    expects: [key === 'T-3' ? 'documentation/index.md' : CONTESTED],
  };
}
