import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { unwrap } from '#shared/faults.ts';
import type { PlanEdit } from '#shared/model/plan-edit.ts';
import { faultOf } from '../../cli/fault-of.ts';
import { silentLogger } from '../../kernel/logger.ts';
import { createHost, type Host } from '../host.ts';

const DOCUMENT = `# Notes service

## Notes
- A note must have a title (required, at most 100 characters) and a text (optional, at most 2000 characters).
- A user must be able to create a note.
- A user must be able to list all notes.
- The colour of the logo should be blue.
`;

let folder: string;
let host: Host;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plan calls-'));
  host = unwrap(createHost({ home: join(folder, 'home'), logger: silentLogger }));
});
afterEach(async () => {
  await host.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function proposedPlan(): Promise<{ runId: string; planId: string }> {
  host.start();
  const project = await host.api.projects.create({ root: join(folder, 'work'), policy: 'supervised' });
  const { id: runId } = await host.api.runs.start({
    projectId: project.id,
    documents: [{ name: 'notes.md', content: DOCUMENT }],
  });
  for await (const _batch of await host.api.changes.watch({ after: 0 })) {
    const { plan } = await host.api.runs.plan({ runId });
    if (plan?.state === 'proposed') return { runId, planId: plan.id };
  }
  throw new Error('the feed ended');
}

const fault = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (thrown) => faultOf(thrown)?.message,
  );

it('edits a proposed plan, shows it in the open decision, and steps back and forth', async () => {
  const { api } = host;
  const { runId, planId } = await proposedPlan();
  const before = await api.runs.plan({ runId });
  const [asked] = await api.decisions.list({ runId, open: true });
  const edits: PlanEdit[] = [
    {
      do: 'add',
      task: {
        ...{ title: 'Paint the logo', brief: '', kind: 'documentation', priority: 'low', complexity: 1 },
        ...{ requirementKeys: ['R-3'], dependsOn: ['T-1'], expects: ['documentation/logo.md'] },
      },
    },
    { do: 'assign', key: 'T-1', prefers: 'offline-analyst' },
  ];
  const view = await api.plans.edit({ planId, edits });
  expect(view.tasks).toHaveLength(before.tasks.length + 1);
  expect(view.tasks.find(({ key }) => key === 'T-1')?.prefers).toBe('offline-analyst');
  const [restated] = await api.decisions.list({ runId, open: true });
  expect(restated).toMatchObject({ id: asked?.id, state: 'open' });
  expect(restated?.title).toContain(`${view.tasks.length} tasks`);
  expect(await api.plans.edits({ planId })).toMatchObject([
    { number: 1, by: 'person', undone: false, edits },
  ]);
  expect((await api.plans.undo({ planId })).tasks).toEqual(before.tasks);
  expect((await api.plans.redo({ planId })).tasks).toEqual(view.tasks);
  expect(await fault(api.plans.redo({ planId }))).toMatch(/nothing to do again/);
});

it('refuses what is not sound, agents that are not there, and plans that are not there, and changes nothing', async () => {
  const { api } = host;
  const { runId, planId } = await proposedPlan();
  const before = await api.runs.plan({ runId });
  const tryOut = (...edits: PlanEdit[]) => fault(api.plans.edit({ planId, edits }));
  expect(await tryOut({ do: 'assign', key: 'T-1', prefers: 'nobody' })).toBe('There is no agent nobody.');
  expect(await tryOut({ do: 'link', key: 'T-1', dependsOn: ['T-2'] })).toMatch(/circle/);
  expect(
    await tryOut({ do: 'change', key: 'T-1', set: { title: 'x' } }, { do: 'remove', key: 'T-99' }),
  ).toMatch(/no task T-99/);
  expect(await fault(api.plans.edit({ planId: 'none', edits: [{ do: 'remove', key: 'T-1' }] }))).toMatch(
    /no plan none/,
  );
  expect(await fault(api.plans.undo({ planId }))).toMatch(/nothing to undo/);
  expect(await fault(api.templates.save({ runId, name: 'notes' }))).toMatch(/plan of the run .* is proposed/);
  expect(await api.runs.plan({ runId })).toEqual(before);
});

it('takes templates in and out, and gives a plan their shape as one step', async () => {
  const { api } = host;
  const { runId, planId } = await proposedPlan();
  const { tasks } = await api.runs.plan({ runId });
  const template = {
    ...({ format: 'orchestrator-plan-template/1', name: 'small', note: '', savedAt: 1 } as const),
    tasks: tasks
      .filter(({ kind }) => kind !== 'integration')
      .map(({ key, title, brief, kind, role, needs, complexity, dependsOn, expects }) => ({
        ...{ key, title, brief, kind, role, needs, complexity, dependsOn, expects },
        priority: 'low' as const,
        slots: [],
        ...(kind === 'feature' && title.startsWith('Keep') ? { entity: 1 } : {}),
      })),
  };
  expect(await api.templates.import({ template })).toEqual(template);
  expect(await fault(api.templates.import({ template }))).toMatch(/already a template "small"/);
  await api.templates.import({ template, replace: true });
  expect(await api.templates.list()).toEqual([
    { name: 'small', note: '', savedAt: 1, tasks: template.tasks.length },
  ]);
  expect(await fault(api.plans.applyTemplate({ planId, name: 'none' }))).toBe('There is no template none.');
  const view = await api.plans.applyTemplate({ planId, name: 'small' });
  expect(view.said.join()).toMatch(/Not in small, so left out: T-\d+ \("Prepare build and deployment"\)/);
  expect(new Set(view.tasks.map(({ priority }) => priority))).toEqual(new Set(['low']));
  expect((await api.plans.undo({ planId })).tasks).toEqual(tasks);
  await api.templates.remove({ name: 'small' });
  expect(await fault(api.templates.get({ name: 'small' }))).toMatch(/no template small/);
  const { projectId } = await api.runs.get({ runId });
  const documents = [{ name: 'a.md', content: DOCUMENT }];
  expect(await fault(api.runs.start({ projectId, documents, template: 'small' }))).toMatch(
    /no template "small"/,
  );
});
