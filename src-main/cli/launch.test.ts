import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import type { NewDocument } from '#shared/contract/runs.ts';
import { unwrap } from '#shared/faults.ts';
import { DEFAULT_SETTINGS, type Project } from '#shared/model/project.ts';
import type { Run } from '#shared/model/run.ts';
import { launch, workspaceRoot } from './launch.ts';
import type { Api } from './remote.ts';

const run = (id: string, state: Run['state'], projectId = 'prj_1'): Run => ({
  ...{ id, projectId, title: id, policy: 'manual', state, phase: 'building', deadlineAt: 9 },
  openedAt: Number(id.slice(-1)),
});

function fakeHost(runs: Run[], roots: string[] = []) {
  const calls: unknown[] = [];
  const projects: Project[] = roots.map((root, at) => ({
    ...{ id: `prj_${at + 1}`, name: 'p', root, policy: 'manual', settings: DEFAULT_SETTINGS, createdAt: 0 },
  }));
  const record = (name: string, given: unknown) => void calls.push([name, given]);
  const api = {
    projects: {
      list: async () => projects,
      create: async (given: { root: string }) => {
        record('create', given);
        return { id: 'prj_new' };
      },
    },
    runs: {
      list: async ({ projectId }: { projectId?: string }) =>
        runs.filter((each) => projectId === undefined || each.projectId === projectId),
      get: async ({ runId }: { runId: string }) => runs.find(({ id }) => id === runId),
      start: async (given: unknown) => {
        record('start', given);
        return run('run_9', 'active');
      },
      resume: async (given: unknown) => {
        record('resume', given);
        return run('run_2', 'active');
      },
    },
  };
  return { api: api as unknown as Api, calls };
}

const documents: NewDocument[] = [{ name: 'a.md', content: '# A' }];

it('puts a workspace where a developer can see it, named after the document', () => {
  const cwd = resolve('/home/ada');
  expect(workspaceRoot(undefined, 'specs/Shop API.md', cwd)).toBe(
    join(cwd, 'orchestrator-workspace', 'shop-api'),
  );
  expect(workspaceRoot('../here', 'a.md', cwd)).toBe(resolve('/home/here'));
});

it('makes a project for a new folder and uses the one that is there, also through a link', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'launch-'));
  const link = `${folder}-link`;
  symlinkSync(folder, link);
  try {
    const { api, calls } = fakeHost([], [folder]);
    unwrap(await launch(api, { kind: 'new', documents, root: link }));
    unwrap(await launch(api, { kind: 'new', documents, root: '/elsewhere', policy: 'manual', title: 'T' }));
    expect(calls).toEqual([
      ['start', { projectId: 'prj_1', documents }],
      ['create', { root: '/elsewhere', policy: 'manual' }],
      ['start', { projectId: 'prj_new', documents, policy: 'manual', title: 'T' }],
    ]);
  } finally {
    rmSync(link);
    rmSync(folder, { recursive: true });
  }
});

it('goes on with the newest run that has not ended', async () => {
  const { api, calls } = fakeHost([run('run_1', 'active'), run('run_2', 'paused'), run('run_3', 'finished')]);
  expect(unwrap(await launch(api, { kind: 'resume' })).id).toBe('run_2');
  expect(calls).toEqual([['resume', { runId: 'run_2' }]]);
  expect(unwrap(await launch(api, { kind: 'resume', runId: 'run_1' })).id).toBe('run_1');
  expect(calls).toHaveLength(1);
});

it('goes on only within the project that was named', async () => {
  const runs = [run('run_1', 'active', 'prj_1'), run('run_2', 'active', 'prj_2')];
  const { api } = fakeHost(runs, ['/one', '/two']);
  expect(unwrap(await launch(api, { kind: 'resume', root: '/one' })).id).toBe('run_1');
  expect(await launch(api, { kind: 'resume', root: '/three' })).toMatchObject({
    fault: { type: 'not_found' },
  });
});

it('says that there is nothing to go on with', async () => {
  const { api } = fakeHost([run('run_3', 'finished')]);
  expect(await launch(api, { kind: 'resume' })).toMatchObject({ fault: { type: 'not_found' } });
  expect(await launch(api, { kind: 'resume', runId: 'run_3' })).toMatchObject({
    fault: { type: 'conflict' },
  });
});
