import { describe, expect, it } from 'vitest';
import { detect } from './detect.ts';
import { firstTestCommand, readStep, TransformStep, transformDocument } from './transform.ts';

const facts = (...paths: string[]) =>
  detect({
    files: paths.map((path) => ({ path, bytes: 10 })),
    texts: new Map(paths.map((path) => [path, ''])),
    samples: new Map(),
    subjects: [],
  });

describe('the document of a transformation', () => {
  it('asks for what is missing alone, in a form that is read back', () => {
    const python = facts('app.py', 'README.rst', '.gitignore');
    const document = transformDocument(python, TransformStep.options, (path) => path === '.gitignore') ?? '';
    const steps = document.split('\n').flatMap((line) => readStep(line.replace(/^- /, '')) ?? []);
    expect(steps.map(({ step }) => step)).toEqual(TransformStep.options);
    expect(steps.flatMap(({ files }) => files)).toEqual([
      ...['docs/analysis.md', '.gitattributes', '.editorconfig', 'CONTRIBUTING.md'],
      ...['.github/workflows/ci.yml', 'tests/test_smoke.py', 'Makefile'],
      ...['docs/reorganisation.md', 'docs/operations.md'],
    ]);
    expect(firstTestCommand(python)).toContain('unittest');
  });

  it('is none where nothing is missing, and asks for no test or CI beside those that are there', () => {
    const go = facts('main.go', 'main_test.go', '.gitlab-ci.yml');
    expect(transformDocument(go, ['tests', 'ci'], () => false)).toBeUndefined();
    expect(transformDocument(go, ['analysis'], () => true)).toBeUndefined();
    expect(firstTestCommand(go)).toBeNull();
  });

  it.each(['', 'Step: x', 'Step nothing: the repository must x, by adding y', 'A note must have a title'])(
    'takes %j for no step',
    (text) => expect(readStep(text)).toBeUndefined(),
  );
});
