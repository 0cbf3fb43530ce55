import { basename, isAbsolute, resolve } from 'node:path';
import { implement } from '@orpc/server';
import { contract } from '#shared/contract/index.ts';
import { fail } from '#shared/faults.ts';
import { ensureWorkspace } from '../../workspace/template.ts';
import { answer, found } from '../api-faults.ts';
import type { HostParts } from '../parts.ts';

export function projectCalls({ engine, read, newId, templateDir, clock }: HostParts) {
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
      answer(await ensureWorkspace(root, templateDir, clock));
      const projectId = newId('project');
      const name = input.name ?? basename(root);
      answer(
        engine.dispatch([{ type: 'projects.create', projectId, name, root, policy: input.policy }], {
          by: 'person',
        }),
      );
      return found(read.projects.get(projectId), 'project', projectId);
    }),
    configure: os.configure.handler(({ input: { projectId, settings: changed } }) => {
      const settings = { ...found(read.projects.get(projectId), 'project', projectId).settings, ...changed };
      answer(engine.dispatch([{ type: 'projects.configure', projectId, settings }], { by: 'person' }));
      return found(read.projects.get(projectId), 'project', projectId);
    }),
  };
}
