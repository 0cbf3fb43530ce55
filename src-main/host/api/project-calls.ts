import { basename, isAbsolute, resolve } from 'node:path';
import { implement } from '@orpc/server';
import { contract } from '#shared/contract/index.ts';
import { fail } from '#shared/faults.ts';
import { DEFAULT_SETTINGS, type ProjectSettings } from '#shared/model/project.ts';
import { GUEST_BRANCH } from '../../workspace/guest.ts';
import { inspectRepository } from '../../workspace/inspect.ts';
import { ensureWorkspace } from '../../workspace/template.ts';
import { answer, found } from '../api-faults.ts';
import type { HostParts } from '../parts.ts';
import { startTransform } from './start-transform.ts';

export function projectCalls(parts: HostParts) {
  const { engine, read, newId, templateDir, clock } = parts;
  const os = implement(contract.projects);
  return {
    list: os.list.handler(() => read.projects.list()),
    create: os.create.handler(async ({ input }) => {
      if (!isAbsolute(input.root)) {
        return answer(
          fail('invalid_input', `"${input.root}" is not an absolute path.`, { hint: 'Nothing was created.' }),
        );
      }
      const root = resolve(input.root);
      const existing = read.projects.byRoot(root);
      if (existing)
        answer(
          fail('conflict', `There already is a project in ${root}.`, { hint: `Its id is ${existing.id}.` }),
        );
      const { branch } = answer(await ensureWorkspace(root, templateDir, clock));
      const seen = branch === GUEST_BRANCH ? await foundSettings(root) : DEFAULT_SETTINGS;
      const settings = { ...seen, ...input.settings };
      const projectId = newId('project');
      const name = input.name ?? basename(root);
      answer(
        engine.dispatch(
          [{ type: 'projects.create', projectId, name, root, policy: input.policy, settings }],
          {
            by: 'person',
          },
        ),
      );
      return found(read.projects.get(projectId), 'project', projectId);
    }),
    inspect: os.inspect.handler(async ({ input: { root } }) => {
      if (!isAbsolute(root)) return answer(fail('invalid_input', `"${root}" is not an absolute path.`));
      return answer(await inspectRepository(resolve(root)));
    }),
    profile: os.profile.handler(async ({ input: { projectId } }) => {
      const { root } = found(read.projects.get(projectId), 'project', projectId);
      return answer(await inspectRepository(root));
    }),
    transform: os.transform.handler(async ({ input: { projectId, add, policy } }) => {
      const project = found(read.projects.get(projectId), 'project', projectId);
      const runId = answer(await startTransform(parts, project, add, policy));
      return found(read.runs.get(runId), 'run', runId);
    }),
    configure: os.configure.handler(({ input: { projectId, settings: changed } }) => {
      const settings = { ...found(read.projects.get(projectId), 'project', projectId).settings, ...changed };
      answer(engine.dispatch([{ type: 'projects.configure', projectId, settings }], { by: 'person' }));
      return found(read.projects.get(projectId), 'project', projectId);
    }),
  };
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
