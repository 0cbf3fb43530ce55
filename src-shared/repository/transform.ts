import { z } from 'zod';
import type { RepositoryFacts } from '../model/repository.ts';

/** What a transformation can bring to a repository. `analysis` and `reorganisation` are pages that propose and move nothing. */
export const TransformStep = z.enum([
  'analysis',
  'structure',
  'config',
  'docs',
  'ci',
  'tests',
  'tooling',
  'reorganisation',
  'monitoring',
]);
export type TransformStep = z.infer<typeof TransformStep>;

type Aim = { must: string; files: readonly string[] };

function aimOf(step: TransformStep, facts: RepositoryFacts): Aim {
  switch (step) {
    case 'analysis':
      return { must: 'have an analysis of what it is made of', files: ['docs/analysis.md'] };
    case 'structure':
      return { must: 'say which files git keeps and how', files: ['.gitignore', '.gitattributes'] };
    case 'config':
      return { must: 'state its editor settings', files: ['.editorconfig'] };
    case 'docs':
      return {
        must: 'explain itself to newcomers',
        files: [...(facts.hasReadme ? [] : ['README.md']), 'CONTRIBUTING.md'],
      };
    case 'ci':
      return {
        must: 'run its tests on every push',
        files: facts.ci.length > 0 ? [] : ['.github/workflows/ci.yml'],
      };
    case 'tests':
      return { must: 'have a first test', files: facts.conventions.testFiles > 0 ? [] : smokeTestOf(facts) };
    case 'tooling':
      return {
        must: 'name its everyday commands in one place',
        files: facts.buildTools.includes('just') ? [] : ['Makefile'],
      };
    case 'reorganisation':
      return { must: 'have a proposal for its order of folders', files: ['docs/reorganisation.md'] };
    case 'monitoring':
      return { must: 'tell how it is watched in production', files: ['docs/operations.md'] };
  }
}

function smokeTestOf({ languages }: RepositoryFacts): string[] {
  const [first] = languages;
  if (first?.name === 'TypeScript' || first?.name === 'JavaScript') return ['test/smoke.test.mjs'];
  return first?.name === 'Python' ? ['tests/test_smoke.py'] : [];
}

/** The command that runs a first test, for a repository that had none. */
export function firstTestCommand({ languages }: RepositoryFacts): string[] | null {
  const [first] = languages;
  if (first?.name === 'TypeScript' || first?.name === 'JavaScript')
    return ['node', '--test', 'test/smoke.test.mjs'];
  return first?.name === 'Python' ? ['python3', '-m', 'unittest', 'discover', '-s', 'tests'] : null;
}

/** A requirement document that asks for what is missing; undefined where nothing is. */
export function transformDocument(
  facts: RepositoryFacts,
  wanted: readonly TransformStep[],
  exists: (path: string) => boolean,
): string | undefined {
  const lines = TransformStep.options.flatMap((step) => {
    if (!wanted.includes(step)) return [];
    const { must, files } = aimOf(step, facts);
    const missing = files.filter((path) => !exists(path));
    return missing.length === 0
      ? []
      : [`- Step ${step}: the repository must ${must}, by adding ${missing.join(' and ')}`];
  });
  return lines.length === 0 ? undefined : `# Transformation\n\n## Steps\n\n${lines.join('\n')}\n`;
}

/** The step and the files that a requirement of such a document asks for. */
export function readStep(text: string): { step: TransformStep; files: string[] } | undefined {
  const [, name, list] =
    /^Step ([a-z]{2,20}): the repository must [^,]{1,100}, by adding (\S.{0,300})$/.exec(text.trim()) ?? [];
  const step = TransformStep.safeParse(name);
  if (!step.success || list === undefined) return undefined;
  return { step: step.data, files: list.replace(/\.$/, '').split(' and ') };
}
