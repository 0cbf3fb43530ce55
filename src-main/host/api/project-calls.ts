import { isAbsolute, resolve } from 'node:path';
import { implement } from '@orpc/server';
import { contract } from '#shared/contract/index.ts';
import { fail } from '#shared/faults.ts';
import { inspectRepository } from '../../workspace/inspect.ts';
import { integrationTip } from '../../workspace/integration-tip.ts';
import { answer, found } from '../api-faults.ts';
import type { HostParts } from '../parts.ts';
import { makeProject } from './new-project.ts';
import { startTransform } from './start-transform.ts';
import { listWorktrees, sweepWorktree } from './worktree-calls.ts';

export function projectCalls(parts: HostParts) {
  const { engine, read } = parts;
  const get = (projectId: string) => found(read.projects.get(projectId), 'project', projectId);
  const os = implement(contract.projects);
  return {
    list: os.list.handler(() => read.projects.list()),
    create: os.create.handler(async ({ input }) => answer(await makeProject(parts, input))),
    move: os.move.handler(async ({ input: { projectId, root } }) => {
      found(read.projects.get(projectId), 'project', projectId);
      if (!isAbsolute(root)) answer(fail('invalid_input', `"${root}" is not an absolute path.`));
      // A folder without the integration branch is not the workspace that the project's history is about.
      answer(await integrationTip(root));
      answer(engine.dispatch([{ type: 'projects.move', projectId, root: resolve(root) }], { by: 'person' }));
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
    worktrees: os.worktrees.handler(async ({ input: { projectId } }) =>
      answer(await listWorktrees(parts, get(projectId))),
    ),
    sweepWorktree: os.sweepWorktree.handler(async ({ input: { projectId, attemptId } }) =>
      answer(await sweepWorktree(parts, get(projectId), attemptId)),
    ),
  };
}
