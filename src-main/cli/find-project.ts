import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fail, ok, type Result } from '#shared/faults.ts';
import type { Project } from '#shared/model/project.ts';
import type { Api } from './remote.ts';

/** The project with this id, or in this folder. */
export async function findProject(api: Api, wanted: string, cwd: string): Promise<Result<Project>> {
  const projects = await api.projects.list();
  const root = await real(resolve(cwd, wanted));
  for (const project of projects) {
    if (project.id === wanted || (await real(project.root)) === root) return ok(project);
  }
  return fail('not_found', `${wanted} is no project of this data folder.`, {
    hint: '`orchestrator status` lists the runs that there are; a project is named by its id or its folder.',
  });
}

function real(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}
