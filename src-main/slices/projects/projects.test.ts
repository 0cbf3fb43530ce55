import { beforeEach, expect, it } from 'vitest';
import { unwrap } from '#shared/faults.ts';
import { DEFAULT_SETTINGS } from '#shared/model/project.ts';
import { type TestEngine, testEngine } from '../../engine/test-engine.ts';

let t: TestEngine;
const settings = { ...DEFAULT_SETTINGS, copy: ['.env'], setUp: ['npm', 'ci'], joinBy: 'rebase' as const };

beforeEach(() => {
  t = testEngine();
  const project = { projectId: 'prj_1', name: 'Rooms', root: '/rooms', policy: 'manual' as const };
  unwrap(t.engine.dispatch([{ type: 'projects.create', ...project }], { by: 'person' }));
});

it('gives a project the default settings, and keeps those that it is given later', () => {
  expect(t.read.projects.get('prj_1')?.settings).toEqual(DEFAULT_SETTINGS);
  unwrap(t.engine.dispatch([{ type: 'projects.configure', projectId: 'prj_1', settings }], { by: 'person' }));
  expect(t.read.projects.list().map((project) => project.settings)).toEqual([settings]);
});

it('refuses settings for a project that is not there', () => {
  const done = t.engine.dispatch([{ type: 'projects.configure', projectId: 'prj_2', settings }], {
    by: 'person',
  });
  expect(done).toMatchObject({ ok: false, fault: { type: 'not_found' } });
});

it('reads a project that was created before projects had settings', () => {
  t.db.exec("UPDATE projects SET settings = NULL WHERE id = 'prj_1'");
  expect(t.read.projects.byRoot('/rooms')?.settings).toEqual(DEFAULT_SETTINGS);
});
