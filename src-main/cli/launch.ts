import { realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { NewDocument } from '#shared/contract/runs.ts';
import { assertNever, fail, ok, type Result } from '#shared/faults.ts';
import type { Policy, Project } from '#shared/model/project.ts';
import type { Run } from '#shared/model/run.ts';
import type { TransformStep } from '#shared/repository/transform.ts';
import { slugOf } from './documents.ts';
import type { Api } from './remote.ts';

/** What `run` was asked to do. */
export type Order =
  | {
      kind: 'new';
      documents: NewDocument[];
      root: string;
      policy?: Policy;
      title?: string;
      template?: string;
      afresh?: boolean;
    }
  | { kind: 'transform'; root: string; add: TransformStep[]; policy?: Policy }
  /** Without an id: the newest run that has not ended, of the project at `root` where that is given. */
  | { kind: 'resume'; runId?: string; root?: string };

/** Folder that holds a workspace per document when no project is named. */
export const WORKSPACES = 'orchestrator-workspace';

export function workspaceRoot(project: string | undefined, firstDocument: string, cwd: string): string {
  return project === undefined ? join(cwd, WORKSPACES, slugOf(firstDocument)) : resolve(cwd, project);
}

/** Brings a run about: a new one, in a new project where the folder is none yet, or one that goes on. */
export async function launch(api: Api, order: Order): Promise<Result<Run>> {
  switch (order.kind) {
    case 'new':
      return ok(await begin(api, order));
    case 'transform':
      return ok(await transform(api, order));
    case 'resume':
      return resume(api, order);
    default:
      return assertNever(order);
  }
}

async function projectIn(api: Api, root: string, policy: Policy | undefined): Promise<Project> {
  const known = await projectAt(api, root);
  return known ?? (await api.projects.create({ root, ...(policy === undefined ? {} : { policy }) }));
}

async function transform(api: Api, order: Extract<Order, { kind: 'transform' }>): Promise<Run> {
  const { root, add, policy } = order;
  const { id: projectId } = await projectIn(api, root, policy);
  return api.projects.transform({ projectId, add, ...(policy === undefined ? {} : { policy }) });
}

async function begin(
  api: Api,
  { documents, root, policy, title, template, afresh }: Extract<Order, { kind: 'new' }>,
): Promise<Run> {
  const project = await projectIn(api, root, policy);
  return api.runs.start({
    projectId: project.id,
    documents,
    ...(policy === undefined ? {} : { policy }),
    ...(title === undefined ? {} : { title }),
    ...(template === undefined ? {} : { template }),
    ...(afresh ? { afresh } : {}),
  });
}

async function resume(api: Api, order: Extract<Order, { kind: 'resume' }>): Promise<Result<Run>> {
  const found =
    order.runId === undefined
      ? await newestOpen(api, order.root)
      : ok(await api.runs.get({ runId: order.runId }));
  if (!found.ok) return found;
  const run = found.value;
  if (run.state === 'paused') return ok(await api.runs.resume({ runId: run.id }));
  if (run.state === 'active') return found;
  return fail('conflict', `The run ${run.id} has ended (${run.state}); there is nothing to go on with.`, {
    hint: `\`orchestrator status ${run.id}\` shows what came out. A new run takes the documents again.`,
  });
}

async function newestOpen(api: Api, root: string | undefined): Promise<Result<Run>> {
  const project = root === undefined ? undefined : await projectAt(api, root);
  if (root !== undefined && !project) {
    return fail('not_found', `${root} is no project of this data folder.`, {
      hint: '`orchestrator status` lists the runs that there are.',
    });
  }
  const runs = await api.runs.list(project ? { projectId: project.id } : {});
  const open = runs.filter(({ state }) => state === 'active' || state === 'paused');
  const newest = open.toSorted((a, b) => b.openedAt - a.openedAt)[0];
  return newest
    ? ok(newest)
    : fail('not_found', 'There is no run to go on with.', {
        hint: '`orchestrator status` lists the runs that there are; `orchestrator run <document>` starts one.',
      });
}

async function projectAt(api: Api, root: string) {
  const [projects, wanted] = await Promise.all([api.projects.list(), realOr(root)]);
  for (const project of projects) {
    if (project.root === root || (await realOr(project.root)) === wanted) return project;
  }
  return undefined;
}

function realOr(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}
