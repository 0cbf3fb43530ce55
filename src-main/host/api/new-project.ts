import { basename, isAbsolute, resolve } from 'node:path';
import { fail, ok, type Result } from '#shared/faults.ts';
import {
  DEFAULT_SETTINGS,
  type Policy,
  type Project,
  type ProjectOrigin,
  type ProjectSettings,
} from '#shared/model/project.ts';
import { GUEST_BRANCH } from '../../workspace/guest.ts';
import { inspectRepository } from '../../workspace/inspect.ts';
import { ensureWorkspace } from '../../workspace/template.ts';
import { found } from '../api-faults.ts';
import type { HostParts } from '../parts.ts';

export type NewProject = {
  root: string;
  name?: string | undefined;
  policy: Policy;
  origin?: ProjectOrigin;
  settings?: Partial<ProjectSettings> | undefined;
};

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
  const seen = workspace.value.branch === GUEST_BRANCH ? await foundSettings(root.value) : DEFAULT_SETTINGS;
  const settings = { ...seen, ...wish.settings };
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
        settings,
        ...(origin ? { origin } : {}),
      },
    ],
    { by: 'person' },
  );
  return made.ok ? ok(found(read.projects.get(projectId), 'project', projectId)) : made;
}

/** New services go below this folder of a repository that holds something else. */
const SERVICES = 'services';

/**
 * The settings of a repository that is brought along, as far as looking tells them. A set-up command mostly needs the
 * network, so that it is for a person to set.
 */
async function foundSettings(root: string): Promise<ProjectSettings> {
  const settings = { ...DEFAULT_SETTINGS, folder: SERVICES };
  const profile = await inspectRepository(root);
  if (!profile.ok) return settings;
  const { test, format, lint } = profile.value.commands;
  return { ...settings, test, format, lint };
}
