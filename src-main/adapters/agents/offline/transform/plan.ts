import type { Requirement } from '#shared/model/requirement.ts';
import type { TaskDraft } from '#shared/model/task.ts';
import { readStep, type TransformStep } from '#shared/repository/transform.ts';

type Doing = Pick<TaskDraft, 'title' | 'kind' | 'role' | 'needs'>;

const PAGE = { kind: 'documentation', role: 'integrator', needs: 'documentation' } as const;
const SETTING = { kind: 'integration', role: 'integrator', needs: 'deployment' } as const;

const DOING: Record<TransformStep, Doing> = {
  analysis: { title: 'Analyse the repository', ...PAGE },
  structure: { title: 'Say what git keeps', ...SETTING },
  config: { title: 'State the editor settings', ...SETTING },
  docs: { title: 'Write the first documentation', ...PAGE },
  ci: { title: 'Run the tests on every push', ...SETTING },
  tests: { title: 'Bring a first test', kind: 'quality', role: 'implementer', needs: 'tests' },
  tooling: { title: 'Name the everyday commands', ...SETTING },
  reorganisation: { title: 'Propose an order of folders', ...PAGE },
  monitoring: { title: 'Tell how it is watched', ...PAGE },
};

/** A task for each step; undefined where the requirements are none of a transformation. */
export function planTransform(requirements: readonly Requirement[]): TaskDraft[] | undefined {
  const steps = requirements.map((requirement) => ({ requirement, asked: readStep(requirement.text) }));
  if (steps.length === 0 || steps.some(({ asked }) => asked === undefined)) return undefined;
  // The first test becomes the test of the project, to which all other work is held.
  const firstTest = steps.findIndex(({ asked }) => asked?.step === 'tests' && asked.files.length > 0);
  const needs = (at: number) =>
    at === 0 ? [] : at === firstTest || firstTest < 1 ? ['T-1'] : [`T-${firstTest + 1}`];
  return steps.flatMap(({ requirement, asked }, at) => {
    if (!asked) return [];
    const task: TaskDraft = {
      key: `T-${at + 1}`,
      ...DOING[asked.step],
      brief: `${requirement.text} Only what is missing is added; no file that is there is changed or moved.`,
      priority: 'normal',
      complexity: 1,
      requirementKeys: [requirement.key],
      dependsOn: needs(at),
      expects: asked.files,
    };
    return [task];
  });
}
