import type { TaskDraft } from '#shared/model/task.ts';
import type { WorkReply, WorkRequest } from '../../../ports/agent.ts';
import { packageName } from './reading/name.ts';
import { PATHS } from './writing/paths.ts';

/** Between the paths that writers know and those of a workspace that holds more than the service. */
export type Place = {
  /** Where the service lies, relative to the workspace; empty for its root. */
  folder: string;
  /** A writer's path as a path of the workspace. */
  out(path: string): string;
  /** A path of the workspace as a writer's; undefined for what is none of the service. */
  in(path: string): string | undefined;
};

/** In a workspace of others the service has a folder of its own; only its workflow lies where the forge looks for it. */
export function placeOf(folder: string, name: string): Place {
  if (folder === '') return { folder, out: (path) => path, in: (path) => path };
  const slug = packageName(name);
  const own = `${folder}/${slug}`;
  const workflow = `.github/workflows/${slug}.yml`;
  return {
    folder: own,
    out: (path) => (path === PATHS.ci ? workflow : `${own}/${path}`),
    in(path) {
      if (path === workflow) return PATHS.ci;
      return path.startsWith(`${own}/`) ? path.slice(own.length + 1) : undefined;
    },
  };
}

/** The request as a writer sees it that knows of nothing but the service. */
export function inPlace(request: WorkRequest, place: Place): WorkRequest {
  if (place.folder === '') return request;
  const expects = <T extends TaskDraft>(task: T): T => ({
    ...task,
    expects: task.expects.map((path) => place.in(path) ?? path),
  });
  const files = [...request.files].flatMap(([path, text]): [string, string][] => {
    const own = place.in(path);
    return own === undefined ? [] : [[own, text]];
  });
  return { ...request, task: expects(request.task), plan: request.plan.map(expects), files: new Map(files) };
}

export function outOfPlace(reply: WorkReply, place: Place): WorkReply {
  const files = reply.files.map((file) => ({ ...file, path: place.out(file.path) }));
  return { ...reply, files, ...(reply.removes ? { removes: reply.removes.map(place.out) } : {}) };
}
