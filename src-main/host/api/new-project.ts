import { basename, isAbsolute, resolve } from 'node:path';
import { fail, ok, type Result } from '#shared/faults.ts';
import type { Policy, Project, ProjectOrigin } from '#shared/model/project.ts';
import { ensureWorkspace } from '../../workspace/template.ts';
import { found } from '../api-faults.ts';
import type { HostParts } from '../parts.ts';

export type NewProject = { root: string; name?: string | undefined; policy: Policy; origin?: ProjectOrigin };

/** The absolute folder of a project to be. Faults: `invalid_input`, `conflict` (there is a project already). */
export function projectRoot({ read }: HostParts, root: string): Result<string> {
  if (!isAbsolute(root)) {
    return fail('invalid_input', `"${root}" is not an absolute path.`, { hint: 'Nothing was created.' });
  }
  const full = resolve(root);
  const existing = read.projects.byRoot(full);
  return existing
    ? fail('conflict', `There already is a project in ${full}.`, { hint: `Its id is ${existing.id}.` })
    : ok(full);
}

/** Makes a folder a workspace and a project of it. */
export async function makeProject(parts: HostParts, wish: NewProject): Promise<Result<Project>> {
  const { engine, read, newId, templateDir, clock } = parts;
  const root = projectRoot(parts, wish.root);
  if (!root.ok) return root;
  const workspace = await ensureWorkspace(root.value, templateDir, clock);
  if (!workspace.ok) return workspace;
  const projectId = newId('project');
  const { name = basename(root.value), policy, origin } = wish;
  const made = engine.dispatch(
    [
      {
        type: 'projects.create',
        projectId,
        name,
        root: root.value,
        policy,
        ...(origin ? { origin } : {}),
      },
    ],
    { by: 'person' },
  );
  return made.ok ? ok(found(read.projects.get(projectId), 'project', projectId)) : made;
}
