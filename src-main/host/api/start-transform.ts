import { fail, type Result } from '#shared/faults.ts';
import type { Policy, Project } from '#shared/model/project.ts';
import { firstTestCommand, type TransformStep, transformDocument } from '#shared/repository/transform.ts';
import { inspectRepository } from '../../workspace/inspect.ts';
import { listFiles } from '../../workspace/list-files.ts';
import type { HostParts } from '../parts.ts';
import { startRun } from './run-calls.ts';

/**
 * Starts a run that adds to a repository what it lacks of the wanted steps; the analysis comes first, and a proposal
 * goes with the structure. The value is the run's id. `invalid_input` where nothing is missing.
 */
export async function startTransform(
  parts: HostParts,
  project: Project,
  add: readonly TransformStep[],
  policy: Policy | undefined,
): Promise<Result<string>> {
  const profile = await inspectRepository(project.root);
  if (!profile.ok) return profile;
  const { files } = await listFiles(project.root);
  const there = new Set(files.map(({ path }) => path));
  const steps: TransformStep[] = [
    'analysis',
    ...add,
    ...(add.includes('structure') ? ['reorganisation' as const] : []),
  ];
  const content = transformDocument(profile.value, steps, (path) => there.has(path));
  if (content === undefined) {
    return fail('invalid_input', `${project.name} has all of that already: ${add.join(', ')}.`, {
      hint: 'Nothing was started.',
    });
  }
  const test = firstTestCommand(profile.value);
  if (content.includes('Step tests:') && project.settings.test === null && test !== null) {
    const settings = { ...project.settings, test };
    const set = parts.engine.dispatch([{ type: 'projects.configure', projectId: project.id, settings }], {
      by: 'person',
    });
    if (!set.ok) return set;
  }
  return startRun(parts, {
    projectId: project.id,
    title: `Transformation: ${add.join(', ')}`,
    policy,
    documents: [{ name: 'transformation.md', content, encoding: 'utf8' }],
  });
}
