import { implement } from '@orpc/server';
import { contract } from '#shared/contract/index.ts';
import { answer, found } from '../api-faults.ts';
import type { HostParts } from '../parts.ts';
import { makeProject } from './new-project.ts';

export function projectCalls(parts: HostParts) {
  const { engine, read } = parts;
  const os = implement(contract.projects);
  return {
    list: os.list.handler(() => read.projects.list()),
    create: os.create.handler(async ({ input }) => answer(await makeProject(parts, input))),
    configure: os.configure.handler(({ input: { projectId, settings: changed } }) => {
      const settings = { ...found(read.projects.get(projectId), 'project', projectId).settings, ...changed };
      answer(engine.dispatch([{ type: 'projects.configure', projectId, settings }], { by: 'person' }));
      return found(read.projects.get(projectId), 'project', projectId);
    }),
  };
}
